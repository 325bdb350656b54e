"""What a person may use now: a pure calculation from facts, with the clock passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from countersign.people.audiences import widened

LOCAL = ZoneInfo("Europe/London")
EVER = datetime.min.replace(tzinfo=LOCAL)
NOT_SIGNED = "Has not signed"


class Level(StrEnum):
    """How much of what a role brings somebody has, from nothing to all."""

    WITHDRAWN = "withdrawn"
    NONE = "none"
    PREPARED = "prepared"
    NARROWED = "narrowed"
    FULL = "full"


@dataclass(frozen=True)
class Engagement:
    """What somebody is at the school: its audience code and its days, the last one included."""

    kind: str
    starts: date
    ends: date | None = None

    def covers(self, day: date) -> bool:
        """Return whether the person is this on a day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True)
class Signed:
    """How somebody stands with one policy, as the agreements tell it."""

    signed_at: datetime | None = None
    edition: int | None = None
    countersigned_at: datetime | None = None
    countersigned_by: str | None = None
    is_authorised: bool = True
    """Whether who countersigned was allowed to at that moment."""
    due_date: date | None = None
    """The day by which it is to be signed anew."""
    grace_days: int = 0
    refused_at: datetime | None = None
    refusal_reason: str = ""
    ended_at: datetime | None = None
    is_asked: bool = True
    """Whether the policy still asks this person; what was countersigned under it counts in any case."""
    decision: str = ""
    """The reference of what was decided."""


@dataclass(frozen=True)
class Permitted:
    """An additional permission somebody was given."""

    code: str
    title: str
    granted_at: datetime
    until: date | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True)
class Brought:
    """Something a role brings when its agreement is countersigned."""

    key: str
    kinds: frozenset[str]
    is_kept: bool = False
    """Whether it stays while somebody is late with signing, as e-mail may."""


@dataclass(frozen=True)
class Facts:
    """Everything that decides about one person."""

    person: str
    engagements: tuple[Engagement, ...] = ()
    signed: tuple[Signed, ...] = ()
    """How they stand with each policy that asks them, and with those that asked once."""
    permissions: tuple[Permitted, ...] = ()
    suspended_at: datetime | None = None
    suspension_reason: str = ""


@dataclass(frozen=True)
class Entitled:
    """What somebody may use, and why; `because` also tells why something is no longer there."""

    level: Level
    reason: str
    rights: frozenset[str] = frozenset()
    permissions: frozenset[str] = frozenset()
    because: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)
    is_decision: bool = False
    """Whether somebody decided this about this person, rather than a day or a list."""
    is_late: bool = False
    """Whether something is to be signed whose last day is over."""
    decision: str = field(default="", compare=False)
    """The reference of the agreement that rules."""

    @property
    def enabled(self) -> bool:
        """Return whether the person may sign in."""
        return self.level in (Level.NARROWED, Level.FULL)


def entitled(facts: Facts, brings: tuple[Brought, ...], now: datetime) -> Entitled:
    """
    Return what a person may use at a moment. The first rule that fits decides; of several policies the worst does.

    One agreement signed and countersigned is what an account begins with. Every other policy that asks takes away what
    is late, each after its own day.
    """
    may = level(facts, brings, now)
    if may.level not in (Level.NARROWED, Level.FULL) and not may.is_late:
        return may
    return replace(may, because=_because(facts, brings, now))


def level(facts: Facts, brings: tuple[Brought, ...], now: datetime) -> Entitled:
    """Return the same without the reason for each thing, which thousands of people take long to tell."""
    today = local_day(now)
    if _has_come(facts.suspended_at, now):
        return Entitled(Level.WITHDRAWN, f"Suspended: {facts.suspension_reason}", is_decision=True)
    for signed in facts.signed:
        if signed.is_asked and _has_come(signed.ended_at, now):
            reason = f"Agreement ended on {spoken(signed.ended_at)}"
            return Entitled(Level.WITHDRAWN, reason, is_decision=True, decision=signed.decision)
    refused = next((signed for signed in facts.signed if _is_refused(signed, now)), None)
    current = [engagement for engagement in facts.engagements if engagement.covers(today)]
    if not current:
        return _absent(facts, refused, today, now)
    if refused:
        return Entitled(Level.WITHDRAWN, _refusal(refused), is_decision=True, decision=refused.decision)
    if reason := _not_countersigned(facts, now):
        return Entitled(Level.NONE, reason, decision=_decision(facts))

    rights = {b.key: b for b in brings if any(_is_for(b, e) for e in current)}
    ruling = _newest(facts, now)
    late, grace = _lateness(facts, today)
    if late > grace:
        kept = frozenset(key for key, b in rights.items() if b.is_kept)
        reason = f"Signing is {_days(late)} late ({_days(grace)} allowed)"
        reached = Level.NARROWED if kept else Level.WITHDRAWN
        return Entitled(reached, reason, kept, is_late=True, decision=ruling.decision)
    if late > 0:
        reason = f"Signing is {_days(late)} late: additional permissions wait"
        return Entitled(Level.FULL, reason, frozenset(rights), is_late=True, decision=ruling.decision)
    held = frozenset(p.code for p in facts.permissions if _is_held(p, today, now))
    return Entitled(Level.FULL, _why_current(ruling), frozenset(rights), held, decision=ruling.decision)


def local_day(moment: datetime) -> date:
    """Return the day it is at school. Days begin and end at local midnight, whatever the offset."""
    return moment.astimezone(LOCAL).date()


