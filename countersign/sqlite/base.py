"""
One writer at a time within the server process.

SQLite lets one connection write and makes the others sleep and try again, which leaves a tail of a second or
more under load. Here threads wait for each other on a lock instead: it is taken before BEGIN IMMEDIATE and
let go after the commit. Other processes still meet SQLite's own lock.
"""

import threading
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

WRITERS = threading.Lock()


@lru_cache(maxsize=1000)
def with_question_marks(query: str) -> str:
    """Return a statement with its places marked as SQLite does; most statements come again and again."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that marks the places of a statement once."""

    def convert_query(self, query: str, *, param_names: list[str] | None = None) -> str:
        """Return a statement as SQLite takes it."""
        if param_names is None:
            return with_question_marks(query)
        converted: str = super().convert_query(query, param_names=param_names)
        return converted


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queues for the write lock."""

    holds_write_lock = False

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor of ours."""
        del name
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        WRITERS.acquire()
        self.holds_write_lock = True
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._release()
            raise

    def _release(self) -> None:
        if self.holds_write_lock:
            self.holds_write_lock = False
            WRITERS.release()

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._release()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._release()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._release()
