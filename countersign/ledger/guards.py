"""
The database refuses what would change the past, whoever asks: triggers on SQLite and PostgreSQL.

Somebody who owns the database can take them off again; what they then do is found by `verify`. The guard is against
mistakes.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

ALL, NONE = "TRUE", ""

LEDGER = {
    "ledger_chain": ALL,
    "ledger_entry": ALL,
    "ledger_checkpoint": ALL,
    "ledger_batch": ALL,
    "ledger_timestamp": ALL,
    "ledger_personalvalue": NONE,
    "ledger_content": "NOT OLD.is_personal",
}
"""The tables whose rows are never altered, and which of these are not deleted either; the others are, by erasing."""

SENTENCE = "The ledger is only ever added to: {} cannot be {}."


def install(connection: BaseDatabaseWrapper, tables: Mapping[str, str] = LEDGER) -> None:
    """Put the triggers on."""
    postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        if postgresql:
            cursor.execute(
                "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'The ledger is only ever added to: % cannot be changed.', TG_TABLE_NAME"
                " USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
        for table, operation, condition in _guarded(connection, tables):
            when = f"WHEN ({condition})" if condition else ""
            head = f"CREATE TRIGGER {_name(table, operation)} BEFORE {operation} ON {table}"
            if postgresql:
                each = "FOR EACH STATEMENT" if operation == "TRUNCATE" else f"FOR EACH ROW {when}"
                cursor.execute(f"{head} {each} EXECUTE FUNCTION ledger_refuse()")
            else:
                done = {"UPDATE": "changed", "DELETE": "removed"}[operation]
                sentence = SENTENCE.format(f"a row of {table}", done)
                cursor.execute(f"{head} FOR EACH ROW {when} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")


def remove(connection: BaseDatabaseWrapper, tables: Mapping[str, str] = LEDGER) -> None:
    """Take the triggers off."""
    with connection.cursor() as cursor:
        for table, operation, _ in _guarded(connection, tables):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, operation)}{on}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper, tables: Mapping[str, str] = LEDGER) -> Iterator[None]:
    """Let a test do what nobody may: empty the tables, or tamper with them to see it found."""
    remove(connection, tables)
    try:
        yield
    finally:
        install(connection, tables)


def _guarded(connection: BaseDatabaseWrapper, tables: Mapping[str, str]) -> list[tuple[str, str, str]]:
    changes = [(table, "UPDATE", "") for table in tables]
    removals = [(table, "DELETE", kept) for table, kept in tables.items() if kept]
    if connection.vendor == "postgresql":  # SQLite has no TRUNCATE
        removals += [(table, "TRUNCATE", "") for table in tables]
    return changes + removals


def _name(table: str, operation: str) -> str:
    return f"{table}_no_{operation.lower()}"
