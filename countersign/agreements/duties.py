"""What somebody must sign and until when: derived from moments each time it is asked, stored nowhere."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

from countersign.schools.days import DAY, SchoolDays


class State(StrEnum):
    """Where a person stands under one policy."""

    CURRENT = "current"  # nothing to do
    DUE = "due"  # to be signed, and still in time
    OVERDUE = "overdue"  # past the day, within the school's grace
    LAPSED = "lapsed"  # past the grace


class Rule(NamedTuple):
    """
    A school's rule for signing again.

    `renewal` is the (month, day) by which everybody signs each year, or None for a year after each signature.
    The days to sign are school days, from the day something is asked; the days of grace are all days, from the last of
    them.
    """

    renewal: tuple[int, int] | None
    days_to_sign: int
    grace_days: int
    days: SchoolDays = SchoolDays()

    def last_day(self, asked_date: datetime.date) -> datetime.date:
        """Return the last day for signing what is asked on a day."""
        return self.days.after(asked_date, self.days_to_sign)

    def notice(self, last_day: datetime.date) -> datetime.date:
        """Return the day after which a signature is asked that is needed by a last day."""
        return self.days.before(last_day, self.days_to_sign)

    def last_day_asked(self, today: datetime.date) -> datetime.date:
        """Return the latest day whose notice is over today: what is needed by then is asked for."""
        return self.days.after(today - DAY, self.days_to_sign)


@dataclass(frozen=True)
class Duty:
    """A person's duty under one policy: its state and the last day for signing (again)."""

    state: State
    due_date: datetime.date
    lapses_after: datetime.date

    @property
    def asks(self) -> bool:
        """Whether there is something to sign."""
        return self.state is not State.CURRENT


def day_of_year(year: int, month_and_day: tuple[int, int]) -> datetime.date:
    """Return a month and day in a year; 31 June is 30 June, 29 February is the 28th in most years."""
    month, day = month_and_day
    return datetime.date(year, month, 1) + relativedelta(day=day)


@lru_cache(maxsize=4096)
def valid_until(signed_date: datetime.date, rule: Rule) -> datetime.date:
    """
    Return the last day on which a signature counts under the school's yearly rule.

    With a fixed date, whoever signs within the school days that people have before it has signed for the coming year.
    """
    if rule.renewal is None:
        return signed_date + relativedelta(years=1)
    year = signed_date.year
    while rule.notice(day_of_year(year, rule.renewal)) <= signed_date:
        year += 1
    return day_of_year(year, rule.renewal)


def oldest_valid_signing(today: datetime.date, rule: Rule) -> datetime.date:
    """Return the earliest day of signing that still counts today: what the gate compares with."""
    if rule.renewal is None:
        day = today - relativedelta(years=1)
        while valid_until(day, rule) < today:  # 29 February: a year before the 1st of March is not a year
            day += datetime.timedelta(days=1)
        return day
    last = day_of_year(today.year, rule.renewal)
    if last >= today:
        last = day_of_year(today.year - 1, rule.renewal)
    return rule.notice(last)


def duty(
    today: datetime.date,
    rule: Rule,
    *,
    min_edition: int,
    min_edition_due: datetime.date,
    bound_since: datetime.date,
    signed_edition: int | None,
    signed_date: datetime.date | None,
) -> Duty:
    """
    Return what a person must do under a policy today.

    `min_edition` is the lowest edition that still counts and `min_edition_due` the last day for an older one;
    `bound_since` is the first day of the role that binds; the newest signature is an edition's number and a day.
    """
    last_day = max(min_edition_due, rule.last_day(bound_since))
    if signed_edition is None or signed_date is None:
        return _judge(today, last_day, asked=True, rule=rule)
    renewal = valid_until(signed_date, rule)
    if signed_edition >= min_edition:
        return _judge(today, renewal, asked=today > rule.notice(renewal), rule=rule)
    return _judge(today, min(min_edition_due, renewal), asked=True, rule=rule)


def strictest(duties: Iterable[Duty]) -> Duty:
    """Return, of what several roles ask of one person under one policy, what has the earliest last day."""
    return min(duties, key=lambda each: (each.due_date, not each.asks))


def _judge(today: datetime.date, last_day: datetime.date, *, asked: bool, rule: Rule) -> Duty:
    lapses_after = last_day + datetime.timedelta(days=rule.grace_days)
    if today > lapses_after:
        state = State.LAPSED
    elif today > last_day:
        state = State.OVERDUE
    else:
        state = State.DUE if asked else State.CURRENT
    return Duty(state, last_day, lapses_after)
