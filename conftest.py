"""What every test starts with: a data folder of its own, and the database that DATABASE_URL names."""

import os
import tempfile

os.environ["COUNTERSIGN_DATA"] = tempfile.mkdtemp(prefix="countersign-test-")
os.environ.setdefault("COUNTERSIGN_ADDRESS", "http://testserver")

import pytest
from django.db.backends.sqlite3.base import DatabaseOperations

from countersign.ledger import guards


@pytest.fixture(autouse=True, scope="session")
def _tests_may_empty_the_ledger() -> None:
    """Let Django empty SQLite's tables between tests: the ledger's triggers refuse to be emptied otherwise."""
    flush = DatabaseOperations.execute_sql_flush

    def lifted_flush(operations: DatabaseOperations, statements: list[str]) -> None:
        with guards.lifted(operations.connection):
            flush(operations, statements)

    DatabaseOperations.execute_sql_flush = lifted_flush
