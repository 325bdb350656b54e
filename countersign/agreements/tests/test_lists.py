"""What somebody must read: for whatever roles, the union of what each asks, worked out anew each time."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.agreements.lists import entries_for, left_to_read
from countersign.agreements.readers import readers_of, tried_of
from countersign.agreements.required import Step
from countersign.agreements.tests import factories as make
from countersign.agreements.tests.reading import (
    CHECK,
    make_linked,
    make_requiring,
    put_into_library,
    read,
    read_everything,
    read_item,
)
from countersign.people.audiences import widened
from countersign.people.models import Person, Role
from countersign.policies.actions import change_must_read, new_draft
from countersign.policies.tests.factories import publish

pytestmark = pytest.mark.django_db

KINDS = ["staff", "staff-teaching", "governors", "parents", "volunteers"]


def today() -> datetime.date:
    return timezone.localdate()


def listed(person: Person) -> set[tuple[str, str, bool]]:
    """Return a person's list as (policy, heading, whether it must be read)."""
    person = Person.objects.get(pk=person.pk)
    return {
        (each.policy.title, each.title, each.must)
        for reading in entries_for(person, today())
        for each in reading.entries
    }


audiences = st.lists(st.sampled_from(KINDS), min_size=1, max_size=3, unique=True)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    editions=st.lists(
        st.tuples(audiences, st.dictionaries(st.integers(0, 3), st.lists(st.sampled_from("ABC"), unique=True))),
        max_size=3,
    ),
    must=st.dictionaries(st.integers(0, 3), audiences, max_size=3),
    roles=st.lists(st.tuples(st.sampled_from(KINDS), st.booleans()), max_size=4),
)
def test_the_list_is_the_union_of_what_every_role_of_today_asks(
    editions: list[tuple[list[str], dict[int, list[str]]]],
    must: dict[int, list[str]],
    roles: list[tuple[str, bool]],
) -> None:
    school, head = make.make_headed_school()
    policies = [make_linked(school, f"Policy {number}") for number in range(4)]
    for audience, wanted in editions:
        of_each = {policies[number]: sections for number, sections in wanted.items()}
        make_requiring(school, head, of_each, audience=audience)
    for number, kinds in must.items():
        change_must_read(policies[number], kinds, by=head)
    person = make.make_signer(school)
    person.roles.all().delete()
    for kind, is_over in roles:
        ends = today() - datetime.timedelta(days=1) if is_over else None
        Role.objects.create(person=person, kind=kind, from_date=datetime.date(2020, 9, 1), to_date=ends)

    expected = set()
    for kind, is_over in roles:
        if is_over:
            continue
        held = widened({kind})
        for audience, wanted in editions:
            if held & set(audience):
                for number, sections in wanted.items():
                    expected |= {(f"Policy {number}", section, True) for section in sections or [""]}
        expected |= {(f"Policy {number}", "", True) for number, kinds in must.items() if held & set(kinds)}

    assert listed(person) == expected


def test_a_policy_that_is_only_named_is_on_the_list_and_need_not_be_read() -> None:
    school, head = make.make_headed_school()
    edition = make_requiring(school, head, {make_linked(school): []})
    draft = new_draft(edition.policy, by=head)
    draft.required.all().delete()
    publish(draft, head, effective_date=today())
    person = make.make_signer(school)

    assert listed(person) == {("Behaviour Policy", "", False)}
    assert not left_to_read(entries_for(person, today()))


def test_the_list_follows_a_role_and_what_was_read_stays_known() -> None:
    school, head = make.make_headed_school()
    behaviour, images = make_linked(school), make_linked(school, "Images Policy")
    edition = make_requiring(school, head, {behaviour: ["Sexting"]}, audience=["staff"])
    make_requiring(school, head, {behaviour: ["Sexting"], images: []}, audience=["volunteers"])
    person = make.make_signer(school)
    read_everything(person, edition)
    assert not left_to_read(entries_for(person, today()))

    Role.objects.filter(person=person).update(to_date=today() - datetime.timedelta(days=1))
    person = Person.objects.get(pk=person.pk)
    assert listed(person) == set()
    Role.objects.create(person=person, kind="volunteers", from_date=today())
    person = Person.objects.get(pk=person.pk)

    assert listed(person) == {("Behaviour Policy", "Sexting", True), ("Images Policy", "", True)}
    assert [each.policy.title for each in left_to_read(entries_for(person, today()))] == ["Images Policy"]


def test_a_newer_edition_asks_again_only_where_it_is_material() -> None:
    school, head = make.make_headed_school()
    policy = make_linked(school)
    put_into_library(policy, head)
    change_must_read(policy, ["staff"], by=head)
    person = make.make_signer(school)
    read(person, policy)

    publish(new_draft(policy, by=head), head, effective_date=today(), is_material=False)
    assert not left_to_read(entries_for(person, today()))
    publish(new_draft(policy, by=head), head, effective_date=today())
    assert [each.step for each in left_to_read(entries_for(person, today()))] == [Step.CHANGED]


def test_the_owner_sees_who_has_read_what_and_how_often_a_question_was_tried() -> None:
    school, head = make.make_headed_school()
    policy = make_linked(school)
    put_into_library(policy, head)
    edition = make_requiring(school, head, {policy: ["Sexting", "Upskirting"]}, check=CHECK)
    change_must_read(policy, ["governors"], by=head)
    begun, done = make.make_signer(school, "Ann", "Begun"), make.make_signer(school, "Bea", "Done")
    chair = make.make_chair(school)
    read_item(begun, edition, 1)
    read_everything(done, edition)

    found = {each.person.surname: (each.read, each.of) for each in readers_of(policy, today())}

    assert found == {"Marsh": (0, 2), "Begun": (1, 2), "Done": (2, 2), chair.surname: (0, 3)}
    assert [(each.people, each.attempts, each.passed) for each in tried_of(policy)] == [(1, 1, 1)]
