"""The gate: one query that agrees with what each person is told."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from countersign.agreements.decisions import refuse
from countersign.agreements.duties import State
from countersign.agreements.gate import may_pass
from countersign.agreements.models import Latest, Status
from countersign.agreements.overview import standings
from countersign.agreements.tests import factories as make
from countersign.people.models import Holding, Role
from countersign.policies.models import Policy
from countersign.schools.days import SchoolDays, TermDates
from countersign.schools.models import School
from countersign.schools.tests.calendars import calendars
from countersign.setup.term_dates import set_closure, set_term

pytestmark = pytest.mark.django_db


def test_the_gate_closes_before_signing_and_opens_after() -> None:
    school, head = make.make_headed_school()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    today = timezone.localdate()

    assert not may_pass(person, today)
    make.sign(person, edition)
    assert may_pass(person, today)


def test_whoever_no_policy_binds_passes() -> None:
    school, head = make.make_headed_school()
    make.make_edition(school, head)

    assert may_pass(make.make_signer(school, kind="visitors"), timezone.localdate())


def test_the_gate_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    school, head = make.make_headed_school()
    make.make_edition(school, head)
    person = make.make_signer(school)

    with django_assert_num_queries(1):
        may_pass(person, timezone.localdate())


def test_the_gate_is_one_query_also_where_term_dates_and_a_yearly_day_decide(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    school, head = make.make_headed_school()
    today, week = timezone.localdate(), datetime.timedelta(days=7)
    set_term(school, TermDates(today - 12 * week, today + 2 * week), by=head)
    set_closure(school, first=today - week, last=today - week, is_inset=False, name="", by=head)
    School.objects.filter(pk=school.pk).update(renewal_month=today.month, renewal_day=1)
    make.make_edition(school, head)
    person = make.make_signer(school)
    person = type(person).objects.select_related("school").get(pk=person.pk)

    assert person.school.days.terms
    with django_assert_num_queries(1):
        may_pass(person, today)


@pytest.mark.parametrize("status", [Status.RETURNED, Status.REFUSED])
def test_a_signature_the_school_gave_back_opens_nothing(status: Status) -> None:
    agreement = make.make_agreement(status)

    assert not may_pass(agreement.person, timezone.localdate())


def test_after_a_refusal_the_signature_before_counts_again() -> None:
    first = make.make_agreement(Status.IN_FORCE)
    head = Holding.objects.get(post__code="headteacher").person
    again = make.sign(first.person, first.edition)
    refuse(again, by=head, capacity="Headteacher", reason="No.")

    assert may_pass(first.person, timezone.localdate())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    signed_days_ago=st.integers(0, 500),
    signed_number=st.integers(1, 3),
    lowest=st.integers(1, 3),
    due_in=st.integers(-40, 40),
    renewal=st.none() | st.tuples(st.integers(1, 12), st.integers(1, 31)),
    own=st.dictionaries(
        st.sampled_from(["staff", "governors"]), st.tuples(st.integers(1, 3), st.integers(-40, 40)), max_size=2
    ),
    school_days=calendars(around=timezone.localdate()),
    days_to_sign=st.integers(0, 30),
)
def test_the_gate_and_the_persons_own_page_agree(
    signed_days_ago: int,
    signed_number: int,
    lowest: int,
    due_in: int,
    renewal: tuple[int, int] | None,
    own: dict[str, tuple[int, int]],
    school_days: SchoolDays,
    days_to_sign: int,
) -> None:
    school, head = make.make_headed_school()
    school.renewal_month, school.renewal_day = renewal or (None, None)
    school.calendar, school.days_to_sign = school_days.calendar, days_to_sign
    school.save()
    edition = make.make_edition(school, head)
    person = make.make_signer(school)
    Role.objects.filter(person=person).update(from_date=datetime.date(2015, 1, 1))
    Role.objects.create(person=person, kind="governors", from_date=datetime.date(2016, 1, 1))
    make.sign(person, edition)
    today = timezone.localdate()
    noon = timezone.make_aware(datetime.datetime.combine(today, datetime.time(12)))
    Latest.objects.filter(person=person).update(
        signed_at=noon - datetime.timedelta(days=signed_days_ago), edition_number=signed_number
    )
    Policy.objects.filter(pk=edition.policy_id).update(
        min_edition=lowest, min_edition_due_date=today + datetime.timedelta(days=due_in)
    )
    for kind, (edition_number, days) in own.items():
        edition.policy.audience_rows.filter(kind=kind).update(
            min_edition=edition_number, min_edition_due_date=today + datetime.timedelta(days=days)
        )
    person.refresh_from_db()

    [standing] = standings(person, today)

    assert may_pass(person, today) == (standing.duty.state in (State.CURRENT, State.DUE))
