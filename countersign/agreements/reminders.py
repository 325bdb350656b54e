"""
The campaign that runs itself: each school day people are asked for what they are to sign, and reminded.

A day is decided once, by the first worker that comes within the hours, some hundred people at a time. At most one
message goes to a person, with everything in it; what is due to be told on a day on which they had a message already is
told by that one, if it asks them, and otherwise the next school day.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from countersign.agreements.actions import way_in
from countersign.agreements.asking import Asking, Standing, invitations
from countersign.agreements.events import PersonReminded
from countersign.agreements.models import Campaign, CampaignDay, Reminder
from countersign.agreements.recipients import Recipients
from countersign.agreements.reminding import To, opening
from countersign.agreements.telling import ask
from countersign.ledger.actions import record
from countersign.notices.actions import message_for, send_many
from countersign.notices.models import Message
from countersign.people.kept import mail_to
from countersign.people.models import Person, PersonQuerySet

BATCH = 500


@dataclass
class Report:
    """Those of whom somebody else is told today, with the steps by policy."""

    to: dict[int, list[tuple[Person, To, dict[int, int]]]] = field(default_factory=lambda: defaultdict(list))


def remind_due(now: datetime.datetime) -> int:
    """Ask and remind the people of every school whose campaign runs, and return how many were written to."""
    running = Campaign.objects.filter(stopped_at=None).select_related("school").order_by("pk")
    return sum(remind(campaign, now) for campaign in running)


def remind(campaign: Campaign, now: datetime.datetime) -> int:
    """Ask and remind the people of one school, if nobody has today and this is the time for it."""
    today, zone = timezone.localdate(now), timezone.get_current_timezone()
    if opening(now, campaign.school.days, zone) != now:
        return 0
    day, _ = CampaignDay.objects.get_or_create(campaign=campaign, date=today)
    if day.finished_at is not None:
        return 0
    asking = Asking(campaign.school, today, timezone.localdate(campaign.started_at))
    report = report_of(asking)
    told = 0
    while (batch := remind_some(day, asking, report, now)) is not None:
        told += batch
    return told


def report_of(asking: Asking) -> Report:
    """Return of whom somebody else is to be told today."""
    report, steps = Report(), asking.steps
    first = min((step for step in (steps.manager, steps.head) if step is not None), default=None)
    if first is None or asking.started is None or asking.school.days.between(asking.started, asking.today) < first:
        return report
    recipients = Recipients(asking.school, asking.today)
    for standing in everybody(asking):
        told: dict[To, dict[int, int]] = {}
        for policy, step in standing.due(asking.today).items():
            if steps.to(step) is not To.SIGNER:
                told.setdefault(steps.to(step), {})[policy] = step
        for to, found in told.items():
            if (recipient := recipients.of(standing.person, to)) is not None:
                report.to[recipient].append((standing.person, to, found))
    return report


def everybody(asking: Asking) -> Iterator[Standing]:
    """Go through where the people of a school stand, some hundred at a time."""
    last = 0
    while batch := list(people_after(asking, last)[:BATCH]):
        yield from asking.of(batch)
        last = batch[-1].pk


def people_after(asking: Asking, last: int) -> PersonQuerySet:
    """Return the people who are something to the school today, in the order of their keys."""
    return Person.objects.filter(school=asking.school, pk__gt=last).present(asking.today).order_by("pk")


@transaction.atomic
def remind_some(
    day: CampaignDay, asking: Asking, report: Report, now: datetime.datetime, size: int = BATCH
) -> int | None:
    """Write the messages of the next people, and return to how many; None when everybody's day is decided."""
    day = CampaignDay.objects.select_for_update(of=("self",)).get(pk=day.pk)
    if day.finished_at is not None:
        return None
    people = Person.objects.filter(Q(pk__in=report.to) | Q(pk__in=people_after(asking, day.last_person).values("pk")))
    batch = list(people.filter(school=asking.school, pk__gt=day.last_person).order_by("pk")[:size])
    if not batch:
        day.finished_at = now
        day.save(update_fields=["finished_at"])
        return None
    for person in batch:
        person.school = asking.school
    told = _tell(asking, batch, report, now)
    day.last_person = batch[-1].pk
    day.told += told
    day.save(update_fields=["last_person", "told"])
    return told


