"""Every page that these tests open is looked over; passwords are hashed quickly; nothing is left behind."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from pytest_django import Settings

from countersign.ledger import guards
from countersign.ui.testing import PageClient
from tests.browser import browser, desk, desk_without_scripts, narrow, phone, phone_without_scripts

__all__ = ["browser", "desk", "desk_without_scripts", "narrow", "phone", "phone_without_scripts"]


@pytest.fixture
def client() -> PageClient:
    return PageClient()


@pytest.fixture(autouse=True)
def quick_and_clean(settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def emptied(transactional_db: None) -> Iterator[None]:
    """Empty the ledger after a test that commits: its guards would stop the database's own emptying."""
    yield
    with guards.lifted(connection):
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture
def live(live_server: Any, emptied: None) -> str:
    """The address of a server to open in a browser."""
    return str(live_server.url)
