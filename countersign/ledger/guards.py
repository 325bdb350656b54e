"""
The database refuses what would change the past, whoever asks: triggers on SQLite and PostgreSQL.

Somebody who owns the database can take them off again; what they then do is found by `verify`. The guard is against
mistakes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

FOR_EVER = ["chain", "entry", "checkpoint", "batch", "timestamp"]
"""Tables whose rows stay as they were written."""

ERASABLE = {"personalvalue": "", "content": "NOT OLD.is_personal"}
"""Tables whose rows are never altered, and deleted only by erasing; not even then those the condition is true of."""

SENTENCE = "The ledger is only ever added to: {} cannot be {}."


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'The ledger is only ever added to: % cannot be changed.', TG_TABLE_NAME"
                " USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for table, operation, condition in _guarded(connection):
            when = f"WHEN ({condition})" if condition else ""
            head = f"CREATE TRIGGER {_name(table, operation)} BEFORE {operation} ON ledger_{table}"
            if postgresql:
                each = "FOR EACH STATEMENT" if operation == "TRUNCATE" else f"FOR EACH ROW {when}"
                cursor.execute(f"{head} {each} EXECUTE FUNCTION ledger_refuse()")
            else:
                done = {"UPDATE": "changed", "DELETE": "removed"}[operation]
                sentence = SENTENCE.format(f"a row of ledger_{table}", done)
                cursor.execute(f"{head} FOR EACH ROW {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off."""
    with connection.cursor() as cursor:
        for table, operation, _ in _guarded(connection):
            on = f" ON ledger_{table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, operation)}{on}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let a test do what nobody may: empty the tables, or tamper with them to see it found."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def _guarded(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str]]:
    changes = [(table, "UPDATE", "") for table in [*FOR_EVER, *ERASABLE]]
    removals = [(table, "DELETE", "") for table in FOR_EVER]
    removals += [(table, "DELETE", kept) for table, kept in ERASABLE.items() if kept]
    if connection.vendor == "postgresql":  # SQLite has no TRUNCATE
        removals += [(table, "TRUNCATE", "") for table in [*FOR_EVER, *ERASABLE]]
    return changes + removals


def _name(table: str, operation: str) -> str:
    return f"ledger_{table}_no_{operation.lower()}"
