"""What a message that asks for signatures says as it leaves: the answer to what `notices` asks."""

import datetime

from django.utils import timezone

from countersign.agreements.asking import Asking, Standing
from countersign.agreements.models import Reminder
from countersign.agreements.reminders import is_last
from countersign.agreements.reminding import To, next_opening, opening
from countersign.agreements.telling import also, ask
from countersign.notices.leaving import Answer, Words
from countersign.notices.models import Message
from countersign.people.models import Person


def left_to_ask(message: Message, now: datetime.datetime) -> Answer:
    """
    Return what a message says if it leaves now, or when it may leave, or nothing where nothing is left to ask.

    It leaves within the school's hours, on a day on which no other such message left to the same person, and not while
    they are away.
    """
    person, school, zone = message.person, message.school, timezone.get_current_timezone()
    if (moment := opening(now, school.days, zone)) != now:
        return moment
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if Message.objects.filter(person=person, asks=True, sent_at__gte=midnight).exists():
        return next_opening(now, school.days, zone)
    asking = Asking.now(school, now)
    [standing] = asking.of([person])
    if standing.clock.is_away(asking.today):
        return next_opening(now, school.days, zone)
    rows = list(message.reminders.select_related("person"))
    if message.about.startswith("edition:"):
        return _announced(message, standing, asking, rows)
    if asking.started is None:
        return None  # the campaign was stopped
    others = _still_unsigned(rows, person, asking)
    is_own = any(row.person_id == person.pk for row in rows)
    things = standing.to_ask if is_own else []
    if not things and not others:
        return None
    team = sum(to is To.MANAGER for to in others.values())
    last = is_last(standing, asking)
    return ask(person, things, today=asking.today, is_last=last, team=team, all_=len(others) - team)


def _announced(message: Message, standing: Standing, asking: Asking, rows: list[Reminder]) -> Answer:
    """Return what is left of the message about a new edition: with a campaign, whatever else is to be signed."""
    theirs = [each for each in standing.to_ask if message.about == each.edition.reference]
    others = [each for each in standing.to_ask if each not in theirs] if asking.started else []
    asked = [row for row in rows if row.step == 0 and row.told_at == message.asked_at]
    if asked and not theirs:  # signed meanwhile, or a newer edition is announced by itself
        return ask(standing.person, others, today=asking.today) if others else None
    return Words(message.subject, message.text + also(standing.person, others, asking.today))


def _still_unsigned(rows: list[Reminder], person: Person, asking: Asking) -> dict[int, To]:
    """Return of whom somebody is told that they have not signed, and as what, as far as it is still so."""
    about = {row.person_id: row.person for row in rows if row.person_id != person.pk}
    if not about:
        return {}
    unsigned = {
        (standing.person.pk, thing.policy) for standing in asking.of(about.values()) for thing in standing.to_ask
    }
    return {
        row.person_id: asking.steps.to(row.step)
        for row in rows
        if row.person_id in about and (row.person_id, row.policy_id) in unsigned
    }
