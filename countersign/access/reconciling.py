"""Looking at a directory: read it whole, compare, keep the plan, and ask for the changes that need nobody's word."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from countersign.access import planning
from countersign.access.connectors.protocol import NAMES, Desired, Op, Snapshot, Transient, Trouble, Unusable
from countersign.access.models import Applied, Change, Connector, Link, Plan
from countersign.access.opening import managed, opened
from countersign.access.planning import RANK, TAKING, Known, Rules, Step
from countersign.access.wanted import desired
from countersign.people.models import Person

PERIOD = timedelta(minutes=15)
SOON = timedelta(minutes=5)  # how long a suspension may have to wait once a server is back


def look(connector: Connector, now: datetime) -> Plan | None:
    """Read a directory and plan; None where it could not be read, and its row then says why."""
    Connector.objects.filter(pk=connector.pk).update(last_tried_at=now, wanted_at=None)
    try:
        snapshot = opened(connector, now).snapshot()
        plan = take_in(connector, snapshot, now)
    except (Trouble, planning.Incomplete) as trouble:
        put_off(connector, trouble, now)
        return None
    Connector.objects.filter(pk=connector.pk).update(
        last_look_at=now, failures=0, fault="", next_try_at=None, stopped_at=None
    )
    connector.refresh_from_db()
    return plan


def put_off(connector: Connector, trouble: Exception, now: datetime) -> None:
    """Keep what went wrong and when to try again; a password or certificate is not tried again by itself."""
    failures = connector.failures + 1
    wait = min(timedelta(seconds=30) * 2 ** min(failures, 10), SOON if failures < 10 else PERIOD)
    if isinstance(trouble, Transient) and trouble.retry_after:
        wait = timedelta(seconds=trouble.retry_after)
    Connector.objects.filter(pk=connector.pk).update(
        failures=failures,
        fault=str(trouble)[:500] or "Only a part of the directory was read",
        next_try_at=now + wait,
        stopped_at=now if isinstance(trouble, Unusable) else connector.stopped_at,
    )
    connector.refresh_from_db()


@transaction.atomic
def take_in(connector: Connector, snapshot: Snapshot, now: datetime) -> Plan:
    """Compare a reading with what should be, and write down everything that follows, all of it or nothing."""
    connector = Connector.objects.select_for_update(of=("self",)).select_related("school").get(pk=connector.pk)
    people = dict(Person.objects.filter(school=connector.school).values_list("public_id", "pk"))
    ids = {str(public_id): pk for public_id, pk in people.items()}
    known = _known(connector)
    was_enabled = frozenset(person for person, last in known.applied.items() if last.enabled)
    wanted = desired(connector, now, was_enabled=was_enabled)
    latest = Plan.objects.filter(connector=connector, superseded_at=None).first()
    pending = frozenset(Change.objects.open().filter(connector=connector).values_list("key", flat=True))
    rules = Rules(
        connector=str(connector.public_id),
        managed_groups=managed(connector),
        repairs_drift=connector.repairs_drift,
        answered=frozenset(key for key, answer in (latest.answers if latest else {}).items() if answer == "back"),
        released=pending | _released(latest),
    )
    found = planning.plan(wanted, known, snapshot, rules)
    _relink(connector, found, ids, snapshot, now)
    _settle(connector, found, known, ids, now)
    by_person = {one.person: one for one in wanted}
    plan = _kept(connector, latest, found, content_of(found, by_person), now)
    _supersede(connector, found, now)
    ask(plan, [row for row in plan.content["steps"] if _needs_nobody(connector, row, by_person)], now)
    return plan


def ask(plan: Plan, steps: list[dict[str, Any]], now: datetime) -> int:
    """Write a row for each change that has none yet, and return how many."""
    connector = plan.connector
    people = {row["person"] for row in steps}
    ids = {
        str(public_id): pk
        for public_id, pk in Person.objects.filter(school=connector.school_id).values_list("public_id", "pk")
        if str(public_id) in people
    }
    waiting = dict(Change.objects.open().filter(connector=connector).values_list("key", "done_at"))
    again = [row["key"] for row in steps if waiting.get(row["key"]) is not None]
    for start in range(0, len(again), 500):  # the directory said yes, and then it was not so
        chunk = Change.objects.open().filter(connector=connector, key__in=again[start : start + 500])
        chunk.update(done_at=None, result="", next_try_at=now + timedelta(minutes=5))
    rows = [
        Change(
            id=planning.identifier(str(connector.public_id), plan.number, _op(row)),
            key=row["key"],
            plan=plan,
            connector=connector,
            person_id=ids[row["person"]],
            rank=RANK[row["kind"]],
            kind=row["kind"],
            args=row["args"],
            reason=row["reason"][:300],
            is_drift=row["cause"] == "drift",
            decision_reference=row["decision"],
            requested_at=now,
        )
        for row in steps
        if row["key"] not in waiting
    ]
    Change.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def content_of(found: planning.Plan, wanted: Mapping[str, Desired]) -> dict[str, Any]:
    """Return a plan as it is kept and shown."""

    def row(step: Step) -> dict[str, Any]:
        op = step.op
        return {
            "key": step.key,
            "kind": op.kind,
            "person": op.person,
            "args": list(op.args),
            "reason": op.reason,
            "cause": step.cause,
            "is_bulk": step.is_bulk,
            "decision": wanted[op.person].decision_for(op),
        }

    return {
        "steps": [row(step) for step in found.steps],
        "held": [row(step) for step in found.held],
        "drift": [row(step) for step in found.drift],
        "problems": [asdict(problem) for problem in found.problems],
        "active": found.active,
        "unchanged": found.unchanged,
    }


def _op(row: Mapping[str, Any]) -> Op:
    return Op(row["kind"], row["person"], None, tuple(row["args"]), row["reason"])


def _needs_nobody(connector: Connector, row: Mapping[str, Any], wanted: Mapping[str, Desired]) -> bool:
    """Return whether a change goes on by itself: on a list always, elsewhere once a plan was looked at."""
    if connector.is_by_hand:
        return True
    if connector.confirmed_at is None:
        return False
    is_urgent = row["kind"] in TAKING and not row["is_bulk"] and wanted[row["person"]].decided
    return not connector.asks_first or is_urgent


def _known(connector: Connector) -> Known:
    links = Link.objects.filter(connector=connector, forgotten_at=None)
    applied = Applied.objects.filter(connector=connector)
    return Known(
        {str(public_id): handle for public_id, handle in links.values_list("person__public_id", "handle")},
        {
            str(public_id): Desired(
                person=str(public_id), enabled=row["enabled"], groups=frozenset(row["groups"]), reason="",
                **{name: row[name] for name in NAMES},
            )
            for public_id, row in applied.values_list("person__public_id", "desired")
        },
        connector.last_look_at,
    )  # fmt: skip


def _released(latest: Plan | None) -> frozenset[str]:
    if latest is None or latest.released_at is None:
        return frozenset()
    return frozenset(row["key"] for row in latest.content["held"] + latest.content["steps"])


def _relink(connector: Connector, found: planning.Plan, ids: dict[str, int], snapshot: Snapshot, now: datetime) -> None:
    """Remember accounts that were found by the person's own id."""
    names = {account.handle: account.username for account in snapshot.accounts}
    for person, handle in found.found.items():
        links = Link.objects.filter(connector=connector, forgotten_at=None)
        links.filter(person=ids[person]).update(forgotten_at=now)
        links.filter(handle=handle).update(forgotten_at=now)
        Link.objects.create(
            connector=connector, person_id=ids[person], handle=handle, username=names[handle], linked_at=now
        )


