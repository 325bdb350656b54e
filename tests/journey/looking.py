"""Looking at every page on the way: what is found is kept until the journey ends, so that one run tells all of it."""

from typing import Any

from tests.browser import check_page as check_one

faults: list[str] = []


def check_page(page: Any, name: str) -> None:
    """Check the page that is open, and keep what is wrong with it."""
    try:
        check_one(page, name)
    except AssertionError as fault:
        faults.append(f"{name}: {fault}")
