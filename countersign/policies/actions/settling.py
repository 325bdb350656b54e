"""Settling the doubts about a draft, each with one press."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from countersign.people.models import Person
from countersign.policies.actions.editing import details_of, open_draft
from countersign.policies.earlier import Did, remember, remember_details
from countersign.policies.models import Doubt, Edition, Part


@transaction.atomic
def settle(doubt: Doubt, *, answer: int, by: Person) -> Doubt:
    """Settle a doubt by one of its answers; a second press changes nothing."""
    edition = open_draft(Edition(pk=doubt.edition_id), by)
    doubt = Doubt.objects.get(pk=doubt.pk, edition=edition)
    if doubt.settled_at is not None:
        return doubt
    answers = doubt.answers or [{"label": "Looked at", "sets": {}}]
    chosen = answers[answer] if 0 <= answer < len(answers) else answers[0]
    apply(chosen["sets"], doubt, edition, by)
    doubt.settled_at, doubt.settled_by, doubt.settled_as = timezone.now(), by, chosen["label"][:100]
    doubt.save(update_fields=["settled_at", "settled_by", "settled_as"])
    return doubt


def apply(sets: dict[str, Any], doubt: Doubt, edition: Edition, by: Person) -> None:
    """Do what an answer says: set a detail of the draft, or put words back into a part."""
    details = {name: value for name, value in sets.items() if name in ("title", "last_reviewed", "next_review")}
    if details:
        remember_details(edition, Did.CHANGED, details_of(edition), by=by)
        for name, value in details.items():
            setattr(edition, name, value)
        edition.revision += 1
        edition.save(update_fields=[*details, "revision"])
    if (words := sets.get("words")) and doubt.part_id:
        part = Part.objects.get(pk=doubt.part_id, edition=edition)
        remember(part, Did.CHANGED, by=by)
        for slot, name in words:
            part.text, part.lead_in = part.text.replace(slot, name), part.lead_in.replace(slot, name)
            part.children = [restored(child, slot, name) for child in part.children]
        part.revision += 1
        part.save()


def restored(child: dict[str, Any], slot: str, name: str) -> dict[str, Any]:
    """Return a point with a name where the post was."""
    new = {**child, "text": child["text"].replace(slot, name)}
    if child.get("children"):
        new["children"] = [restored(each, slot, name) for each in child["children"]]
    return new


@transaction.atomic
def open_again(doubt: Doubt, *, by: Person) -> None:
    """Ask a doubt again that was settled by mistake. What its answer changed stays changed."""
    edition = open_draft(Edition(pk=doubt.edition_id), by)
    Doubt.objects.filter(pk=doubt.pk, edition=edition).update(settled_at=None, settled_by=None, settled_as="")