def spoken(moment: datetime | date | None) -> str:
    """Return a day as people write it: 20 November 2026."""
    if moment is None:
        return ""
    day = local_day(moment) if isinstance(moment, datetime) else moment
    return f"{day.day} {day:%B %Y}"


def _is_for(brought: Brought, engagement: Engagement) -> bool:
    return not brought.kinds.isdisjoint(_wider(engagement.kind))


@cache
def _wider(kind: str) -> frozenset[str]:
    return frozenset(widened({kind}))


def _has_come(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and moment <= now


def _is_refused(signed: Signed, now: datetime) -> bool:
    if not signed.is_asked or signed.refused_at is None or signed.refused_at > now:
        return False
    return signed.countersigned_at is None or signed.countersigned_at <= signed.refused_at


def _refusal(signed: Signed | None) -> str:
    if signed is None:
        return ""
    return f"Refused on {spoken(signed.refused_at)}: {signed.refusal_reason}".rstrip(": ")


def _absent(facts: Facts, refused: Signed | None, today: date, now: datetime) -> Entitled:
    """Nobody has anything before the first day or after the last; an account may wait, switched off."""
    coming = [engagement.starts for engagement in facts.engagements if engagement.starts > today]
    gone = [engagement.ends for engagement in facts.engagements if engagement.ends and engagement.ends < today]
    refusal, decision = _refusal(refused), refused.decision if refused else _decision(facts)
    if coming and not refusal and not _not_countersigned(facts, now):
        ruling = _newest(facts, now)
        reason = f"{_why_current(ruling)}, off until {spoken(min(coming))}"
        return Entitled(Level.PREPARED, reason, decision=ruling.decision)
    if coming:
        reason = refusal or f"Starts on {spoken(min(coming))}"
        return Entitled(Level.WITHDRAWN, reason, is_decision=bool(refusal), decision=decision)
    if gone:
        return Entitled(Level.WITHDRAWN, f"Left on {spoken(max(gone))}", decision=decision)
    reason = refusal or "Has no role at the school"
    return Entitled(Level.WITHDRAWN, reason, is_decision=bool(refusal), decision=decision)


def _decision(facts: Facts) -> str:
    return next((signed.decision for signed in reversed(facts.signed) if signed.decision), "")


def _not_countersigned(facts: Facts, now: datetime) -> str:
    """Return why nothing is given yet: no policy is countersigned, or one that asks without a day is not."""
    reasons = [(_why_not(signed, facts.person, now), signed) for signed in facts.signed]
    if any(not reason for reason, _ in reasons):
        at_once = (reason for reason, signed in reasons if reason and signed.is_asked and signed.due_date is None)
        return next(at_once, "")
    return next((reason for reason, _ in reasons if reason != NOT_SIGNED), NOT_SIGNED)


def _why_not(signed: Signed, person: str, now: datetime) -> str:
    if not _has_come(signed.signed_at, now):
        return NOT_SIGNED
    if not _has_come(signed.countersigned_at, now):
        return "Not yet countersigned"
    if signed.countersigned_by in (None, person):
        return "Countersigned by nobody else"
    return "" if signed.is_authorised else "Countersigned by somebody who could not"


def _newest(facts: Facts, now: datetime) -> Signed:
    """Return the newest of the agreements that both have signed: what the rest is because of."""
    whole = [signed for signed in facts.signed if not _why_not(signed, facts.person, now)]
    return max(whole, key=lambda signed: (signed.countersigned_at or EVER, signed.decision))


def _lateness(facts: Facts, today: date) -> tuple[int, int]:
    """Return how many days late the latest of all that is asked is, and how many are allowed."""
    late = [(signed.due_date, signed.grace_days) for signed in facts.signed if signed.is_asked and signed.due_date]
    days = [((today - due).days, grace) for due, grace in late if due < today]
    return max(days, key=lambda each: each[0] - each[1], default=(0, 0))


def _is_held(permission: Permitted, today: date, now: datetime) -> bool:
    if permission.granted_at > now or _has_come(permission.withdrawn_at, now):
        return False
    return permission.until is None or today <= permission.until


def _because(facts: Facts, brings: tuple[Brought, ...], now: datetime) -> dict[str, str]:
    because = {}
    today = local_day(now)
    late, grace = _lateness(facts, today)
    current = _why_current(_newest(facts, now))
    for brought in brings:
        roles = [e for e in facts.engagements if _is_for(brought, e)]
        ended = [e.ends for e in roles if e.ends is not None and e.ends < today]
        if late > grace and not brought.is_kept:
            because[brought.key] = f"Signing is {_days(late)} late"
        elif any(e.covers(today) for e in roles):
            because[brought.key] = current
        elif ended:
            because[brought.key] = f"Role ended on {spoken(max(ended))}"
        else:
            because[brought.key] = "Not part of the role"
    for permission in sorted(facts.permissions, key=lambda permission: permission.granted_at):
        because[permission.code] = _why_permission(permission, today, late)
    return because


def _why_permission(permission: Permitted, today: date, late: int) -> str:
    if permission.withdrawn_at is not None:
        return f"Permission withdrawn on {spoken(permission.withdrawn_at)}"
    if permission.until is not None and permission.until < today:
        return f"Permission ended on {spoken(permission.until)}"
    if late > 0:
        return f"Signing is {_days(late)} late: permission waits"
    until = f" until {spoken(permission.until)}" if permission.until else ""
    return f"Permission given on {spoken(permission.granted_at)}{until}"


def _why_current(signed: Signed) -> str:
    edition = f"edition {signed.edition}" if signed.edition else "the agreement"
    return f"Signed {edition} on {spoken(signed.signed_at)}, countersigned on {spoken(signed.countersigned_at)}"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