def _settle(connector: Connector, found: planning.Plan, known: Known, ids: dict[str, int], now: datetime) -> None:
    """Remember what each account is that is now as it should be."""
    rows = []
    for one in found.settled:
        plain = {name: getattr(one, name) for name in NAMES} | {"enabled": one.enabled, "groups": sorted(one.groups)}
        last = known.applied.get(one.person)
        if last is None or (last.enabled, last.groups, *(getattr(last, n) for n in NAMES)) != (
            one.enabled, one.groups, *(getattr(one, n) for n in NAMES),
        ):  # fmt: skip
            rows.append(Applied(connector=connector, person_id=ids[one.person], desired=plain, applied_at=now))
    Applied.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["connector", "person"],
        update_fields=["desired", "applied_at"],
    )


def _kept(
    connector: Connector, latest: Plan | None, found: planning.Plan, content: dict[str, Any], now: datetime
) -> Plan:
    """Return the row of this plan: the same as long as it would do the same and show the same."""
    content = json.loads(json.dumps(content))
    if latest is not None and latest.digest == found.digest and latest.content == content:
        is_used = Change.objects.filter(plan=latest).exclude(read_back_at=None, superseded_at=None).exists()
        if not is_used:
            latest.seen_again_at, latest.blocked = now, found.blocked
            latest.save(update_fields=["seen_again_at", "blocked"])
            return latest
    answers: defaultdict[str, str] = defaultdict(str)
    if latest is not None:
        latest.superseded_at = now
        latest.save(update_fields=["superseded_at"])
        still = {row["key"] for row in content["drift"] + content["steps"]}
        answers.update({key: answer for key, answer in latest.answers.items() if key in still})
    number = (
        Plan.objects.filter(connector=connector).order_by("-number").values_list("number", flat=True).first() or 0
    ) + 1
    return Plan.objects.create(
        connector=connector,
        number=number,
        digest=found.digest,
        content=content,
        blocked=found.blocked,
        answers=dict(answers),
        made_at=now,
        seen_again_at=now,
    )


def _supersede(connector: Connector, found: planning.Plan, now: datetime) -> None:
    """Take back what was asked for and is no longer wanted; what was made and found so is not touched."""
    still = {step.key for step in found.steps + found.held}
    gone = [
        key for key in Change.objects.pending().filter(connector=connector).values_list("key", flat=True)
        if key not in still
    ]  # fmt: skip
    for start in range(0, len(gone), 500):
        chunk = Change.objects.pending().filter(connector=connector, key__in=gone[start : start + 500])
        chunk.update(superseded_at=now)