def _tell(asking: Asking, people: list[Person], report: Report, now: datetime.datetime) -> int:
    """Write the messages of some people for today, and what is kept of them."""
    before = _messages_of_today([person.pk for person in people], now)
    new: list[Message] = []
    changed: list[Message] = []
    rows: list[tuple[Message, Reminder]] = []
    for standing in asking.of(people):
        person = standing.person
        own = {p: s for p, s in standing.due(asking.today).items() if asking.steps.to(s) is To.SIGNER}
        others = report.to.get(person.pk, [])
        message = before.get(person.pk)
        is_ours = message is not None and message.is_waiting and message.about == about(asking)
        if message is not None and not is_ours:
            others = []  # it says nothing of them: that is told on the next day
        if not own and not others:
            continue
        if message is None:
            message = _message(standing, asking, others, now, is_own=bool(own))
            new.append(message)
        elif is_ours:
            _say(message, standing, asking, others, is_own=bool(own))
            changed.append(message)
        rows += [(message, _row(person, person, policy, step, now)) for policy, step in own.items()]
        rows += [
            (message, _row(whose, person, policy, step, now))
            for whose, _, steps in others
            for policy, step in steps.items()
        ]
    send_many(new)
    Message.objects.bulk_update(changed, ["subject", "text", "link_path", "ticket_purpose"])
    for message, row in rows:
        row.message = message
    Reminder.objects.bulk_create([row for _, row in rows], batch_size=BATCH)
    record(*_events(asking, rows), school=asking.school, by=None, at=now)
    return len(new) + len(changed)


def _messages_of_today(people: list[int], now: datetime.datetime) -> dict[int, Message]:
    """Return of each person the message that asks for signatures and left today, or waits to leave."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    asking = Message.objects.filter(person__in=people, asks=True)
    waiting = asking.waiting().filter(due_at__lte=now)
    left = asking.filter(Q(sent_at__gte=midnight) | Q(shown_at__gte=midnight))
    invited = invitations(people).filter(asked_at__gte=midnight)
    found: dict[int, Message] = {}
    for messages in (waiting, invited, left):
        found |= {message.person_id: message for message in messages.order_by("pk")}
    return found


def _message(
    standing: Standing, asking: Asking, others: list[tuple[Person, To, dict[int, int]]], now: datetime.datetime,
    *, is_own: bool,
) -> Message:  # fmt: skip
    message = message_for(standing.person, about=about(asking), subject="", text="", asks=True, asked_by=None, at=now)
    _say(message, standing, asking, others, is_own=is_own)
    return message


def _say(
    message: Message, standing: Standing, asking: Asking, others: list[tuple[Person, To, dict[int, int]]],
    *, is_own: bool,
) -> None:  # fmt: skip
    """Write into a message what it says: it is looked over again as it leaves."""
    is_own = is_own or "{link}" in message.text
    subject, message.text = _words(standing, asking, others, is_own=is_own)
    message.subject = subject[:200]
    for name, value in (way_in(standing.person, "/sign/") if is_own else {}).items():
        setattr(message, name, value)


def _words(
    standing: Standing, asking: Asking, others: list[tuple[Person, To, dict[int, int]]], *, is_own: bool
) -> tuple[str, str]:
    team = sum(to is To.MANAGER for _, to, _ in others)
    return ask(
        standing.person,
        standing.to_ask if is_own else [],
        today=asking.today,
        is_last=is_last(standing, asking),
        team=team,
        all_=len(others) - team,
    )


def is_last(standing: Standing, asking: Asking) -> bool:
    """Return whether the newest reminder that somebody is due is the last before their line manager is told."""
    due = standing.due(asking.today).values()
    told = [each.step for thing in standing.to_ask for each in thing.asked.told if each.day == asking.today]
    return asking.steps.manager is not None and asking.steps.last_reminder in {*due, *told}


def about(asking: Asking) -> str:
    """Return what such a message is about: what the school asks."""
    return f"asking:{asking.school.public_id}"


def _row(whose: Person, told: Person, policy: int, step: int, now: datetime.datetime) -> Reminder:
    return Reminder(person=whose, told=told, policy_id=policy, step=step, told_at=now, channel=mail_to(told.email))


def _events(asking: Asking, rows: list[tuple[Message, Reminder]]) -> list[PersonReminded]:
    """Return what the ledger keeps: one entry for each person that somebody was told of."""
    together: defaultdict[tuple[int, int], list[Reminder]] = defaultdict(list)
    for _, row in rows:
        together[row.told_id, row.person_id].append(row)
    return [
        PersonReminded(
            subject=found[0].person.reference,
            told=found[0].told.reference,
            policies=sorted(asking.minimums[row.policy_id][0] for row in found),
            step=max(row.step for row in found),
            channel=found[0].channel,
        )
        for found in together.values()
    ]
