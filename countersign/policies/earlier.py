"""What parts of a draft said before: kept at every change, so that nothing that was typed is ever lost."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from countersign.people.models import Person
from countersign.policies.models import EarlierText, Edition, Part
from countersign.policies.typed import Details, Words

SAID = ("text", "kind", "number", "lead_in", "children", "roles", "topics")
"""What of a part its history keeps."""

Did = EarlierText.Did


def said_of(part: Part | Words) -> dict[str, Any]:
    """Return what a part says, as its history keeps it."""
    return {name: getattr(part, name) for name in SAID}


def remember(part: Part, did: Did, *, by: Person, said: dict[str, Any] | None = None) -> None:
    """Keep what a part says before it is changed."""
    EarlierText.objects.create(
        edition_id=part.edition_id,
        part=part,
        did=did,
        said=said_of(part) if said is None else said,
        revision=part.revision,
        changed_at=timezone.now(),
        changed_by=by,
    )


def remember_details(edition: Edition, did: Did, details: Details, *, by: Person) -> None:
    """Keep the details of a draft, as they were before they are changed or as somebody typed them."""
    said = asdict(details)
    said["approved_date"] = details.approved_date and details.approved_date.isoformat()
    EarlierText.objects.create(
        edition=edition, did=did, said=said, revision=edition.revision, changed_at=timezone.now(), changed_by=by
    )


def began_with(part: Part, revision: int) -> dict[str, Any] | None:
    """Return what a part said at a revision, if it has been changed since."""
    found = part.earlier_texts.filter(revision=revision).exclude(did__in=(Did.PUT_ASIDE, Did.MOVED, Did.ADDED))
    earliest = found.order_by("pk").first()
    return earliest.said if earliest else None


def last_change(earlier: Iterable[EarlierText]) -> tuple[Person, datetime] | None:
    """Return who changed it last, and when."""
    found = next((each for each in earlier if each.did != Did.PUT_ASIDE), None)
    return (found.changed_by, found.changed_at) if found else None
