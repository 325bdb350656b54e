"""
A school's days: which it is open on, and how many lie between two. A calculation; it reads no clock and no database.

A day is open when it is in a term that the school has entered, and is no weekend, bank holiday, half term or closed
day. An INSET day is open for staff and closed for pupils, also just before a term. Where nobody has entered the terms
of a year, or not yet all of them, the rest is guessed with caution: fewer days rather than more, so that nobody is late
who would not have been. `guessed` says so, and the pages for administrators repeat it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from dateutil.easter import easter

from countersign.schools.bank_holidays import SATURDAY, bank_holidays

DAY = timedelta(days=1)
SEPTEMBER = 9


class What(StrEnum):
    """What a day is at a school."""

    OPEN = "open"
    INSET = "inset"  # for staff only
    CLOSED = "closed"
    HOLIDAY = "holiday"  # between two terms, or half term
    BANK_HOLIDAY = "bank-holiday"
    WEEKEND = "weekend"


class TermDates(NamedTuple):
    """A term's first and last day, and those of its half term."""

    first: date
    last: date
    break_first: date | None = None
    break_last: date | None = None

    def what(self, day: date) -> What | None:
        """Return what a day is in this term, or nothing when it is not in it."""
        if not self.first <= day <= self.last:
            return None
        if self.break_first and self.break_last and self.break_first <= day <= self.break_last:
            return What.HOLIDAY
        return What.OPEN


class ClosedDates(NamedTuple):
    """Days on which a school is closed to everybody, or INSET days: to its pupils."""

    first: date
    last: date
    is_inset: bool = False


class SchoolDays:
    """The days of one school. Equal where the same dates were entered, so that what is worked out can be kept."""

    def __init__(self, calendar: str = "") -> None:
        self.calendar = calendar
        self._open: dict[tuple[int, bool], list[date]] = {}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SchoolDays) and other.calendar == self.calendar

    def __hash__(self) -> int:
        return hash(self.calendar)

    def __repr__(self) -> str:
        return f"SchoolDays({self.calendar!r})"

    @cached_property
    def terms(self) -> tuple[TermDates, ...]:
        """The terms that were entered, in their order."""
        rows = (row.split()[1:] for row in self.calendar.splitlines() if row.startswith("term"))
        return tuple(TermDates(*map(date.fromisoformat, row)) for row in rows)

    @cached_property
    def closed(self) -> tuple[ClosedDates, ...]:
        """The closed days and INSET days that were entered."""
        rows = [row.split() for row in self.calendar.splitlines() if not row.startswith("term")]
        return tuple(
            ClosedDates(date.fromisoformat(first), date.fromisoformat(last), kind == "inset")
            for kind, first, last in rows
        )

    def what(self, day: date) -> What:
        """Return what a day is."""
        if day.weekday() >= SATURDAY:
            return What.WEEKEND
        if day in bank_holidays(day.year):
            return What.BANK_HOLIDAY
        closed = {each.is_inset for each in self.closed if each.first <= day <= each.last}
        if closed:
            return What.CLOSED if False in closed else What.INSET
        for term in self.terms:
            if found := term.what(day):
                return found
        return _guess(day) if self.guessed(day) else What.HOLIDAY

    def is_open(self, day: date, *, pupils: bool = False) -> bool:
        """Return whether the school is open on a day: for staff, or for pupils."""
        days = self._of_year(day.year, pupils)
        place = bisect_right(days, day)
        return place > 0 and days[place - 1] == day

    def after(self, day: date, count: int, *, pupils: bool = False) -> date:
        """Return the school day that is the `count`-th after a day; none after it is the day itself."""
        if count <= 0:
            return day
        year, place = day.year, bisect_right(self._of_year(day.year, pupils), day) + count - 1
        while place >= len(days := self._of_year(year, pupils)):
            place -= len(days)
            year += 1
        return days[place]

    def before(self, day: date, count: int, *, pupils: bool = False) -> date:
        """Return the school day that is the `count`-th before a day; none before it is the day itself."""
        if count <= 0:
            return day
        year, left = day.year, bisect_left(self._of_year(day.year, pupils), day)
        while left < count:
            year -= 1
            left += len(self._of_year(year, pupils))
        return self._of_year(year, pupils)[left - count]

    def between(self, first: date, last: date, *, pupils: bool = False) -> int:
        """Return how many school days come after the first day, up to and with the last; backwards less than none."""
        if last < first:
            return -self.between(last, first, pupils=pupils)
        count = bisect_right(self._of_year(last.year, pupils), last)
        count -= bisect_right(self._of_year(first.year, pupils), first)
        return count + sum(len(self._of_year(year, pupils)) for year in range(first.year, last.year))

    def guessed(self, day: date) -> bool:
        """Return whether nobody has entered the terms around a day, so that it is guessed."""
        bounds = self._years.get(academic_year(day))
        if bounds is None:
            return not any(term.first <= day <= term.last for term in self.terms)
        first, last = bounds
        if day < first:
            return first.month not in (8, SEPTEMBER)
        return day > last and last.month not in (6, 7, 8)

    def missing(self, year: int) -> list[tuple[date, date]]:
        """Return from when to when the days of an academic year are guessed."""
        found: list[tuple[date, date]] = []
        for day in days_of_academic_year(year):
            if self.guessed(day):
                if found and found[-1][1] == day - DAY:
                    found[-1] = (found[-1][0], day)
                else:
                    found.append((day, day))
        return found

    @cached_property
    def _years(self) -> dict[int, tuple[date, date]]:
        """The first and last day that were entered for each academic year."""
        found: dict[int, tuple[date, date]] = {}
        for term in self.terms:
            year = academic_year(term.last)
            first, last = found.get(year, (term.first, term.last))
            found[year] = (min(first, term.first), max(last, term.last))
        return found

    def _of_year(self, year: int, pupils: bool) -> list[date]:  # noqa: FBT001  a part of the key
        key = (year, pupils)
        if key not in self._open:
            kinds = {What.OPEN} if pupils else {What.OPEN, What.INSET}
            first, last = date(year, 1, 1), date(year, 12, 31)
            self._open[key] = [day for day in days_from(first, last) if self.what(day) in kinds]
        return self._open[key]


