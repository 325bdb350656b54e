"""Meetings of governors that approved a draft, recorded from their minutes."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from countersign.ledger.actions import record
from countersign.people.models import Person
from countersign.policies.actions.approving import shown_state
from countersign.policies.actions.drafts import read_again, require_open
from countersign.policies.events import MeetingRecorded, MeetingTakenBack
from countersign.policies.models import Edition, Meeting, Presence
from countersign.policies.permissions import can_record_meeting
from countersign.policies.wording import clean
from countersign.refusals import Refused, require
from countersign.words import later as _


class NotHeldYet(Refused):
    """A meeting in the future."""

    message = _("The meeting is still to come. Record it when it was held.")


class NoMinute(Refused):
    """A meeting nobody could look up."""

    message = _("Enter the reference of the minute, like 26/11.4.")


class NoQuorum(Refused):
    """A meeting with too few of those who must approve."""


class MeetingRecordedAlready(Refused):
    """A second meeting for the same words."""

    message = _("A meeting that approved these words is recorded already. Take it back first, if it is wrong.")


@transaction.atomic
def record_meeting(
    edition: Edition, *, content_sha256: str, held_date: date, minute: str, present: Iterable[Person], by: Person
) -> Meeting:
    """Record from the minutes that a meeting approved a draft exactly as it was shown, and who was there."""
    edition = read_again(edition)
    policy, now = edition.policy, timezone.now()
    require(can_record_meeting(by, policy.school, timezone.localdate(now)))
    require_open(edition)
    state = shown_state(edition, content_sha256)
    minute = " ".join(clean(minute).split())[:60]
    if not minute:
        raise NoMinute
    if held_date > timezone.localdate(now):
        raise NotHeldYet
    named = {each.person.pk: each.person for each in state.answers}
    there = {person.pk: named[person.pk] for person in present if person.pk in named}
    if state.meeting is not None:
        same = (state.meeting.held_date, state.meeting.minute) == (held_date, minute)
        if same and {each.person.pk for each in state.present} == set(there):
            return state.meeting
        raise MeetingRecordedAlready
    if len(there) < state.quorum:
        words = ngettext(
            "%(count)s of those who approve this policy was there, and %(quorum)s must be. Tick everybody who was, or"
            " have it approved one by one.",
            "%(count)s of those who approve this policy were there, and %(quorum)s must be. Tick everybody who was, or"
            " have it approved one by one.",
            len(there),
        )
        raise NoQuorum(words % {"count": len(there), "quorum": state.quorum})
    meeting = Meeting.objects.create(
        edition=edition,
        content_sha256=content_sha256,
        held_date=held_date,
        minute=minute,
        recorded_at=now,
        recorded_by=by,
    )
    Presence.objects.bulk_create(Presence(meeting=meeting, person=there[pk]) for pk in sorted(there))
    recorded = MeetingRecorded(
        subject=edition.reference,
        content=content_sha256,
        held_date=held_date,
        minute=minute,
        present=sorted(person.reference for person in there.values()),
    )
    record(recorded, school=policy.school, by=by, at=now)
    return meeting


@transaction.atomic
def take_back_meeting(edition: Edition, *, by: Person) -> None:
    """Take back a meeting that was recorded wrongly, as long as the draft is not published."""
    edition = read_again(edition)
    now = timezone.now()
    require(can_record_meeting(by, edition.policy.school, timezone.localdate(now)))
    require_open(edition)
    events = []
    for meeting in edition.meetings.filter(taken_back_at=None).order_by("pk"):
        meeting.taken_back_at, meeting.taken_back_by = now, by
        meeting.save(update_fields=["taken_back_at", "taken_back_by"])
        events.append(
            MeetingTakenBack(subject=edition.reference, content=meeting.content_sha256, minute=meeting.minute)
        )
    record(*events, school=edition.policy.school, by=by, at=now)
