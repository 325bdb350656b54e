"""What is decided about what people may use. Every function here writes rows only; the worker makes it so."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.dateformat import format as dated
from django.utils.translation import gettext

from countersign.access import events
from countersign.access.effects import Effect, effects
from countersign.access.entitlements import local_day
from countersign.access.models import Connector, Entitlement, Grant, Permission, Standing, Suspension
from countersign.access.permissions import can_second, can_suspend, is_second
from countersign.access.wanted import judged
from countersign.ledger.actions import record
from countersign.people.audiences import binds
from countersign.people.models import Person
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _

__all__ = [
    "Effect", "ask_for_a_look", "effects", "grant", "latest_day", "refuse_permission", "resume", "role_brings",
    "second", "seconds_for", "stand", "suspend", "waiting_for_second", "withdraw_grant",
]  # fmt: skip


class PermissionTooLong(Refused):
    """A permission given for longer than the catalogue allows."""


class PermissionNotThere(Refused):
    """A permission of another school, or one no longer given."""

    message = _("This permission is no longer in the school’s catalogue.")


class OwnPermission(Refused):
    """Somebody gave a permission to themselves."""

    message = _("Nobody gives a permission to themselves.")


class SuspendedAlready(Refused):
    """Two people suspended somebody at the same time."""

    message = _("This person is suspended already.")


class NotSuspended(Refused):
    """Somebody else gave access back while this page was open."""

    message = _("This person is not suspended any more.")


class GrantOver(Refused):
    """A permission that has ended."""

    message = _("This permission has ended already.")


def stand(
    person: Person,
    *,
    policy_reference: str,
    signed_at: datetime | None,
    edition_number: int | None,
    countersigned_at: datetime | None,
    countersigned_by: Person | None,
    due_on: date | None,
    grace_days: int,
    refused_at: datetime | None,
    refusal_reason: str,
    ended_at: datetime | None,
    decision_reference: str,
    at: datetime,
    is_authorised: bool = True,
) -> Standing:
    """Take note of how somebody stands with one policy; only facts, the rest is worked out."""
    standing, _ = Standing.objects.update_or_create(
        person=person,
        policy_reference=policy_reference,
        defaults={
            "signed_at": signed_at,
            "edition_number": edition_number,
            "countersigned_at": countersigned_at,
            "countersigned_by": countersigned_by,
            "is_authorised": is_authorised,
            "due_date": due_on,
            "grace_days": grace_days,
            "refused_at": refused_at,
            "refusal_reason": refusal_reason,
            "ended_at": ended_at,
            "decision_reference": decision_reference,
            "told_at": at,
        },
    )
    ask_for_a_look(person.school_id, at)
    return standing


@transaction.atomic
def grant(
    person: Person,
    permission: Permission,
    *,
    until: date | None,
    reason: str,
    granted_by: Person,
    decision_reference: str,
    at: datetime,
) -> Grant:
    """Give somebody a permission from the catalogue; where it needs two approvers, it waits for the second."""
    permission = Permission.objects.get(pk=permission.pk)
    if permission.school_id != person.school_id or permission.retired_at is not None:
        raise PermissionNotThere
    if granted_by.pk == person.pk:
        raise OwnPermission
    latest = latest_day(permission, local_day(at))
    if until is None or until > latest:
        too_long = gettext("“%(permission)s” can be given until %(day)s at the latest.")
        raise PermissionTooLong(too_long % {"permission": permission.title, "day": dated(latest, "j F Y")})
    made = Grant.objects.create(
        person=person,
        permission=permission,
        until_date=until,
        reason=reason,
        granted_at=at,
        granted_by=granted_by,
        decision_reference=decision_reference,
    )
    ask_for_a_look(person.school_id, at)
    event = events.PermissionGranted(
        subject=person.reference,
        permission=permission.code,
        title=permission.title,
        until=until,
        decision=decision_reference,
        needs_second_approver=permission.needs_second_approver,
        reason=reason,
    )
    record(event, school=person.school, by=granted_by, at=at)
    return made


@transaction.atomic
def second(grant: Grant, *, by: Person, at: datetime) -> Grant:
    """Agree, as a second approver, to a permission that needs two."""
    grant = _locked(grant)
    require(can_second(by, grant, local_day(at)))
    if grant.withdrawn_at is not None or (grant.until_date is not None and grant.until_date < local_day(at)):
        raise GrantOver
    if grant.seconded_at is not None:
        return grant
    grant.seconded_at, grant.seconded_by = at, by
    grant.save(update_fields=["seconded_at", "seconded_by"])
    ask_for_a_look(grant.person.school_id, at)
    event = events.PermissionSeconded(
        subject=grant.person.reference, permission=grant.permission.code, granted_by=grant.granted_by.reference
    )
    record(event, school=grant.person.school, by=by, at=at)
    return grant


def waiting_for_second(school: School, today: date) -> QuerySet[Grant]:
    """Return the permissions of a school that begin when a second approver has agreed."""
    return Grant.objects.filter(
        permission__school=school,
        permission__needs_second_approver=True,
        seconded_at=None,
        withdrawn_at=None,
        until_date__gte=today,
    )


def seconds_for(person: Person, today: date) -> int:
    """Return how many permissions wait for somebody to be the second who agrees."""
    if not is_second(person, person.school, today):
        return 0
    return waiting_for_second(person.school, today).exclude(granted_by=person).exclude(person=person).count()


@transaction.atomic
def refuse_permission(
    person: Person,
    permission: Permission,
    *,
    reason: str,
    refused_by: Person,
    decision_reference: str,
    at: datetime,
) -> None:
    """Keep that a permission was asked for and not given."""
    event = events.PermissionRefused(
        subject=person.reference,
        permission=permission.code,
        title=permission.title,
        decision=decision_reference,
        reason=reason,
    )
    record(event, school=person.school, by=refused_by, at=at)


@transaction.atomic
def withdraw_grant(grant: Grant, *, reason: str, by: Person, decision_reference: str, at: datetime) -> Grant:
    """Take a permission away before its last day."""
    grant = _locked(grant)
    if grant.withdrawn_at is not None:
        raise GrantOver
    grant.withdrawn_at, grant.withdrawn_by = at, by
    grant.withdrawal_reason, grant.withdrawal_reference = reason, decision_reference
    grant.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawal_reason", "withdrawal_reference"])
    ask_for_a_look(grant.person.school_id, at)
    event = events.PermissionEnded(
        subject=grant.person.reference,
        permission=grant.permission.code,
        title=grant.permission.title,
        how="withdrawn",
        decision=decision_reference,
        reason=reason,
    )
    record(event, school=grant.person.school, by=by, at=at)
    return grant


@transaction.atomic
def suspend(person: Person, *, by: Person, reason: str, at: datetime) -> Suspension:
    """Take all access of somebody away at once. No limit on numbers holds this up."""
    person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
    require(can_suspend(by, person, local_day(at)))
    if Suspension.objects.filter(person=person, resumed_at=None).exists():
        raise SuspendedAlready
    suspension = Suspension.objects.create(person=person, reason=reason, suspended_at=at, suspended_by=by)
    ask_for_a_look(person.school_id, at)
    event = events.PersonSuspended(subject=person.reference, suspension=suspension.reference, reason=reason)
    record(event, school=person.school, by=by, at=at)
    return suspension


@transaction.atomic
def resume(person: Person, *, by: Person, at: datetime) -> Suspension:
    """Give somebody who was suspended what they are entitled to again."""
    person = Person.objects.select_for_update(of=("self",)).select_related("school").get(pk=person.pk)
    require(can_suspend(by, person, local_day(at)))
    suspension = Suspension.objects.filter(person=person, resumed_at=None).first()
    if suspension is None:
        raise NotSuspended
    suspension.resumed_at, suspension.resumed_by = at, by
    suspension.save(update_fields=["resumed_at", "resumed_by"])
    ask_for_a_look(person.school_id, at)
    event = events.PersonResumed(subject=person.reference, suspension=suspension.reference)
    record(event, school=person.school, by=by, at=at)
    return suspension


def ask_for_a_look(school_id: int, at: datetime) -> None:
    """Ask the worker to compare the school's directories with what should be, now and not at the next round."""
    Connector.objects.filter(school=school_id, retired_at=None).update(wanted_at=at)


def role_brings(person: Person, day: date) -> list[str]:
    """Return in words what somebody's roles bring on a day, or will from their first day."""
    kinds = {role.kind for role in person.roles.filter(Q(to_date=None) | Q(to_date__gte=day))}
    entitlements = Entitlement.objects.filter(school=person.school_id, retired_at=None).order_by("position", "pk")
    return [each.sentence for each in entitlements if binds(each.kinds, kinds)]


def latest_day(permission: Permission, today: date) -> date:
    """Return the last day a permission given today may have."""
    return today + timedelta(days=permission.max_days)


def may_use(person: Person, now: datetime) -> str:
    """Return in one sentence why somebody may use what they may use now."""
    return judged(person.school, now, person)[0].entitled.reason


def _locked(grant: Grant) -> Grant:
    return (
        Grant.objects.select_for_update(of=("self",))
        .select_related("person__school", "permission", "granted_by")
        .get(pk=grant.pk)
    )
