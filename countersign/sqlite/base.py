"""
One writer at a time within the server process.

SQLite lets one connection write and makes the others sleep and try again, which leaves a tail of a second or
more under load. Here threads wait for each other on a lock instead: it is taken before BEGIN IMMEDIATE and
let go after the commit. Other processes still meet SQLite's own lock.
"""

import threading

from django.db.backends.sqlite3 import base

WRITERS = threading.Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that queues for the write lock."""

    holds_write_lock = False

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
