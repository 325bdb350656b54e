"""
Who is reminded of what on which day, and when somebody else is told. A calculation; it reads no clock and no database.

What somebody is asked has a clock: it counts school days from the day it was asked, and stands still while they are
away. At its steps they are reminded; at two later ones their line manager and the head are told. A step that was missed
is not caught up: the newest one that has come is told, once. Nobody is reported who was never asked: where nothing at
all was told in time, asking begins anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import NamedTuple

from countersign.schools.days import DAY, SchoolDays

OPENS, CLOSES = time(8), time(17)
"""Between these hours messages that ask for signatures leave."""

LOOKS_AHEAD = 40
"""So many school days ahead the next step is looked for: somebody away for longer has none yet."""


class To(StrEnum):
    """Who is told at a step."""

    SIGNER = "signer"
    MANAGER = "manager"
    HEAD = "head"


class Steps(NamedTuple):
    """On which school days after something is asked people are reminded, and others are told."""

    reminders: tuple[int, ...] = (0, 3, 7, 9)
    manager: int | None = 11
    head: int | None = 15

    @property
    def all(self) -> list[int]:
        """Every step, in order."""
        return sorted({*self.reminders, *(each for each in (self.manager, self.head) if each is not None)})

    @property
    def last_reminder(self) -> int:
        """The last step at which the signer is asked themselves."""
        return max(self.reminders)

    def to(self, step: int) -> To:
        """Return who is told at a step."""
        if step in self.reminders:
            return To.SIGNER
        return To.MANAGER if step == self.manager else To.HEAD

    def newest(self, place: int) -> int | None:
        """Return the newest step that a clock has come to."""
        return max((step for step in self.all if step <= place), default=None)


class Away(NamedTuple):
    """Days on which somebody is away, both included; no last day: until further notice."""

    first: date
    last: date | None

    def has(self, day: date) -> bool:
        """Return whether somebody is away on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


class Telling(NamedTuple):
    """A step that was told, and on which day."""

    day: date
    step: int


@dataclass(frozen=True)
class Asked:
    """Something that one person is asked to sign: since when, and what was told of it since."""

    policy: int
    since: date
    told: tuple[Telling, ...] = ()


@dataclass(frozen=True)
class Clock:
    """How the clocks of one person go: their school's steps and days, and when they are away."""

    steps: Steps
    days: SchoolDays
    away: Sequence[Away] = ()

    def is_away(self, day: date) -> bool:
        """Return whether the clock stands still on a day."""
        return any(each.has(day) for each in self.away)

    def place(self, since: date, day: date) -> int:
        """Return how many school days have gone by since a day, without those of an absence."""
        count = self.days.between(since, day)
        for first, last in _apart(self.away):
            begin, end = max(first, since + DAY), day if last is None else min(last, day)
            if begin <= end:
                count -= self.days.between(begin - DAY, end)
        return count

    def since(self, asked: Asked, day: date) -> date:
        """
        Return from when on the clock of something goes.

        That is when it was asked; but where the first telling came later than the last reminder should have, when it
        was told; and where nothing was told until now, today.
        """
        first = min((each.day for each in asked.told), default=day)
        return asked.since if self.place(asked.since, first) <= self.steps.last_reminder else max(asked.since, first)

    def due(self, asked: Asked, day: date) -> int | None:
        """Return the step of something that is to be told on a day, if there is one."""
        if day < asked.since or not self.days.is_open(day) or self.is_away(day):
            return None
        step = self.steps.newest(self.place(self.since(asked, day), day))
        return step if step is not None and step > max((each.step for each in asked.told), default=-1) else None

    def next(self, asked: Asked, day: date) -> tuple[date, int] | None:
        """Return the next step of something that will be told from a day on if nothing is signed, and its day."""
        coming = day - DAY
        for _ in range(LOOKS_AHEAD):
            coming = self.days.after(coming, 1)
            if (step := self.due(asked, coming)) is not None:
                return coming, step
        return None


def opening(now: datetime, days: SchoolDays, zone: tzinfo) -> datetime:
    """Return the next moment, now or later, at which messages that ask for signatures may leave."""
    local = now.astimezone(zone)
    day = local.date()
    if days.is_open(day):
        if OPENS <= local.time() < CLOSES:
            return now
        if local.time() < OPENS:
            return datetime.combine(day, OPENS, zone)
    return next_opening(now, days, zone)


def next_opening(now: datetime, days: SchoolDays, zone: tzinfo) -> datetime:
    """Return when such messages may leave on the school day after today's."""
    return datetime.combine(days.after(now.astimezone(zone).date(), 1), OPENS, zone)


def _apart(away: Iterable[Away]) -> list[tuple[date, date | None]]:
    """Return absences as days that lie apart, so that none counts twice."""
    found: list[tuple[date, date | None]] = []
    for first, last in sorted(away, key=lambda each: each.first):
        if not found:
            found.append((first, last))
            continue
        before_first, before_last = found[-1]
        if before_last is None:
            break
        if first <= before_last + timedelta(days=1):
            found[-1] = (before_first, None if last is None else max(before_last, last))
        else:
            found.append((first, last))
    return found