@lru_cache(maxsize=1024)
def school_days(calendar: str) -> SchoolDays:
    """Return the days of a school from the text it keeps: each worked out once in a process."""
    return SchoolDays(calendar)


def as_text(terms: Iterable[TermDates], closed: Iterable[ClosedDates]) -> str:
    """Return the terms and closed days of a school in one text, which is read again by `school_days`."""
    lines = [" ".join(["term", *(each.isoformat() for each in term if each)]) for term in terms]
    lines += [
        f"{'inset' if each.is_inset else 'closed'} {each.first.isoformat()} {each.last.isoformat()}" for each in closed
    ]
    return "\n".join(sorted(lines))


def academic_year(day: date) -> int:
    """Return the academic year of a day, by the year in which it begins: from 1 September to 31 August."""
    return day.year if day.month >= SEPTEMBER else day.year - 1


def days_of_academic_year(year: int) -> Iterator[date]:
    """Go through the days of an academic year."""
    return days_from(date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER, 1) - DAY)


def days_from(first: date, last: date) -> Iterator[date]:
    """Go through the days from a first to a last."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def _guess(day: date) -> What:
    """
    Say what a weekday may be of which nobody has entered anything.

    Closed from 21 July to 2 September, from 20 December to 3 January, and from two weeks before Easter Sunday until a
    week after it: nearly every school's holidays lie within, and some days more. Half terms are not guessed.
    """
    summer = date(day.year, 7, 21) <= day <= date(day.year, SEPTEMBER, 2)
    christmas = day >= date(day.year, 12, 20) or day <= date(day.year, 1, 3)
    spring = easter(day.year)
    around_easter = spring - 14 * DAY <= day <= spring + 7 * DAY
    return What.HOLIDAY if summer or christmas or around_easter else What.OPEN
