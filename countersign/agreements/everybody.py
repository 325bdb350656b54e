"""
Where everybody of a school stands under its policies: `overview.standings` of thousands at once.

Read in a few statements, worked out by `duties`. Access asks it what is late, the impact page asks it what would be.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone

from countersign.agreements.duties import Duty, duty, strictest
from countersign.agreements.models import Latest
from countersign.agreements.rules import rule_of
from countersign.people.models import Person, Role
from countersign.policies.minimums import Minimum
from countersign.policies.models import PolicyAudience
from countersign.schools.models import School

Policies = dict[int, tuple[str, dict[str, Minimum]]]
"""By policy its reference, and which signatures still count for each kind of people."""


class Signature(NamedTuple):
    """The newest signature of somebody under a policy."""

    edition: int
    date: datetime.date


@dataclass(frozen=True)
class Bound:
    """What a policy asks of one person: the duty, the kind of role that asks the most, and what was signed."""

    duty: Duty
    kind: str
    signature: Signature | None
    counts: bool  # whether the signature is of an edition that still counts for each of the roles


class Everybody:
    """The roles and the signatures of a school's people on a day, or of some of them, read once."""

    def __init__(self, school: School, today: datetime.date, people: Collection[int] | None = None) -> None:
        self.school, self.today, self.rule = school, today, rule_of(school)
        self._only = {} if people is None else {"person__in": people}

    @cached_property
    def roles(self) -> dict[int, list[tuple[str, datetime.date]]]:
        """What each person is today, and since when: the oldest role first."""
        found: defaultdict[int, list[tuple[str, datetime.date]]] = defaultdict(list)
        held = Role.objects.filter(Role.on(self.today), person__school=self.school, **self._only)
        for person, kind, since in held.order_by("from_date", "pk").values_list("person_id", "kind", "from_date"):
            found[person].append((kind, since))
        return dict(found)

    @cached_property
    def signatures(self) -> dict[int, dict[int, Signature]]:
        """The newest signature of each person, policy by policy."""
        found: defaultdict[int, dict[int, Signature]] = defaultdict(dict)
        zone = timezone.get_current_timezone()
        rows = Latest.objects.filter(school=self.school, **self._only)
        for policy, person, edition, at in rows.values_list("policy_id", "person_id", "edition_number", "signed_at"):
            found[policy][person] = Signature(edition, at.astimezone(zone).date())
        return dict(found)

    def under(self, policy: int, minimums: Mapping[str, Minimum]) -> dict[int, Bound]:
        """Return how a policy binds each person, if these are the signatures that still count."""
        signatures = self.signatures.get(policy, {})
        known: dict[object, Bound] = {}
        found = {}
        for person, roles in self.roles.items():
            held = tuple(role for role in roles if role[0] in minimums)
            if held:
                signature = signatures.get(person)
                # Since when only matters to those who have not signed.
                alike = (held, None) if signature is None else (tuple(kind for kind, _ in held), signature)
                if alike not in known:
                    known[alike] = self._bound(held, signature, minimums)
                found[person] = known[alike]
        return found

    def last_days(self, policies: Policies) -> dict[int, dict[str, datetime.date]]:
        """Return by which day each person is to sign each of some policies that bind them."""
        found: defaultdict[int, dict[str, datetime.date]] = defaultdict(dict)
        for policy, (reference, minimums) in policies.items():
            for person, bound in self.under(policy, minimums).items():
                found[person][reference] = bound.duty.due_date
        return dict(found)

    def _bound(
        self,
        held: Iterable[tuple[str, datetime.date]],
        signature: Signature | None,
        minimums: Mapping[str, Minimum],
    ) -> Bound:
        asked = [
            (
                duty(
                    self.today,
                    self.rule,
                    min_edition=minimums[kind].edition,
                    min_edition_due=minimums[kind].due_date or self.today,
                    bound_since=since,
                    signed_edition=signature.edition if signature else None,
                    signed_date=signature.date if signature else None,
                ),
                kind,
            )
            for kind, since in held
        ]
        strict = strictest(each for each, _ in asked)
        counts = signature is not None and all(signature.edition >= minimums[kind].edition for _, kind in asked)
        return Bound(strict, next(kind for each, kind in asked if each == strict), signature, counts)


def minimums_of(school: School) -> Policies:
    """Return of each policy in force its reference, and which signatures still count for each kind of people."""
    rows = PolicyAudience.objects.filter(
        policy__school=school, policy__is_signed=True, policy__withdrawn_at=None, policy__min_edition__gt=0
    )
    found: Policies = {}
    for row in rows.select_related("policy").order_by("policy", "pk"):
        found.setdefault(row.policy_id, (row.policy.reference, {}))[1][row.kind] = row.minimum
    return found


def last_days(school: School, today: datetime.date, only: Person | None = None) -> dict[int, dict[str, datetime.date]]:
    """Return by which day each person is to sign each policy that binds them today: what access asks."""
    return Everybody(school, today, None if only is None else [only.pk]).last_days(minimums_of(school))
