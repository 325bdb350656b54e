"""What the ledger keeps of the school itself."""

from dataclasses import dataclass
from datetime import date

from countersign.ledger.events import Event


@dataclass(frozen=True)
class SchoolSetUp(Event):
    """A school was set up: its chain begins."""

    kind = "school.set-up"
    name: str
    web_address: str
    renewal: str
    days_to_sign: int
    grace_days: int
    countersigning_posts: list[str]


@dataclass(frozen=True)
class SchoolChanged(Event):
    """The school's name, web address, numbers or rule was changed: this is how they are now."""

    kind = "school.changed"
    name: str
    web_address: str
    urn: str
    ukprn: str
    renewal: str
    days_to_sign: int
    grace_days: int


@dataclass(frozen=True)
class PostAdded(Event):
    """The school got a post of its own."""

    kind = "post.added"
    code: str
    title: str
    may_countersign: bool


@dataclass(frozen=True)
class PostChanged(Event):
    """A post was renamed, or may countersign from now on, or may not any more."""

    kind = "post.changed"
    code: str
    title: str
    may_countersign: bool


@dataclass(frozen=True)
class RemindersChanged(Event):
    """On which school days people are reminded, and others are told, from now on."""

    kind = "school.reminders-changed"
    reminder_days: list[int]
    manager_day: int | None
    head_day: int | None


@dataclass(frozen=True)
class TermSet(Event):
    """The school entered or corrected a term: days to sign are counted by it from now on."""

    kind = "term.set"
    first_date: date
    last_date: date
    break_first_date: date | None
    break_last_date: date | None
    instead_of: date | None  # the first day of the term as it was before


@dataclass(frozen=True)
class TermRemoved(Event):
    """The school took a term out of its term dates."""

    kind = "term.removed"
    first_date: date
    last_date: date


@dataclass(frozen=True)
class ClosureSet(Event):
    """The school entered or corrected closed days, or INSET days: open for staff, closed for pupils."""

    kind = "closure.set"
    first_date: date
    last_date: date
    is_inset: bool
    name: str
    instead_of: date | None  # the first day as it was before


@dataclass(frozen=True)
class ClosureRemoved(Event):
    """The school took closed days or INSET days out of its term dates."""

    kind = "closure.removed"
    first_date: date
    last_date: date
    is_inset: bool
