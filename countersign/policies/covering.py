"""The cover block of an edition, as agreements print it: last and next review, by whom approved, and their names."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from countersign.policies import clocks
from countersign.policies.approvals import printed
from countersign.policies.fingerprint import words_sha256
from countersign.policies.models import Edition, Meeting
from countersign.policies.reviews import last_closed, reviewed_on


@dataclass(frozen=True)
class Signed:
    """One governor who approved an edition: the name as signed, and when."""

    name: str
    approved_date: date
    was_at_meeting: bool = False


@dataclass(frozen=True)
class Cover:
    """What stands on the cover of an edition."""

    last_reviewed: str  # in words, in its precision
    next_review: date | None
    approved_by: str  # in one line, as it is kept with the edition
    approved_date: date | None
    minute: str
    meeting_date: date | None
    signed: tuple[Signed, ...]


def cover_of(edition: Edition) -> Cover:
    """Return the cover block of a published edition. Records, pages and PDF print the same."""
    last = last_closed(edition)
    reviewed = reviewed_on(edition, last)
    meeting, signed = _approvals(edition)
    return Cover(
        last_reviewed=clocks.in_words(reviewed) if reviewed else "",
        next_review=last.next_date if last else edition.review_date,
        approved_by=edition.approved_by,
        approved_date=edition.approved_date,
        minute=meeting.minute if meeting else "",
        meeting_date=meeting.held_date if meeting else None,
        signed=signed,
    )


def _approvals(edition: Edition) -> tuple[Meeting | None, tuple[Signed, ...]]:
    """Return the meeting and the signatures that approved exactly this edition's words."""
    approvals = list(edition.approvals.filter(taken_back_at=None, approved_at__isnull=False).order_by("approved_at"))
    meetings = list(edition.meetings.filter(taken_back_at=None))
    if not approvals and not meetings:
        return None, ()
    content = words_sha256(edition)
    meeting = next((each for each in meetings if each.content_sha256 == content), None)
    signed = [
        Signed(each.signed_name, timezone.localdate(each.approved_at))
        for each in approvals
        if each.content_sha256 == content and each.approved_at
    ]
    own = {each.person_id for each in approvals if each.content_sha256 == content}
    if meeting:
        present = meeting.presences.exclude(person__in=own).select_related("person").order_by("person__surname", "pk")
        signed += [Signed(printed(each.person), meeting.held_date, was_at_meeting=True) for each in present]
    return meeting, tuple(signed)
