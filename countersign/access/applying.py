"""
Making the changes that were asked for, one row at a time, and reading each account back.

A row is marked after its change, so a crash between the two means the change is asked for again, which does no
harm. What is taken away comes first; one person's refusal does not hold up another's change.
"""

import json
import random
from collections import defaultdict
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from countersign.access import events
from countersign.access.connectors.protocol import Connector as Directory
from countersign.access.connectors.protocol import Done, Observed, Permanent, Transient, Trouble, Unusable
from countersign.access.models import Change, Connector, Link
from countersign.access.opening import opened
from countersign.access.planning import TAKING
from countersign.access.reconciling import put_off
from countersign.ledger.actions import record

REFUSED_WAITS = timedelta(hours=1)
NOT_SO_WAITS = timedelta(minutes=5)
MOSTLY = 5
TIME_BY_HAND = {True: timedelta(days=1), False: timedelta(days=2)}
"""How long whoever makes changes by hand has: less for taking away."""


def make_changes(connector: Connector, now: datetime, limit: int) -> int:
    """Make what is due in one directory and read it back; return how many changes were made or handed over."""
    directory = opened(connector, now)
    read_back(connector, directory, now)
    made = 0
    open_ones = Change.objects.open().filter(connector=connector)
    refused = set(open_ones.filter(failed_at__isnull=False, next_try_at__gt=now).values_list("person_id", flat=True))
    before = len(refused)
    links = dict(Link.objects.filter(connector=connector, forgotten_at=None).values_list("person_id", "handle"))
    due = Change.objects.due(now).filter(connector=connector).select_related("person")
    for change in due.order_by("rank", "id")[:limit]:
        if change.person_id in refused and change.kind not in TAKING:
            continue  # half of somebody's access is not given; taking away goes on
        op = change.op(links.get(change.person_id))
        try:
            done = directory.apply(op)
        except (Transient, Unusable) as trouble:
            later(change, trouble, now)
            put_off(connector, trouble, now)
            break
        except Trouble as trouble:
            refused.add(change.person_id)
            refuse(change, trouble, now)
            continue
        note(change, done, now, links)
        made += 1
    read_back(connector, directory, now)
    if len(refused) - before >= MOSTLY and len(refused) - before > 4 * made:
        put_off(connector, Permanent("The directory refuses most changes: look at why before anything else"), now)
    return made


@transaction.atomic
def note(change: Change, done: Done, now: datetime, links: dict[int, str]) -> None:
    """Write down that a change was made, or handed to a person; and whose a new account is."""
    became: dict[str, object] = {"tries": change.tries + 1, "failed_at": None, "fault": "", "next_try_at": None}
    if done.result == "handed":
        became |= {"handed_at": now, "due_at": now + TIME_BY_HAND[change.kind in TAKING]}
    else:
        became |= {"done_at": now, "result": done.result}
    Change.objects.filter(pk=change.pk).update(**became)
    is_new = done.handle is not None and links.get(change.person_id) != done.handle
    if is_new and change.kind == "create" and done.result != "handed":
        links[change.person_id] = str(done.handle)
        link(change, str(done.handle), str(change.args[0]), now)


def link(change: Change, handle: str, username: str, now: datetime) -> None:
    """Remember whose a new account is."""
    links = Link.objects.filter(connector=change.connector_id, forgotten_at=None)
    links.filter(Q(person=change.person_id) | Q(handle=handle)).update(forgotten_at=now)
    Link.objects.create(
        connector_id=change.connector_id, person_id=change.person_id, handle=handle, username=username, linked_at=now
    )


def later(change: Change, trouble: Trouble, now: datetime) -> None:
    """Try a change again after a while, each time a longer one, and not all at the same moment."""
    change.tries += 1
    seconds = min(30 * 2 ** min(change.tries, 10), 900) * random.uniform(0.8, 1.2)  # noqa: S311  # spread, not secret
    change.next_try_at, change.fault = now + timedelta(seconds=seconds), str(trouble)[:500]
    change.save(update_fields=["tries", "next_try_at", "fault"])


def refuse(change: Change, trouble: Trouble, now: datetime) -> None:
    """Keep that the directory refused; it is tried again in an hour, or when somebody asks."""
    change.tries += 1
    change.failed_at, change.fault, change.next_try_at = now, str(trouble)[:500], now + REFUSED_WAITS
    change.save(update_fields=["tries", "failed_at", "fault", "next_try_at"])


def read_back(connector: Connector, directory: Directory, now: datetime) -> None:
    """Read each account that was changed; only what is found to be so counts as in effect."""
    made = Change.objects.open().filter(connector=connector, done_at__isnull=False)
    by_person: defaultdict[int, list[Change]] = defaultdict(list)
    for change in made.select_related("person", "done_by").order_by("rank", "id"):
        by_person[change.person_id].append(change)
    links = dict(
        Link.objects.filter(connector=connector, forgotten_at=None, person__in=by_person).values_list(
            "person_id", "handle"
        )
    )
    found: list[Change] = []
    for person, changes in by_person.items():
        try:
            account = directory.read(links[person]) if person in links else None
        except Trouble as trouble:
            put_off(connector, trouble, now)
            break
        for change in changes:
            if account is not None and is_so(change, account):
                change.read_back_at = max(now, *(each.done_at or now for each in changes))
                change.read_back = shown(account)
                change.fault = ""
                found.append(change)
            else:
                change.done_at, change.result, change.next_try_at = None, "", now + NOT_SO_WAITS
                change.fault = "The directory said yes, but reading it back shows no change"
                change.save(update_fields=["done_at", "result", "next_try_at", "fault"])
    for start in range(0, len(found), 200):
        _keep(connector, found[start : start + 200], now)


@transaction.atomic
def _keep(connector: Connector, found: list[Change], now: datetime) -> None:
    by_person: defaultdict[int, list[Change]] = defaultdict(list)
    for change in found:
        by_person[change.person_id].append(change)
    for theirs in by_person.values():
        Change.objects.filter(pk__in=[change.pk for change in theirs]).update(
            read_back_at=theirs[0].read_back_at, read_back=theirs[0].read_back, fault=""
        )
    by_actor: defaultdict[int | None, list[Change]] = defaultdict(list)
    for change in found:
        by_actor[change.done_by_id].append(change)
    for changes in by_actor.values():
        made = [
            events.ChangeMade(
                subject=change.person.reference,
                change=change.id,
                connector=connector.reference,
                what=change.kind,
                decision=change.decision_reference,
                result=change.result,
                account=str((change.read_back or {}).get("handle", "")),
                because=change.reason,
                details=json.dumps(change.args, ensure_ascii=False),
                read_back=json.dumps(change.read_back, ensure_ascii=False, sort_keys=True),
                note=change.note,
            )
            for change in changes
        ]
        record(*made, school=connector.school, by=changes[0].done_by, at=now)


def is_so(change: Change, account: Observed) -> bool:
    """Return whether an account is as a change should have left it."""
    args = [str(arg) for arg in change.args]
    match change.kind:
        case "create":
            return account.person == str(change.person.public_id)
        case "enable" | "disable":
            return account.enabled == (change.kind == "enable")
        case "add_group":
            return args[0] in account.groups
        case "remove_group":
            return args[0] not in account.groups
        case "set":
            return all(getattr(account, n) == value for n, value in zip(args[::2], args[1::2], strict=True))
        case _:
            return True


def shown(account: Observed) -> dict[str, object]:
    """Return an account as it is kept with a change."""
    return asdict(account) | {"groups": sorted(account.groups)}
