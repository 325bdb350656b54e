"""Bringing back what a draft said before, and putting one's own words aside for somebody else's."""

from datetime import date

from django.db import transaction

from countersign.people.models import Person
from countersign.policies.actions.editing import change_details, open_draft, open_part, write
from countersign.policies.earlier import Did, remember, remember_details, said_of
from countersign.policies.models import EarlierText, Edition, Part
from countersign.policies.ordering import renumber, siblings
from countersign.policies.typed import Details, Words
from countersign.refusals import Refused
from countersign.words import later as _


class NothingSaid(Refused):
    """A moment in the history that has no words to bring back."""

    message = _("There are no words to bring back here.")


@transaction.atomic
def bring_back(earlier: EarlierText, *, revision: int, by: Person) -> Part:
    """Let a part say what it said before. What it says now stays in its history."""
    if earlier.part is None or not earlier.said:
        raise NothingSaid
    part = open_part(earlier.part, by, revision)
    remember(part, Did.BROUGHT_BACK, by=by)
    was_out, part.removed_at = part.removed_at is not None, None
    write(part, Words(**earlier.said).checked())
    if was_out:
        renumber(siblings(part))
    return part


@transaction.atomic
def bring_details_back(earlier: EarlierText, *, revision: int, by: Person) -> Edition:
    """Let the details of a draft be what they were before."""
    if earlier.part_id is not None or not earlier.said:
        raise NothingSaid
    said = dict(earlier.said)
    day = said.pop("approved_date")
    details = Details(**said, approved_date=date.fromisoformat(day) if day else None)
    return change_details(Edition(pk=earlier.edition_id), details, revision=revision, by=by)


@transaction.atomic
def put_aside(part: Part, words: Words, *, by: Person) -> None:
    """Keep what somebody else saved. One's own words go into the history, from where they can be brought back."""
    part = open_part(part, by)
    words = words.checked()
    if said_of(words) != said_of(part):
        remember(part, Did.PUT_ASIDE, by=by, said=said_of(words))


@transaction.atomic
def put_details_aside(edition: Edition, details: Details, *, by: Person) -> None:
    """Keep the details that somebody else saved, one's own in the history."""
    edition = open_draft(edition, by)
    remember_details(edition, Did.PUT_ASIDE, details, by=by)
