"""What a person may use now: a pure calculation from facts, with the clock passed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from countersign.people.audiences import widened

LOCAL = ZoneInfo("Europe/London")


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
    """How somebody stands with what they were asked to sign, as the agreements tell it."""

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
    signed: Signed = Signed()
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

    @property
    def enabled(self) -> bool:
        """Return whether the person may sign in."""
        return self.level in (Level.NARROWED, Level.FULL)


def entitled(facts: Facts, brings: tuple[Brought, ...], now: datetime) -> Entitled:
    """Return what a person may use at a moment. The first rule that fits decides."""
    today = local_day(now)
    signed = facts.signed
    current = [engagement for engagement in facts.engagements if engagement.covers(today)]
    if _has_come(facts.suspended_at, now):
        return Entitled(Level.WITHDRAWN, f"Suspended: {facts.suspension_reason}", is_decision=True)
    if _has_come(signed.ended_at, now):
        return Entitled(Level.WITHDRAWN, f"Agreement ended on {spoken(signed.ended_at)}", is_decision=True)
    refusal = _refusal(signed, now)
    if not current:
        return _absent(facts, refusal, today, now)
    if refusal:
        return Entitled(Level.WITHDRAWN, refusal, is_decision=True)
    if reason := _not_countersigned(facts, now):
        return Entitled(Level.NONE, reason)

    rights = {b.key: b for b in brings if any(_is_for(b, e) for e in current)}
    late = _days_late(facts, today)
    because = _because(facts, brings, today, late)
    if late > signed.grace_days:
        kept = frozenset(key for key, b in rights.items() if b.is_kept)
        reason = f"Signing is {_days(late)} late ({_days(signed.grace_days)} allowed)"
        level = Level.NARROWED if kept else Level.WITHDRAWN
        return Entitled(level, reason, kept, because=because)
    if late > 0:
        reason = f"Signing is {_days(late)} late: additional permissions wait"
        return Entitled(Level.FULL, reason, frozenset(rights), because=because)
    held = frozenset(p.code for p in facts.permissions if _is_held(p, today, now))
    return Entitled(Level.FULL, _why_current(signed), frozenset(rights), held, because)


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


def _refusal(signed: Signed, now: datetime) -> str:
    if signed.refused_at is None or signed.refused_at > now:
        return ""
    if signed.countersigned_at is not None and signed.countersigned_at > signed.refused_at:
        return ""
    return f"Refused on {spoken(signed.refused_at)}: {signed.refusal_reason}".rstrip(": ")


def _absent(facts: Facts, refusal: str, today: date, now: datetime) -> Entitled:
    """Nobody has anything before the first day or after the last; an account may wait, switched off."""
    coming = [engagement.starts for engagement in facts.engagements if engagement.starts > today]
    gone = [engagement.ends for engagement in facts.engagements if engagement.ends and engagement.ends < today]
    if coming and not refusal and not _not_countersigned(facts, now):
        return Entitled(Level.PREPARED, f"{_why_current(facts.signed)}, off until {spoken(min(coming))}")
    if coming:
        return Entitled(Level.WITHDRAWN, refusal or f"Starts on {spoken(min(coming))}", is_decision=bool(refusal))
    if gone:
        return Entitled(Level.WITHDRAWN, f"Left on {spoken(max(gone))}")
    return Entitled(Level.WITHDRAWN, refusal or "Has no role at the school", is_decision=bool(refusal))


def _not_countersigned(facts: Facts, now: datetime) -> str:
    signed = facts.signed
    if not _has_come(signed.signed_at, now):
        return "Has not signed"
    if not _has_come(signed.countersigned_at, now):
        return "Not yet countersigned"
    if signed.countersigned_by in (None, facts.person):
        return "Countersigned by nobody else"
    return "" if signed.is_authorised else "Countersigned by somebody who could not"


def _days_late(facts: Facts, today: date) -> int:
    due = facts.signed.due_date
    return max((today - due).days, 0) if due else 0


def _is_held(permission: Permitted, today: date, now: datetime) -> bool:
    if permission.granted_at > now or _has_come(permission.withdrawn_at, now):
        return False
    return permission.until is None or today <= permission.until


def _because(facts: Facts, brings: tuple[Brought, ...], today: date, late: int) -> dict[str, str]:
    because = {}
    current = _why_current(facts.signed)
    for brought in brings:
        roles = [e for e in facts.engagements if _is_for(brought, e)]
        ended = [e.ends for e in roles if e.ends is not None and e.ends < today]
        if late > facts.signed.grace_days and not brought.is_kept:
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
