"""The browser's pages, for every journey."""

from tests.browser import browser, desk, desk_without_scripts, narrow, phone, phone_without_scripts

__all__ = ["browser", "desk", "desk_without_scripts", "narrow", "phone", "phone_without_scripts"]
