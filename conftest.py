"""What every test starts with: a client that looks over each page, and tables that can be emptied between tests."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db.backends.base.operations import BaseDatabaseOperations
from pytest_django import Settings

from countersign.evidence.guards import SEALED
from countersign.ledger import guards as ledger
from countersign.policies import guards as policies
from countersign.ui.testing import PageClient
from tests.browser import browser, desk, desk_without_scripts, narrow, phone, phone_without_scripts

__all__ = ["browser", "desk", "desk_without_scripts", "narrow", "phone", "phone_without_scripts"]


DATABASES = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """
    Mark the calculations: what was found of them on one database, another would only repeat.

    Django's own guard refuses the database to them. What starts processes, which open it by themselves, is in `tests/`
    and in the bench.
    """
    for item in items:
        folder = item.path.relative_to(item.config.rootpath).parts[:2]
        is_in_app = folder[0] == "countersign" and folder[1] != "bench"
        uses = DATABASES.intersection(getattr(item, "fixturenames", ()))
        if is_in_app and not uses and item.get_closest_marker("django_db") is None:
            item.add_marker("calculation")


@pytest.fixture
def client() -> PageClient:
    """Django's client, which fails on a page that is not well made."""
    return PageClient()


@pytest.fixture(autouse=True)
def _quick_and_clean(settings: Settings) -> None:
    """Hash passwords quickly, and leave nothing in the cache."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_tables() -> Iterator[None]:
    """Let Django empty the tables after a test: what may never be altered refuses that too."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def lifted_flush(operations: Any, statements: list[str]) -> None:
        if operations.connection.vendor == "postgresql":
            asleep = "SET LOCAL session_replication_role = replica"  # no trigger is asked, in this transaction
            flush(operations, [asleep, *statements])
            return
        guarded = operations.connection
        with ledger.lifted(guarded), ledger.lifted(guarded, SEALED), policies.lifted(guarded):
            flush(operations, statements)

    BaseDatabaseOperations.execute_sql_flush = lifted_flush  # type: ignore[method-assign, assignment]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]


@pytest.fixture
def live(live_server: Any) -> str:
    """Return the address of a server to open in a browser."""
    return str(live_server.url)
