"""
One writer at a time, and the others wait in a queue.

SQLite lets one connection write and makes the others sleep and try again, which leaves a tail of a second or
more under load. Here connections wait for each other on a lock of the operating system, held from BEGIN IMMEDIATE
to the end of the transaction: between threads and between processes (web server, worker, commands) alike. The
kernel lets go of it when a process dies, however it dies.

Waiting for the disk is no part of a turn. SQLite would wait for it inside COMMIT, with everybody else in the queue;
here the next writer goes on meanwhile, and `_commit` returns only when the disk has what was committed. Why nothing is
lost by that: docs/decisions/0005-writers-queue.md.
"""

import fcntl
import os
import threading
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

IN_MEMORY = threading.Lock()
to_disk = getattr(os, "fdatasync", os.fsync)


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
    """A connection that queues for the write lock: a file of its own beside the database, always empty."""

    has_its_turn = False
    queue: int | None = None  # this connection's descriptor of the lock's file: each connection opens it anew
    log: int | None = None  # and of SQLite's write-ahead log, which stays as long as a connection does

    def create_cursor(self, name: str | None = None) -> Any:
        """Return a cursor of ours."""
        del name
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        self._wait_in_line()
        try:
            self._leave_disk_for_later()
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._let_the_next()
            self._wait_as_ever()
            raise

    def _wait_in_line(self) -> None:
        if self.is_in_memory_db():  # it is this process's own
            IN_MEMORY.acquire()
        else:
            if self.queue is None:
                self.queue = os.open(
                    f"{self.settings_dict['NAME']}-queue", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
                )
            fcntl.flock(self.queue, fcntl.LOCK_EX)
        self.has_its_turn = True

    def _let_the_next(self) -> None:
        if not self.has_its_turn:
            return
        self.has_its_turn = False
        if self.queue is None:
            IN_MEMORY.release()
        else:
            fcntl.flock(self.queue, fcntl.LOCK_UN)

    def _leave_disk_for_later(self) -> None:
        """Let COMMIT write to the log without waiting for the disk; what is outside a transaction waits as ever."""
        if self.log is None and self.queue is not None:
            try:
                self.log = os.open(f"{self.settings_dict['NAME']}-wal", os.O_RDONLY | os.O_CLOEXEC)
            except FileNotFoundError:  # the very first, or a disk where SQLite cannot keep one: COMMIT waits itself
                return
        if self.log is not None:
            self.connection.execute("PRAGMA synchronous=NORMAL")

    def _wait_as_ever(self) -> None:
        if self.log is not None:
            self.connection.execute("PRAGMA synchronous=FULL")

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._let_the_next()
        try:
            if self.log is not None:
                to_disk(self.log)
        finally:
            self._wait_as_ever()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._let_the_next()
        self._wait_as_ever()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._let_the_next()
            for descriptor in (self.queue, self.log):
                if descriptor is not None:
                    os.close(descriptor)
            self.queue = self.log = None
