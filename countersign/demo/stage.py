"""
The clock of the demonstration: actions are done "weeks ago" by setting what Django takes for now.

Only the process that loads the demonstration does this, over an empty database, and the school that comes of it
says on every page that it is invented.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone


class Stage:
    """A clock that is moved by hand, and ticks a second with each look."""

    def __init__(self, start: datetime.datetime) -> None:
        self.moment = start

    def now(self) -> datetime.datetime:
        """Return the moment on stage."""
        self.moment += datetime.timedelta(seconds=1)
        return self.moment

    def move_to(self, days_ago: int, hour: int, minute: int = 0) -> None:
        """Move to a time of a day; the clock only goes forward."""
        day = timezone.localdate(REAL_NOW()) - datetime.timedelta(days=days_ago)
        moment = timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))
        self.moment = max(self.moment, min(moment, REAL_NOW() - datetime.timedelta(minutes=30)))

    def sleep(self) -> None:
        """Go on in the morning, when it has become evening."""
        local = timezone.localtime(self.moment)
        if not 8 <= local.hour < 19:
            morning = local.date() + datetime.timedelta(days=local.hour >= 19)
            self.moment = timezone.make_aware(datetime.datetime.combine(morning, datetime.time(8, 5)))


REAL_NOW = timezone.now


@contextmanager
def staged(start: datetime.datetime) -> Iterator[Stage]:
    """Let actions happen on stage until the block ends."""
    stage = Stage(start)
    timezone.now = stage.now
    try:
        yield stage
    finally:
        timezone.now = REAL_NOW
