"""
Statements that travel together.

PostgreSQL answers each statement before it is sent the next, unless told otherwise. Where nobody reads the answers,
several can make one journey. SQLite is in this process: nothing travels.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def together() -> Iterator[None]:
    """
    Send statements in one journey, within a transaction; what is wrong with one of them is raised at the end.

    Not where an answer is read: asking for it here takes longer than a journey of its own.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
