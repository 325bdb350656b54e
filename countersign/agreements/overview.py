"""Where one person stands under each policy that binds them."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from countersign.agreements.duties import Duty, duty, strictest
from countersign.agreements.models import Agreement, Latest, Status
from countersign.agreements.rules import rule_of
from countersign.people.models import Person
from countersign.policies.models import Edition


@dataclass(frozen=True)
class Standing:
    """A policy that binds a person: the edition to sign, the duty, and the agreement that counts or waits."""

    edition: Edition
    duty: Duty
    agreement: Agreement | None

    @property
    def is_to_sign(self) -> bool:
        """Whether the person has something to do now."""
        if self.agreement is None or not self.agreement.signed_at:
            return True
        lies_with_the_school = self.agreement.status in (Status.SIGNED, Status.REFUSED)
        if lies_with_the_school and self.agreement.edition_id == self.edition.pk:
            return False
        return self.duty.asks


def standings(person: Person, today: datetime.date) -> list[Standing]:
    """Return where a person stands under each policy that binds them, what is to be signed first."""
    roles = person.roles_on(today)
    if not roles:
        return []
    editions = (
        Edition.objects.newest()
        .filter(policy__school=person.school_id, policy__is_signed=True)
        .select_related("policy")
        .prefetch_related("policy__audience_rows")
        .order_by("pk")
    )
    latest = {row.policy_id: row for row in Latest.objects.filter(person=person)}
    newest: dict[int, Agreement] = {}
    for agreement in Agreement.objects.filter(person=person).order_by("pk"):
        newest[agreement.policy_id] = agreement
    rule = rule_of(person.school)
    found = []
    for edition in editions:
        minimums = edition.policy.minimums()
        signed = latest.get(edition.policy_id)
        duties = [
            duty(
                today,
                rule,
                min_edition=minimums[role.kind].edition,
                min_edition_due=minimums[role.kind].due_date or edition.effective_date or today,
                bound_since=role.from_date,
                signed_edition=signed.edition_number if signed else None,
                signed_date=timezone.localdate(signed.signed_at) if signed else None,
            )
            for role in roles
            if role.kind in minimums
        ]
        if duties:
            found.append(Standing(edition, strictest(duties), newest.get(edition.policy_id)))
    return sorted(found, key=lambda each: not each.is_to_sign)
