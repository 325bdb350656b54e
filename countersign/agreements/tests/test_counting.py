"""A school's counts, and who is due, say of everybody what their own page says."""

import datetime
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from countersign.agreements.counting import by_kind, due, missing, progress
from countersign.agreements.duties import State
from countersign.agreements.everybody import Everybody
from countersign.agreements.models import Latest
from countersign.agreements.overview import standings
from countersign.agreements.tests import factories as make
from countersign.people.models import Person, Role
from countersign.policies.models import Policy
from countersign.schools.days import SchoolDays
from countersign.schools.models import School
from countersign.schools.tests.calendars import calendars

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAYS = st.integers(-40, 40)
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "kinds": st.lists(
                st.sampled_from(["staff", "staff-supply", "governors", "parents", "visitors"]), max_size=3, unique=True
            ),
            "since": st.integers(-60, 500) | st.integers(0, 60),  # days ago
            "until": st.none() | st.integers(-20, 20),  # days from now
            "signed": st.lists(
                st.none() | st.tuples(st.integers(0, 500) | st.integers(320, 390), st.integers(1, 3)),
                min_size=2,
                max_size=2,
            ),
        }
    ),
    max_size=6,
)


OWN = st.dictionaries(
    st.tuples(st.integers(0, 1), st.sampled_from(["staff", "staff-supply", "governors", "parents"])),
    st.tuples(st.integers(1, 3), DAYS),
    max_size=4,
)


def make_policies(school: School, head: Person) -> list[Policy]:
    everybody = make.make_edition(school, head, audience=["staff", "governors"], asks=[])
    parents = make.make_edition(school, head, audience=["parents", "governors"], asks=[])
    return [everybody.policy, parents.policy]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=PEOPLE,
    lowest=st.integers(1, 3),
    due_in=DAYS,
    renewal=st.none() | st.tuples(st.integers(1, 12), st.integers(1, 31)),
    own=OWN,
    school_days=calendars(around=TODAY),
    days_to_sign=st.integers(0, 30),
)
def test_counts_and_everybodys_own_page_agree(
    people: list[dict[str, Any]],
    lowest: int,
    due_in: int,
    renewal: tuple[int, int] | None,
    own: dict[tuple[int, str], tuple[int, int]],
    school_days: SchoolDays,
    days_to_sign: int,
) -> None:
    school, head = make.make_headed_school()
    school.renewal_month, school.renewal_day = renewal or (None, None)
    school.calendar, school.days_to_sign = school_days.calendar, days_to_sign
    school.save()
    policies = make_policies(school, head)
    today = timezone.localdate()
    Policy.objects.filter(school=school).update(
        min_edition=lowest, min_edition_due_date=today + datetime.timedelta(days=due_in)
    )
    for (place, kind), (edition_number, days) in own.items():
        policies[place].audience_rows.filter(kind=kind).update(
            min_edition=edition_number, min_edition_due_date=today + datetime.timedelta(days=days)
        )
    for number, told in enumerate(people):
        come(school, policies, number, today, **told)
    everybody = list(Person.objects.filter(school=school).by_name())
    everybody_here = Everybody(school, today)
    expected: dict[int, Counter[State]] = {policy.pk: Counter() for policy in policies}
    for person in everybody:
        for standing in standings(person, today):
            expected[standing.edition.policy_id][standing.duty.state] += 1
            bound = everybody_here.under(standing.edition.policy_id, standing.edition.policy.minimums())[person.pk]
            assert bound.duty == standing.duty

    found = {
        each.policy: Counter({state: n for state, n in each.people.items() if n}) for each in progress(school, today)
    }

    assert found == expected
    asked = [person.pk for person in everybody if any(each.duty.asks for each in standings(person, today))]
    assert due(school, today) == asked
    assert missing(school, today) == len(asked)


def come(
    school: School, policies: list[Policy], number: int, today: datetime.date, *, kinds: list[str], since: int,
    until: int | None, signed: list[tuple[int, int] | None],
) -> None:  # fmt: skip
    """Let somebody be at the school, with each role from a week later than the one before, and have signed."""
    person = Person.objects.create(school=school, forename=f"Person {number}", surname="Vale")
    for place, kind in enumerate(kinds):
        starts = today - datetime.timedelta(days=since + 7 * place)
        ends = None if until is None else max(starts, today + datetime.timedelta(days=until))
        Role.objects.create(person=person, kind=kind, from_date=starts, to_date=ends)
    noon = timezone.make_aware(datetime.datetime.combine(today, datetime.time(12)))
    for policy, signature in zip(policies, signed, strict=True):
        if signature:
            days_ago, edition = signature
            Latest.objects.create(
                person=person, policy=policy, school=school, edition_number=edition,
                signed_at=noon - datetime.timedelta(days=days_ago),
            )  # fmt: skip


def test_counting_takes_the_same_few_statements_however_many_there_are(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    school, head = make.make_headed_school()
    make_policies(school, head)
    for number in range(5):
        make.make_signer(school, f"Signer {number}")
    today = timezone.localdate()

    with django_assert_num_queries(3):
        progress(school, today)
    with django_assert_num_queries(2):
        due(school, today)


def test_who_is_due_comes_a_page_at_a_time() -> None:
    school, head = make.make_headed_school()
    make_policies(school, head)
    for number in range(5):
        make.make_signer(school, f"Signer {number}", "Ash")
    today = timezone.localdate()
    everybody = due(school, today)
    third = Person.objects.get(pk=everybody[2])

    after_third = due(school, today, limit=2, after=(third.surname, third.forename, third.pk))

    assert due(school, today, limit=3) == everybody[:3]
    assert after_third == everybody[3:5]


def test_another_schools_people_are_not_counted() -> None:
    school, head = make.make_headed_school()
    make_policies(school, head)
    other, other_head = make.make_headed_school("Corran Academy")
    make_policies(other, other_head)
    make.make_signer(other)

    assert [each.bound for each in progress(school, timezone.localdate())] == [1, 0]


def test_of_each_kind_of_people_those_are_counted_of_whom_something_is_asked() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head, audience=["staff", "governors"])
    make.sign(head, edition)
    for number in range(3):
        make.make_signer(school, f"Signer {number}")
    make.make_signer(school, "Gwen", kind="governors")
    make.make_signer(school, "Vic", kind="visitors")

    assert by_kind(school, timezone.localdate()) == {"staff": (4, 3), "governors": (1, 1)}
