"""What people who look after directories do: connect one, look at its plan, let it be made, settle what it asks."""

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction

from countersign.access import events
from countersign.access.actions import ask_for_a_look
from countersign.access.entitlements import local_day
from countersign.access.kept import said
from countersign.access.leases import Busy, leased
from countersign.access.models import (
    Change,
    Connector,
    Entitlement,
    Group,
    Permission,
    Plan,
)
from countersign.access.permissions import can_apply, can_connect, can_release
from countersign.access.reconciling import ask, look
from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _

WAITS = 5.0  # seconds that somebody waits for the worker to let go of a directory


class PlanChanged(Refused):
    """The directory, or what should be in it, changed since the plan was shown."""

    message = _("Something changed since this plan was made, so nothing was done. This is the new plan.")


class BeingRead(Refused):
    """The worker has the directory just now."""

    message = _("This directory is being worked on right now. Try again in a minute.")


class NotReached(Refused):
    """The directory could not be read."""


class NameTaken(Refused):
    """Two directories of one name."""

    message = _("There is a directory of this name already. Choose another name.")


@transaction.atomic
def connect(
    school: School, *, kind: str, name: str, settings: Mapping[str, Any], secret_name: str, mail_domain: str,
    asks_first: bool = True, repairs_drift: bool = False, by: Person, at: datetime,
) -> Connector:  # fmt: skip
    """Connect a directory. Nothing is written to it before somebody has seen a plan."""
    require(can_connect(by, school))
    if Connector.objects.filter(school=school, name=name, retired_at=None).exists():
        raise NameTaken
    connector = Connector.objects.create(
        school=school, kind=kind, name=name, settings=dict(settings), secret_name=secret_name,
        mail_domain=mail_domain, asks_first=asks_first, repairs_drift=repairs_drift, made_at=at, wanted_at=at,
    )  # fmt: skip
    record(_told(connector), school=school, by=by, at=at)
    return connector


@transaction.atomic
def change_settings(connector: Connector, *, by: Person, at: datetime, **changes: Any) -> Connector:
    """Change how a directory is reached or kept; a plan has to be looked at again before it is written to."""
    connector = locked(connector)
    require(can_connect(by, connector.school))
    others = Connector.objects.filter(school=connector.school, retired_at=None).exclude(pk=connector.pk)
    if others.filter(name=changes.get("name", "")).exists():
        raise NameTaken
    for name, value in changes.items():
        setattr(connector, name, value)
    connector.confirmed_at = connector.stopped_at = connector.next_try_at = None
    connector.failures, connector.fault, connector.wanted_at = 0, "", at
    connector.save()
    record(_told(connector), school=connector.school, by=by, at=at)
    return connector


@transaction.atomic
def fill_groups(
    connector: Connector, what: Mapping[Entitlement | Permission, Iterable[str]], *, by: Person, at: datetime
) -> None:
    """Say which groups of a directory each entitlement and permission means."""
    connector = locked(connector)
    require(can_connect(by, connector.school))
    Group.objects.filter(connector=connector).delete()
    rows = []
    for source, names in what.items():
        owner = {"entitlement": source} if isinstance(source, Entitlement) else {"permission": source}
        rows += [Group(connector=connector, name=name, **owner) for name in dict.fromkeys(names)]
    Group.objects.bulk_create(rows)
    Connector.objects.filter(pk=connector.pk).update(wanted_at=at, confirmed_at=None)
    details = {str(source): ", ".join(names) for source, names in what.items()}
    event = events.CatalogueChanged(subject=connector.reference, what="groups", title=connector.name, details=details)
    record(event, school=connector.school, by=by, at=at)


@contextmanager
def hold(connector: Connector, *, at: datetime) -> Iterator[None]:
    """Keep a directory from the worker while somebody waits for it; a look that the worker began ends in moments."""
    until = time.monotonic() + WAITS
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(leased(connector, at))
                break
            except Busy as busy:
                if time.monotonic() >= until:
                    raise BeingRead from busy
                time.sleep(0.1)
        yield


