"""
The database refuses to alter what was published, whoever asks: triggers on SQLite and PostgreSQL.

A published edition, its wordings and parts, the policies it names, what of them must be read first and the governors'
approvals of it stay as they were for as long as there is a signature under them. Nothing may be added to it either. A
translation that was offered can only be withdrawn. PostgreSQL empties none of these tables at one stroke either; on
SQLite a row whose place another takes by REPLACE counts as deleted (`recursive_triggers`, in the settings). A migration
that rebuilds one of these tables on SQLite drops its triggers: let it call `install` again at its end (a test notices).
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

SENTENCE = "A published edition is never altered: make a new draft instead."
OF_TRANSLATIONS = "An offered translation is never altered: make one that takes its place."

PUBLISHED = "EXISTS (SELECT 1 FROM policies_edition e WHERE e.id = {row}.edition_id AND e.published_at IS NOT NULL)"

AT_MEETING = (
    "EXISTS (SELECT 1 FROM policies_meeting m JOIN policies_edition e ON e.id = m.edition_id"
    " WHERE m.id = {row}.meeting_id AND e.published_at IS NOT NULL)"
)

OFFERED = "EXISTS (SELECT 1 FROM policies_translation t WHERE t.id = {row}.translation_id AND t.offered_at IS NOT NULL)"

KEPT = (
    *("id", "public_id", "edition_id", "language", "written_at", "written_by_id", "left_over", "checked_at"),
    *("checked_by_id", "checked_with", "offered_at", "offered_by_id", "edition_sha256", "content_sha256"),
)
"""What of a translation stays once it is offered: all but its withdrawal."""

ALTERED = " OR ".join(
    [
        *(f"NEW.{each} <> OLD.{each}" for each in KEPT),
        *(f"COALESCE(NEW.{each}, 0) <> COALESCE(OLD.{each}, 0)" for each in ("wording_id", "replaces_id")),
        "NEW.offered_at IS NULL OR OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL",
    ]
)

GUARDED = (
    ("edition", "UPDATE", "OLD.published_at IS NOT NULL"),
    ("edition", "DELETE", "OLD.published_at IS NOT NULL"),
    *(
        (table, operation, " OR ".join(PUBLISHED.format(row=row) for row in rows))
        for table in ("part", "linkedpolicy", "wording", "required", "checkquestion", "asking", "approval", "meeting")
        for operation, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"]))
    ),
    ("translation", "UPDATE", f"OLD.offered_at IS NOT NULL AND ({ALTERED})"),
    ("translation", "DELETE", "OLD.offered_at IS NOT NULL"),
    *(
        ("translatedtext", operation, " OR ".join(OFFERED.format(row=row) for row in rows))
        for operation, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"]))
    ),
    *(
        ("presence", operation, " OR ".join(AT_MEETING.format(row=row) for row in rows))
        for operation, rows in (("INSERT", ["NEW"]), ("UPDATE", ["OLD", "NEW"]), ("DELETE", ["OLD"]))
    ),
)
"""Each table, what may not be done to it, and when."""


EMPTIED = tuple(dict.fromkeys(table for table, _, _ in GUARDED))
"""The tables that PostgreSQL never empties at one stroke."""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on, afresh where they were on already. A table that a later migration makes is left to that."""
    remove(connection)
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, operation, condition in GUARDED:
            if f"policies_{table}" not in there:
                continue
            name = name_of(table, operation)
            sentence = OF_TRANSLATIONS if table.startswith("translat") else SENTENCE
            head = f"CREATE TRIGGER {name} BEFORE {operation} ON policies_{table} FOR EACH ROW"
            if connection.vendor == "postgresql":
                # A condition that asks another table cannot stand in WHEN there.
                row = "OLD" if operation == "DELETE" else "NEW"
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    f" IF {condition} THEN RAISE EXCEPTION '{sentence}'"
                    " USING ERRCODE = 'integrity_constraint_violation'; END IF;"
                    f" RETURN {row}; END $$"
                )
                cursor.execute(f"{head} EXECUTE FUNCTION {name}()")
            else:
                cursor.execute(f"{head} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION policies_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                f" RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            for table in there.intersection(f"policies_{each}" for each in EMPTIED):
                cursor.execute(
                    f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
                    " EXECUTE FUNCTION policies_never_emptied()"
                )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for table, operation, _ in GUARDED:
            if f"policies_{table}" not in there:
                continue
            name = name_of(table, operation)
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON policies_{table}")
                cursor.execute(f"DROP FUNCTION IF EXISTS {name}()")
            else:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        if connection.vendor == "postgresql":
            for table in there.intersection(f"policies_{each}" for each in EMPTIED):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}")


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let a test empty the tables, or do what nobody may."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def name_of(table: str, operation: str) -> str:
    """Return the name of a trigger."""
    return f"policies_{table}_no_{operation.lower()}"
