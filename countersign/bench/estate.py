"""Row: a material edition published to a million people, and the counts of one school among them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from countersign.agreements import counting
from countersign.agreements.gate import may_pass
from countersign.bench import crowd, foretelling
from countersign.bench.figures import Figure, report
from countersign.bench.timing import milliseconds
from countersign.people.models import Person
from countersign.policies.actions import new_draft, publish
from countersign.policies.models import Policy
from countersign.policies.tests.factories import make_administrator, make_draft, make_school
from countersign.schools.models import School

POLICIES = 5
ASKED = 25  # schools whose counts are asked for, each for the first time


def main(*, is_quick: bool) -> None:
    """Make everybody, publish to them as one school, then count them as many."""
    size, schools = (2_000, 4) if is_quick else (1_000_000, 500)
    school = make_school("Everybody Together")
    with transaction.atomic():
        people = crowd.make_people(school, size)
    crowd.look_over()
    publishing(school, people, rounds=2 if is_quick else 9)
    found = crowd.spread(people, schools)
    crowd.make_policies(found, POLICIES)
    crowd.make_signatures()
    crowd.look_over()
    counts(found, size)
    foretelling.impact(rounds=3 if is_quick else 9)


def publishing(school: School, people: range, *, rounds: int) -> None:
    """Publish one edition after another to everybody, each time making sure that it asks somebody to sign again."""
    head = make_administrator(school)
    today = timezone.localdate()
    details: dict[str, Any] = {"effective_date": today, "review_date": today + timedelta(days=365), "by": head}
    edition = publish(make_draft(school, by=head, audience=["staff"]), is_material=True, change_summary="", **details)
    took, statements, written = [], [], []
    for _ in range(rounds):
        draft = new_draft(edition.policy, by=head)
        with CaptureQueriesContext(connection) as queries:
            publish(draft, is_material=True, change_summary="Passwords are longer.", **details)
        statements.append(len(queries))
        written.append(sum(each["sql"].startswith(("UPDATE", "INSERT", "DELETE")) for each in queries))
        draft = new_draft(edition.policy, by=head)
        longer = partial(publish, draft, is_material=True, change_summary="Longer.", **details)
        took.append(milliseconds(longer))
    somebody = Person.objects.select_related("school").get(pk=people[len(people) // 2])
    if may_pass(somebody, today) or Policy.objects.get(pk=edition.policy.pk).min_edition != 2 * rounds + 1:
        raise AssertionError("The new edition asks nobody to sign it.")
    note = f"{max(statements)} statements, {max(written)} of them writing, whatever the number of people"
    report(
        Figure(
            "estate",
            f"publish a material edition to {len(people):,} people",
            sorted(took)[rounds // 2],
            "ms",
            10,
            note=note,
        )
    )


def counts(schools: list[School], size: int) -> None:
    """Ask for the counts of some schools, and for the first page of who is due, each school once."""
    today = timezone.localdate()
    asked = schools[:: max(1, len(schools) // ASKED)]
    for school in asked[:2]:  # the statements are prepared
        counting.progress(school, today)
        counting.due(school, today)
    found = counting.progress(asked[0], today)
    if len(found) != POLICIES or {each.bound for each in found} != {size // len(schools)}:
        raise AssertionError(f"Not everybody was counted: {found}")
    of = f"of a school among {size:,} people x {POLICIES} policies"
    report(
        Figure(
            "estate",
            f"completion counts {of}",
            middle(counting.progress, asked),
            "ms",
            5,
            note=f"{size // len(schools):,} people in the school; how many stand where under each policy, exactly",
        ),
        Figure("estate", f"the first 50 who are due {of}", middle(counting.due, asked), "ms", 2, note="by name"),
    )


def middle(question: Callable[..., object], schools: list[School]) -> float:
    """Return the median milliseconds of a question about each of some schools."""
    today = timezone.localdate()
    took = sorted(milliseconds(partial(question, school, today)) for school in schools)
    return took[len(took) // 2]
