"""A prepared question finds what its queryset finds, whatever is asked for."""

import datetime
import uuid
from typing import Any

import pytest
from django.db.models import Exists, OuterRef, Q, QuerySet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.agreements.models import Agreement, Status
from countersign.agreements.tests import factories as make
from countersign.people.models import Person, Role
from countersign.prepared import Prepared, insert
from countersign.schools.models import School

pytestmark = pytest.mark.django_db


def everything(made: Any) -> dict[str, Any]:
    """Return what an object and those fetched with it hold."""
    kept = {name: value for name, value in vars(made).items() if name != "_state"}
    fetched = {name: everything(each) for name, each in made._state.fields_cache.items() if each is not None}
    return {**kept, "fetched": fetched}


def same(ask: Any, *values: Any) -> None:
    """Make sure that the question and its queryset find the same, asked twice."""
    question, queryset = Prepared(ask), ask(*values)
    expected = [everything(each) for each in queryset]

    assert [everything(each) for each in question.all(*values)] == expected
    assert [everything(each) for each in question.all(*values)] == expected


def test_whatever_comes_with_it_is_found_too() -> None:
    agreement = make.make_agreement(Status.IN_FORCE)

    def ask(public_id: uuid.UUID) -> QuerySet[Agreement]:
        return Agreement.objects.select_related("person__account", "edition__policy", "countersigned_by").filter(
            public_id=public_id
        )

    same(ask, agreement.public_id)
    same(ask, uuid.uuid4())


def test_what_was_worked_out_by_the_database_is_found_too() -> None:
    agreement = make.make_agreement(Status.SIGNED)

    def ask(school: int, kind: str) -> QuerySet[Person]:
        held = Role.objects.filter(person=OuterRef("pk"), kind=kind)
        return Person.objects.filter(school=school).annotate(is_one=Exists(held)).order_by("pk")

    same(ask, agreement.school_id, "staff")
    same(ask, agreement.school_id, "parents")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.lists(st.tuples(st.dates(datetime.date(2000, 1, 1)), st.none() | st.integers(0, 400)), max_size=4),
    asked=st.dates(datetime.date(2000, 1, 1)),
)
def test_days_are_compared_as_the_queryset_compares_them(
    days: list[tuple[datetime.date, int | None]], asked: datetime.date
) -> None:
    school, head = make.make_headed_school()
    for since, lasts in days:
        until = None if lasts is None or since > datetime.date(9000, 1, 1) else since + datetime.timedelta(days=lasts)
        Role.objects.create(person=head, kind="staff", from_date=since, to_date=until)

    def ask(person: int, day: datetime.date) -> QuerySet[Role]:
        current = Q(from_date__lte=day) & (Q(to_date=None) | Q(to_date__gte=day))
        return Role.objects.filter(current, person=person).order_by("from_date", "pk")

    same(ask, head.pk, asked)
    assert school.pk == head.school_id


def test_a_moment_is_compared_as_the_queryset_compares_it() -> None:
    agreement = make.make_agreement(Status.SIGNED)

    def ask(since: datetime.datetime) -> QuerySet[Agreement]:
        return Agreement.objects.filter(signed_at__gte=since)

    assert agreement.signed_at is not None
    for difference in (-1, 0, 1):
        same(ask, agreement.signed_at + datetime.timedelta(microseconds=difference))


def test_what_is_inserted_is_what_would_have_been_saved() -> None:
    school = make.make_headed_school()[0]
    one = Person(school=school, forename="Ada", surname="Quill", email="ada@mail.example")
    other = Person(school=school, forename="Ada", surname="Quill", email="ada@mail.example")

    insert(one)
    other.save()

    found = [everything(Person.objects.get(pk=each.pk)) for each in (one, other)]
    for each in found:
        del each["id"], each["public_id"], each["made_at"]
    assert found[0] == found[1]
    one.forename = "Beth"
    one.save()
    assert School.objects.get(pk=school.pk).people.filter(forename="Beth").count() == 1
