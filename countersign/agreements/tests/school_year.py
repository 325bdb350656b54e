"""
A school year worked out anew, plainly: what should be told to whom on which day.

It imports nothing that calculates. Days are looked up in a list that is written down here, everything else is walked
from day to day.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 9, 1), date(2027, 7, 21)
TERMS = [
    (date(2026, 9, 1), date(2026, 12, 18)),
    (date(2027, 1, 5), date(2027, 3, 25)),
    (date(2027, 4, 12), date(2027, 7, 21)),
]
HALF_TERMS = [
    (date(2026, 10, 26), date(2026, 10, 30)),
    (date(2027, 2, 15), date(2027, 2, 19)),
    (date(2027, 5, 31), date(2027, 6, 4)),
]
CLOSED = [(date(2026, 11, 16), date(2026, 11, 16)), (date(2027, 6, 21), date(2027, 6, 22))]
BANK_HOLIDAYS = [date(2027, 5, 3), date(2027, 5, 31)]
STEPS = [0, 3, 7, 9, 11, 15]
DAYS_TO_SIGN, GRACE = 10, 14
RENEWAL = (1, 22)


def within(day: date, spans: list[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


def is_school_day(day: date) -> bool:
    return (
        day.weekday() < 5
        and within(day, TERMS)
        and not within(day, HALF_TERMS)
        and not within(day, CLOSED)
        and day not in BANK_HOLIDAYS
    )


SCHOOL_DAYS = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1) if is_school_day(FIRST + n * DAY)]
AFTERWARDS = [date(2027, 9, 3) + n * DAY for n in range(40) if (date(2027, 9, 3) + n * DAY).weekday() < 5]
"""The beginning of the next year, whose terms nobody has entered: the pages say that it is guessed."""


def nth_after(day: date, count: int) -> date:
    return [each for each in SCHOOL_DAYS + AFTERWARDS if each > day][count - 1]


def nth_before(day: date, count: int) -> date:
    earlier = [each for each in SCHOOL_DAYS + AFTERWARDS if each < day]
    return earlier[-count] if count <= len(earlier) else date(2026, 8, 1)  # before the year: of no matter here


@dataclass
class Edition:
    """One edition of a policy: when it was published, and for whom an older one goes on counting."""

    number: int
    published: date
    told_only: set[str] = field(default_factory=set)


@dataclass
class Policy:
    """A policy: whom it is for, and its editions so far."""

    key: int
    kinds: set[str]
    editions: list[Edition] = field(default_factory=list)

    def least(self, kind: str, on: date) -> Edition:
        """Return the edition that a kind of people must have signed, as a day begins."""
        counting = [each for each in self.editions if each.published < on and kind not in each.told_only]
        return counting[-1]


@dataclass
class Role:
    """What somebody is from when to when."""

    kind: str
    starts: date
    ends: date | None = None

    def is_held(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass
class Told:
    """What was told at the beginning of a day, or by the announcement of an edition in its course."""

    day: date
    policy: int
    step: int
    to: int


@dataclass
class Somebody:
    """One person of the year, with all that happened to them."""

    key: int
    roles: list[Role]
    manager: int | None = None
    signed: dict[int, list[tuple[date, int]]] = field(default_factory=dict)
    declined: dict[int, tuple[date, int]] = field(default_factory=dict)
    away: list[tuple[date, date]] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def is_away(self, day: date) -> bool:
        return within(day, self.away)

    def roles_on(self, day: date) -> list[Role]:
        return [each for each in self.roles if each.is_held(day)]


@dataclass
class Duty:
    """What somebody must sign: since when it is asked, and by when."""

    policy: int
    last_day: date
    since: date
    counts_from: date
    asks: bool
    state: str


def renewal_after(signed: date) -> date:
    """Return by which day a signature is to be renewed: signed in the days before it, it is for the year after."""
    for year in (2027, 2028, 2029):
        day = date(year, *RENEWAL)
        if signed < nth_before(day, DAYS_TO_SIGN):
            return day
    raise AssertionError


def duty_of(somebody: Somebody, policy: Policy, day: date) -> Duty | None:
    """Return what one policy asks of somebody as a day begins."""
    found = []
    for role in somebody.roles_on(day):
        if role.kind not in policy.kinds:
            continue
        least = policy.least(role.kind, day)
        due = nth_after(least.published, DAYS_TO_SIGN)
        signatures = [each for each in somebody.signed.get(policy.key, []) if each[0] < day]
        if not signatures:
            last = max(due, nth_after(role.starts, DAYS_TO_SIGN))
            since = max(least.published, role.starts)
            found.append((last, True, since, since))
            continue
        signed, number = signatures[-1]
        renewal = renewal_after(signed)
        notice = nth_before(renewal, DAYS_TO_SIGN)
        if number >= least.number:
            found.append((renewal, day > notice, notice, signed))
        else:
            last = min(due, renewal)
            since = min(least.published, max(nth_before(last, DAYS_TO_SIGN), least.published))
            found.append((last, True, since, least.published))
    if not found:
        return None
    last, asks, since, counts_from = min(found, key=lambda each: (each[0], not each[1]))
    if day > last + GRACE * DAY:
        state = "lapsed"
    elif day > last:
        state = "overdue"
    else:
        state = "due" if asks else "current"
    return Duty(policy.key, last, since, counts_from, state != "current", state)


def place_of(somebody: Somebody, since: date, day: date) -> int:
    """Return how many school days passed after a day on which somebody was there."""
    return sum(1 for each in SCHOOL_DAYS if since < each <= day and not somebody.is_away(each))


def step_of(somebody: Somebody, policy: Policy, duty: Duty, started: date, day: date) -> int | None:
    """Return what is to be told of a policy as a day begins."""
    declined = somebody.declined.get(policy.key)
    if declined and declined[0] < day and declined[1] == [e for e in policy.editions if e.published < day][-1].number:
        return None
    if not is_school_day(day) or somebody.is_away(day):
        return None
    since, counts_from = max(duty.since, started), max(duty.counts_from, started)
    told = [each for each in somebody.told if each.policy == policy.key and each.day >= counts_from]
    first = min((each.day for each in told), default=day)
    if place_of(somebody, since, first) > 9:  # nobody told them in time: it begins anew
        since = max(since, first)
    come = [step for step in STEPS if step <= place_of(somebody, since, day)]
    if day < since or not come or come[-1] <= max((each.step for each in told), default=-1):
        return None
    return come[-1]