def look_now(connector: Connector, *, at: datetime) -> Plan:
    """Read the directory and plan while somebody waits."""
    with hold(connector, at=at):
        plan = look(connector, at)
    if plan is None:
        raise NotReached(said(connector.fault))
    return plan


def apply_plan(connector: Connector, digest: str, *, by: Person, at: datetime) -> int:
    """Let the plan somebody looked at be made, if looking again finds the same."""
    require(can_apply(by, connector.school, local_day(at)))
    plan = look_now(connector, at=at)
    if plan.digest != digest:
        raise PlanChanged
    return go_ahead(plan, by=by, at=at)


@transaction.atomic
def go_ahead(plan: Plan, *, by: Person | None, at: datetime) -> int:
    """Ask for everything in a plan, and let the worker go on by itself from now on where the settings say so."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("connector__school").get(pk=plan.pk)
    plan.applied_at, plan.applied_by = at, by
    plan.save(update_fields=["applied_at", "applied_by"])
    ask(plan, plan.content["steps"], at)
    Connector.objects.filter(pk=plan.connector_id).update(confirmed_at=at)
    count = len(plan.content["steps"])
    event = events.PlanApplied(subject=plan.connector.reference, plan=plan.number, digest=plan.digest, changes=count)
    record(event, school=plan.connector.school, by=by, at=at)
    return count


@transaction.atomic
def release(plan: Plan, *, by: Person, at: datetime) -> Plan:
    """Let what the guard held back go on; an approver answers for it by name."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("connector__school").get(pk=plan.pk)
    require(can_release(by, plan.connector.school, local_day(at)))
    if plan.superseded_at is not None or not plan.content["held"]:
        raise PlanChanged
    plan.released_at, plan.released_by = at, by
    plan.save(update_fields=["released_at", "released_by"])
    ask_for_a_look(plan.connector.school_id, at)
    people = len({row["person"] for row in plan.content["held"]})
    event = events.PlanReleased(
        subject=plan.connector.reference, plan=plan.number, digest=plan.digest, people=people, blocked=plan.blocked
    )
    record(event, school=plan.connector.school, by=by, at=at)
    return plan


@transaction.atomic
def answer(plan: Plan, answers: Mapping[str, str], *, by: Person, at: datetime) -> Plan:
    """Say what should happen with what was changed by hand: take it back, keep it, or wait."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("connector__school").get(pk=plan.pk)
    require(can_apply(by, plan.connector.school, local_day(at)))
    known = {row["key"] for row in plan.content["drift"] + plan.content["steps"]}
    plan.answers |= {key: value for key, value in answers.items() if key in known and value in ("back", "keep", "wait")}
    plan.save(update_fields=["answers"])
    ask_for_a_look(plan.connector.school_id, at)
    return plan


@transaction.atomic
def try_again(connector: Connector, *, by: Person, at: datetime) -> None:
    """Try now what waits for a later try, as after a password was mended."""
    require(can_apply(by, connector.school, local_day(at)))
    Connector.objects.filter(pk=connector.pk).update(
        stopped_at=None, next_try_at=None, failures=0, fault="", wanted_at=at
    )
    Change.objects.pending().filter(connector=connector).update(next_try_at=None)


def locked(connector: Connector) -> Connector:
    """Read a directory's row again, to change it."""
    return Connector.objects.select_for_update(of=("self",)).select_related("school").get(pk=connector.pk)


def _told(connector: Connector) -> events.ConnectorChanged:
    settings = {name: str(value) for name, value in connector.settings.items()}
    settings |= {"secret_name": connector.secret_name, "mail_domain": connector.mail_domain}
    return events.ConnectorChanged(
        subject=connector.reference, name=connector.name, connector_kind=connector.kind, settings=settings
    )
