"""Which editions of the policies it leans on were in force when an edition was signed, and whether they were opened."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from countersign.agreements.models import LinkedPolicyOpened
from countersign.agreements.required import Item
from countersign.policies.models import Edition, LinkedPolicy
from countersign.policies.requirements import leaning_of
from countersign.prepared import Prepared

IN_FORCE = Edition.objects.published().filter(policy=OuterRef("policy"), policy__withdrawn_at=None).order_by("-number")

# What a signature asks, where the edition names other policies.
LINKS: Prepared[Any] = Prepared(
    lambda edition, reading: (
        LinkedPolicy.objects.filter(edition=edition)
        .select_related("policy")
        .only("named", "policy__title", "policy__public_id", "policy__web_address")
        .annotate(
            in_force=Subquery(IN_FORCE.values("number")[:1]),
            content_sha256=Subquery(IN_FORCE.values("content_sha256")[:1]),
            opened_at=Subquery(
                LinkedPolicyOpened.objects.filter(reading=reading, policy=OuterRef("policy")).values("opened_at")[:1]
            ),
        )
        .order_by("position", "pk")
    )
)


@dataclass(frozen=True)
class Linked:
    """A policy that an edition names, as it was when somebody signed: the edition in force, or where it is kept."""

    policy: str
    named: str
    title: str
    edition: int | None = None  # none: not in the library
    sha256: str = ""
    web_address: str = ""
    opened_at: datetime.datetime | None = None

    def as_json(self) -> dict[str, str]:
        """Return the plain form that is kept and hashed: without what there is nothing to say of."""
        plain = {
            "policy": self.policy,
            "named": self.named,
            "edition": str(self.edition or ""),
            "sha256": self.sha256,
            "web_address": self.web_address,
            "opened_at": self.opened_at.isoformat() if self.opened_at else "",
        }
        return {name: value for name, value in plain.items() if value}


def linked_now(edition: Edition, reading: int) -> tuple[Linked, ...]:
    """Return the policies that an edition names as they are now, with what was opened in a reading of it."""
    if not leaning_of(edition).has_links:
        return ()
    return tuple(
        Linked(
            policy=row.policy.reference,
            named=row.named,
            title=row.policy.title,
            edition=row.in_force,
            sha256=row.content_sha256 or "",
            web_address="" if row.in_force else row.policy.web_address,
            opened_at=row.opened_at,
        )
        for row in LINKS.all(edition.pk, reading)
    )


def required_as_json(items: Sequence[Item]) -> list[dict[str, str]]:
    """Return what was required and read, in the plain form that is kept and hashed."""
    found = []
    for each in items:
        plain = {
            "policy": each.policy.reference,
            "named": each.title,
            "edition": str(each.read_number or ""),
            "read_at": each.read_at.isoformat() if each.read_at else "",
        }
        found.append({name: value for name, value in plain.items() if value})
    return found
