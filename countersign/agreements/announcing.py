"""
Telling people of a new edition: who must sign again and by when, who is only told, who signs for the first time.

Publishing writes nothing for anybody. The worker tells people some hundred at a time, each at most once of an edition.
Of a first edition nobody is told by itself: the school invites people when it is ready.
"""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from countersign.agreements.actions import way_in
from countersign.agreements.announcements import Announcement
from countersign.agreements.events import PersonToldOfEdition
from countersign.agreements.everybody import Bound, Everybody
from countersign.agreements.impact import fate_of
from countersign.agreements.models import Reminder
from countersign.agreements.reminding import opening
from countersign.ledger.actions import record
from countersign.notices.actions import address_of, message_for, send_many
from countersign.notices.models import Message
from countersign.people.kept import mail_to
from countersign.people.models import Person
from countersign.people.speaking import speaking_to
from countersign.policies.impact import Fate
from countersign.policies.models import Edition
from countersign.words import later as _

BATCH = 500

SUBJECTS = {
    Fate.AGAIN: _("Please sign again {by}: {school}"),
    Fate.FIRST: _("Please read and sign {by}: {school}"),
    Fate.TOLD: _("A policy has changed: {school}"),
}
TEXTS = {
    Fate.AGAIN: _("""Hello {forename},

“{title}” has changed. Please read what is new, and sign again {by}.
{summary}
{{link}}
{link_lasts}"""),
    Fate.FIRST: _("""Hello {forename},

{school} asks you to read and sign “{title}” {by}. It takes a few minutes, on a phone or a computer.

{{link}}
{link_lasts}"""),
    Fate.TOLD: _("""Hello {forename},

“{title}” has changed. What you signed goes on counting, so there is nothing to do.
{summary}
Read it here:

{{link}}
"""),
}
LINK_LASTS = _("The link works once and for 72 hours.")
WHAT_CHANGED = _("What changed:")


def announce_due(now: datetime.datetime) -> int:
    """Tell people of the editions of which not everybody has been told, and return how many were told."""
    told = 0
    waiting = Edition.objects.published().filter(
        Q(announcement=None) | Q(announcement__finished_at=None),
        number__gt=1,
        published_at__lte=now,
        policy__is_signed=True,
    )
    for edition in waiting.order_by("published_at", "pk"):
        while (batch := announce(edition, now)) is not None:
            told += batch
    return told


@transaction.atomic
def announce(edition: Edition, now: datetime.datetime, size: int = BATCH) -> int | None:
    """Tell the next people of an edition, and return how many; None when everybody has been told."""
    Announcement.objects.get_or_create(edition=edition, defaults={"begun_at": now})
    announcement = Announcement.objects.select_for_update().get(edition=edition)
    edition = Edition.objects.select_related("policy__school").get(pk=edition.pk)
    if announcement.finished_at is not None:
        return None
    today = timezone.localdate(now)
    people = Person.objects.filter(school=edition.policy.school, pk__gt=announcement.last_person).present(today)
    batch = list(people.select_related("school").order_by("pk")[:size])
    is_newest = (
        Edition.objects.newest().filter(pk=edition.pk).exists()
    )  # else a newer one has its own, or none is to sign
    if not is_newest or not batch:
        announcement.finished_at = now
        announcement.save(update_fields=["finished_at"])
        return None
    told = _tell(edition, batch, now)
    announcement.last_person = batch[-1].pk
    announcement.told += told
    announcement.save(update_fields=["last_person", "told"])
    return told


def _tell(edition: Edition, people: list[Person], now: datetime.datetime) -> int:
    """Write the messages of those of some people whom the edition is for, and keep that they were told."""
    everybody = Everybody(edition.policy.school, timezone.localdate(now), [person.pk for person in people])
    bound = everybody.under(edition.policy_id, edition.policy.minimums())
    told_already = set(
        Message.objects.filter(about=edition.reference, person__in=bound).values_list("person_id", flat=True)
    )
    messages, kept, asked = [], [], []
    for person in people:
        theirs = bound.get(person.pk)
        if theirs is None or person.pk in told_already or _has_signed(theirs, edition):
            continue
        message = _message(edition, person, theirs, now)
        messages.append(message)
        if fate_of(theirs) is not Fate.TOLD:
            asked.append(Reminder(person=person, told=person, policy=edition.policy, step=0, told_at=now,
                                  channel=mail_to(person.email), message=message))  # fmt: skip
        kept.append(
            PersonToldOfEdition(
                subject=person.reference,
                edition=edition.reference,
                edition_number=edition.number or 0,
                must_sign=fate_of(theirs) is not Fate.TOLD,
                last_day=None if fate_of(theirs) is Fate.TOLD else theirs.duty.due_date,
                channel=address_of(person),
            )
        )
    send_many(messages)
    for reminder in asked:
        reminder.message = reminder.message  # it has its key now
    Reminder.objects.bulk_create(asked, batch_size=BATCH)
    record(*kept, school=edition.policy.school, by=None, at=now)
    return len(messages)


def _has_signed(bound: Bound, edition: Edition) -> bool:
    return bound.signature is not None and bound.signature.edition == edition.number


def _message(edition: Edition, person: Person, bound: Bound, now: datetime.datetime) -> Message:
    fate = fate_of(bound)
    is_late = bound.duty.due_date < timezone.localdate(now)
    summary = edition.change_summary.replace("{link}", "").strip()
    goes_to = f"/policies/{edition.policy.public_id}/" if fate is Fate.TOLD else f"/sign/{edition.public_id}/"
    link = {"link_path": goes_to} if fate is Fate.TOLD else way_in(person, goes_to)
    with speaking_to(person):
        by = gettext("by %(day)s") % {"day": date_format(bound.duty.due_date, "j F Y")}
        words = {
            "school": person.school.name,
            "title": edition.title,
            "forename": person.called,
            "by": gettext("as soon as you can") if is_late else by,
            "summary": f"\n{WHAT_CHANGED}\n\n{summary}\n" if summary else "",
            "link_lasts": f"\n{LINK_LASTS}\n" if "ticket_purpose" in link else "",
        }
        subject, text = SUBJECTS[fate].format(**words), TEXTS[fate].format(**words).strip()
    return message_for(
        person,
        about=edition.reference,
        subject=subject,
        text=text,
        **link,
        asks=True,
        asked_by=None,
        at=now,
        due_at=opening(now, person.school.days, timezone.get_current_timezone()),
    )
