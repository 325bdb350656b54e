"""What the ledger keeps of people: names and addresses salted, so that they can be erased in time."""

import datetime
from dataclasses import dataclass

from countersign.ledger.events import Event, Personal, PersonalFields


@dataclass(frozen=True)
class PersonAdded(Event):
    """Somebody was added to the school's people."""

    kind = "person.added"
    name: Personal
    email: Personal
    is_administrator: bool


@dataclass(frozen=True)
class PersonCorrected(Event):
    """Somebody's details were corrected: the new ones are kept."""

    kind = "person.corrected"
    details: PersonalFields
    is_administrator: bool


@dataclass(frozen=True)
class RoleStarted(Event):
    """Somebody became something to the school from a day."""

    kind = "role.started"
    role: str
    job_title: Personal
    from_date: datetime.date
    to_date: datetime.date | None


@dataclass(frozen=True)
class RoleEnded(Event):
    """The last day of what somebody is to the school was set."""

    kind = "role.ended"
    role: str
    to_date: datetime.date


@dataclass(frozen=True)
class PostTaken(Event):
    """Somebody holds a post from a day; whoever held it before does so until the day before."""

    kind = "post.taken"
    post: str
    from_date: datetime.date
    before: str | None


@dataclass(frozen=True)
class PostLeft(Event):
    """Somebody's last day in a post was set, with nobody after them yet."""

    kind = "post.left"
    post: str
    to_date: datetime.date


@dataclass(frozen=True)
class TicketMade(Event):
    """A single-use link was made for somebody; its secret is kept nowhere."""

    kind = "ticket.made"
    purpose: str
    channel: Personal
    expires_at: datetime.datetime


@dataclass(frozen=True)
class TicketUsed(Event):
    """A single-use link was used up by whoever pressed its button."""

    kind = "ticket.used"
    purpose: str
    channel: Personal


@dataclass(frozen=True)
class TicketTurnedAway(Event):
    """Somebody opened a single-use link and said that it was not for them; it was closed."""

    kind = "ticket.turned-away"
    purpose: str
    channel: Personal


@dataclass(frozen=True)
class AccountMade(Event):
    """Somebody made an account to sign in with."""

    kind = "account.made"
    with_password: bool


@dataclass(frozen=True)
class PasswordChosen(Event):
    """Somebody chose a new password by a single-use link."""

    kind = "account.password-chosen"
    channel: Personal


@dataclass(frozen=True)
class SecondStepTakenOff(Event):
    """An administrator took the second step off somebody's sign-in, who had lost it."""

    kind = "account.second-step-taken-off"


@dataclass(frozen=True)
class SignedOutEverywhere(Event):
    """Somebody ended every session of their account."""

    kind = "account.signed-out-everywhere"


@dataclass(frozen=True)
class AbsenceSet(Event):
    """Somebody is away from when to when, and is not reminded meanwhile; why is not kept."""

    kind = "absence.set"
    from_date: datetime.date
    to_date: datetime.date | None
    instead_of: datetime.date | None  # the first day as it was before


@dataclass(frozen=True)
class AbsenceRemoved(Event):
    """Somebody was said to be away by mistake."""

    kind = "absence.removed"
    from_date: datetime.date
    to_date: datetime.date | None


@dataclass(frozen=True)
class LineManagerChosen(Event):
    """Who is told when something that somebody is asked stays unsigned; nothing: the headteacher."""

    kind = "person.line-manager-chosen"
    line_manager: str | None
