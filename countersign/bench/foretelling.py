"""Part of the row `estate`: what a draft will mean to each of 3,000 people, counted while somebody opens a page."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from countersign.access.catalogue import begin
from countersign.access.models import Grant, Permission, Standing
from countersign.agreements.impact import impact_of
from countersign.agreements.models import Latest
from countersign.bench.figures import Figure, report
from countersign.bench.timing import milliseconds
from countersign.people.models import Person, Role
from countersign.policies.actions import new_draft, publish
from countersign.policies.impact import Fate
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_administrator, make_draft, make_school

PEOPLE = 3_000
HAVE_SIGNED, ARE_GIVEN_SOMETHING, HAVE_TWO_ROLES = 95, 20, 10  # of each hundred


def impact(*, rounds: int) -> None:
    """Ask for the impact of a draft on a school whose people differ in when they came, signed and were given what."""
    today = timezone.localdate()
    school = make_school("Fernhill Federation")
    head = make_administrator(school)
    made = Person.objects.bulk_create(
        Person(school=school, forename="Number", surname=str(number)) for number in range(PEOPLE)
    )
    people = [person.pk for person in made]
    Role.objects.bulk_create(
        Role(person_id=person, kind=kind, from_date=today - timedelta(days=person % 900))
        for person in people
        for kind in ("staff", "governors")[: 1 + (person % 100 < HAVE_TWO_ROLES)]
    )
    begin(school, at=timezone.now())
    details: dict[str, Any] = {"effective_date": today, "review_date": today + timedelta(days=365), "by": head}
    draft = make_draft(school, by=head, audience=["staff", "governors", "parents"])
    edition = publish(draft, is_material=True, change_summary="", **details)
    other = publish(make_draft(school, by=head, audience=["staff"]), is_material=True, change_summary="", **details)
    for each in (edition, other):
        let_sign(people, each, head.pk)
    remote = Permission.objects.get(school=school, code="remote-access")
    Grant.objects.bulk_create(
        Grant(
            person_id=person, permission=remote, granted_by=head, granted_at=timezone.now(), decision_reference="",
            until_date=today + timedelta(days=person % 365),
        )
        for person in people
        if person % 100 < ARE_GIVEN_SOMETHING
    )  # fmt: skip
    draft = Edition.objects.select_related("policy__school").get(pk=new_draft(edition.policy, by=head).pk)
    look = partial(impact_of, draft, effective_date=today, told_only=["governors"], today=today)
    found = look()
    if found.count(Fate.AGAIN) + found.count(Fate.FIRST) + found.count(Fate.TOLD) != PEOPLE + 1 or not found.brought:
        raise AssertionError(f"Not everybody was counted: {found.title}")
    took = sorted(milliseconds(look) for _ in range(rounds))
    what = f"what a draft will mean to {PEOPLE:,} people, and what lapses when"
    report(Figure("estate", what, took[rounds // 2], "ms", 300, note="equal to what then happens: a property test"))


def let_sign(people: list[int], edition: Edition, head: int) -> None:
    """Let most people sign an edition, each on some day of the last year, and be countersigned."""
    now = timezone.now()
    signers = [person for person in people if person % 100 < HAVE_SIGNED]
    Latest.objects.bulk_create(
        Latest(
            person_id=person, policy=edition.policy, school=edition.policy.school, edition_number=1,
            signed_at=now - timedelta(days=person % 330, seconds=person),
        )
        for person in signers
    )  # fmt: skip
    Standing.objects.bulk_create(
        Standing(
            person_id=person, policy_reference=edition.policy.reference, signed_at=now, edition_number=1,
            countersigned_at=now, countersigned_by_id=head, decision_reference=f"agreement:{person}", told_at=now,
        )
        for person in signers
    )  # fmt: skip
