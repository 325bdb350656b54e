"""What is foretold before publishing is what then happens, to everybody, on random schools."""

import datetime
from functools import cache
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from countersign.access.actions import stand
from countersign.access.entitlements import Entitled
from countersign.access.models import Entitlement, Grant, Permission
from countersign.access.wanted import judged
from countersign.agreements.gate import unsigned
from countersign.agreements.impact import foretell, impact_of
from countersign.agreements.models import Latest
from countersign.agreements.overview import Standing, standings
from countersign.agreements.tests import factories as make
from countersign.people.models import Person, Role
from countersign.policies.actions import new_draft
from countersign.policies.impact import Fate
from countersign.policies.models import Edition, Policy
from countersign.policies.tests.factories import make_draft, publish
from countersign.schools.days import SchoolDays
from countersign.schools.models import School
from countersign.schools.tests.calendars import calendars

pytestmark = pytest.mark.django_db

KINDS = ["staff", "staff-supply", "governors", "parents", "visitors"]
AUDIENCES = st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True)
CHOICES = st.lists(st.sampled_from(KINDS), max_size=4, unique=True)
RENEWALS = st.none() | st.tuples(st.integers(1, 12), st.integers(1, 31))
SIGNATURES = st.none() | st.tuples(st.integers(0, 400), st.integers(1, 3), st.booleans())
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "kinds": st.lists(st.sampled_from(KINDS), max_size=3, unique=True),
            "since": st.integers(0, 500),  # days ago
            "until": st.none() | st.integers(-5, 60),  # days from now, for the first role
            "signed": st.lists(SIGNATURES, min_size=2, max_size=2),
            "grants": st.lists(st.tuples(st.sampled_from(["remote", "usb"]), st.integers(-3, 400)), max_size=2),
        }
    ),
    min_size=1,
    max_size=5,
)


def first_edition(school: School, head: Person, audience: list[str]) -> Edition:
    return publish(make_draft(school, by=head, audience=audience), head, effective_date=timezone.localdate())


def make_policies(school: School, head: Person, audiences: list[list[str]], told: list[str]) -> list[Edition]:
    """Publish three editions of one policy, asking differently, and one of another."""
    edition = first_edition(school, head, audiences[0])
    for audience, told_only in zip(audiences[1:3], [told, []], strict=True):
        draft = new_draft(edition.policy, by=head)
        Edition.objects.filter(pk=draft.pk).update(audience=audience)
        edition = publish(draft, head, effective_date=timezone.localdate(), told_only=told_only)
    other = first_edition(school, head, ["staff", "governors"])
    return [edition, other]


def come(
    school: School, head: Person, editions: list[Edition], number: int, today: datetime.date, *, kinds: list[str],
    since: int, until: int | None, signed: list[tuple[int, int, bool] | None], grants: list[tuple[str, int]],
) -> None:  # fmt: skip
    """Let somebody be at the school, have signed, been countersigned or not, and been given permissions."""
    person = Person.objects.create(school=school, forename=f"Person {number}", surname="Vale")
    for place, kind in enumerate(kinds):
        starts = today - datetime.timedelta(days=since + 9 * place)
        ends = None if until is None or place else max(starts, today + datetime.timedelta(days=until))
        Role.objects.create(person=person, kind=kind, from_date=starts, to_date=ends)
    noon = timezone.make_aware(datetime.datetime.combine(today, datetime.time(12)))
    for edition, signature in zip(editions, signed, strict=True):
        if signature is None:
            continue
        days_ago, highest, is_countersigned = signature
        at = noon - datetime.timedelta(days=days_ago + 1)
        signed_edition = min(highest, edition.number or 1)
        Latest.objects.create(
            person=person, policy=edition.policy, school=school, edition_number=signed_edition, signed_at=at
        )
        if is_countersigned:
            stand(
                person, policy_reference=edition.policy.reference, signed_at=at, edition_number=signed_edition,
                countersigned_at=at, countersigned_by=head, due_on=None, grace_days=0, refused_at=None,
                refusal_reason="", ended_at=None, decision_reference=f"agreement:{number}", at=at,
            )  # fmt: skip
    for code, days in grants:
        Grant.objects.create(
            person=person, permission=Permission.objects.get(school=school, code=code), granted_by=head,
            until_date=today + datetime.timedelta(days=days), granted_at=noon - datetime.timedelta(days=400),
            decision_reference=f"agreement:{number}",
        )  # fmt: skip


def under(person: Person, policy: Policy, day: datetime.date) -> Standing | None:
    return next((each for each in standings(person, day) if each.edition.policy_id == policy.pk), None)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    people=PEOPLE,
    audiences=st.lists(AUDIENCES, min_size=4, max_size=4),
    told=st.lists(CHOICES, min_size=2, max_size=2),
    effective_in=st.integers(-20, 60),
    days=st.tuples(st.integers(0, 30), st.integers(0, 30)),
    renewal=RENEWALS,
    school_days=calendars(around=timezone.localdate()),
)
@example(
    people=[
        {
            "kinds": ["staff"],
            "since": 30,
            "until": None,
            "signed": [(0, 1, True), (0, 1, True)],
            "grants": [("remote", 0), ("remote", 5)],  # given again before the first was over
        }
    ],
    audiences=[["staff"]] * 4,
    told=[[], []],
    effective_in=0,
    days=(0, 0),
    renewal=None,
    school_days=SchoolDays(),
)
def test_what_is_foretold_is_what_happens(
    people: list[dict[str, Any]],
    audiences: list[list[str]],
    told: list[list[str]],
    effective_in: int,
    days: tuple[int, int],
    renewal: tuple[int, int] | None,
    school_days: SchoolDays,
) -> None:
    today = timezone.localdate()
    school, head = make.make_headed_school()
    school.renewal_month, school.renewal_day = renewal or (None, None)
    school.days_to_sign, school.grace_days = days
    school.calendar = school_days.calendar
    school.save()
    for title, kind, is_kept in (("Mail", "staff", True), ("Drive", "staff", False), ("Papers", "governors", False)):
        Entitlement.objects.create(school=school, title=title, sentence=title, kinds=[kind], is_kept_when_late=is_kept)
    for code in ("remote", "usb"):
        make.make_permission(school, code, title=code)
    editions = make_policies(school, head, audiences, told[0])
    for number, facts in enumerate(people):
        come(school, head, editions, number, today, **facts)
    policy = Policy.objects.select_related("school").get(pk=editions[0].policy_id)
    draft = new_draft(policy, by=head)
    Edition.objects.filter(pk=draft.pk).update(audience=audiences[3])
    draft = Edition.objects.select_related("policy__school").get(pk=draft.pk)
    everybody = list(Person.objects.filter(school=school).select_related("school").by_name())
    before = {person.pk: under(person, policy, today) for person in everybody}
    asked_before = {each.pk: policy.pk in unsigned(each, today) for each in everybody}
    chosen: dict[str, Any] = {
        "effective_date": today + datetime.timedelta(days=effective_in), "told_only": told[1],
    }  # fmt: skip

    foretold = foretell(draft, today=today, **chosen)
    impact = impact_of(draft, today=today, **chosen)
    published = publish(draft, head, **chosen)

    fates = list(foretold.fates.values())
    assert {fate: fates.count(fate) for fate in Fate} == {fate: impact.count(fate) for fate in Fate}
    assert published.is_material or not impact.count(Fate.AGAIN) or Fate.AGAIN in fates
    for person in everybody:
        after, fate = under(person, policy, today), foretold.fates.get(person.pk)
        gate = policy.pk in unsigned(person, today)
        if after is None:
            assert fate is (Fate.RELEASED if before[person.pk] else None)
            assert not gate
            continue
        assert after.duty == foretold.bound[person.pk].duty
        signature = Latest.objects.filter(person=person, policy=policy).first()
        if fate is Fate.TOLD:
            assert signature is not None
            assert before[person.pk] is None or before[person.pk].duty == after.duty  # type: ignore[union-attr]
            assert before[person.pk] is None or gate == asked_before[person.pk]
        else:
            assert fate is (Fate.AGAIN if signature else Fate.FIRST)
            assert after.duty.asks
            assert gate == (signature is None or after.duty.due_date < today)
    compare_losses(school, policy, foretold.losses, everybody, today)


def compare_losses(
    school: School, policy: Policy, losses: list[Any], everybody: list[Person], today: datetime.date
) -> None:
    """See that what is lost is had until the day and gone on it, and that nothing else goes then."""

    @cache
    def may_use(day: datetime.date) -> dict[int, Entitled]:
        noon = timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
        return {each.person.pk: each.entitled for each in judged(school, noon)}

    def keys(person: int, day: datetime.date) -> set[str]:
        may = may_use(day).get(person)
        return set(may.rights | may.permissions) if may else set()

    day_before = datetime.timedelta(days=1)
    for loss in losses:
        assert loss.key in keys(loss.person, loss.day - day_before)
        assert loss.key not in keys(loss.person, loss.day)
    for person in everybody:
        roles = [role for role in person.roles.all() if role.is_held_on(today)]
        standing = under(person, policy, today)
        if standing is None or any(role.to_date for role in roles) or not standing.duty.asks:
            continue
        counts = Latest.objects.filter(person=person, policy=policy).first()
        minimums = Policy.objects.get(pk=policy.pk).minimums()
        if counts and all(counts.edition_number >= minimums[r.kind].edition for r in roles if r.kind in minimums):
            continue  # asked by the year, not by the edition
        others = [each.duty for each in standings(person, today) if each.edition.policy_id != policy.pk]
        if any(duty.due_date <= standing.duty.due_date for duty in others):
            continue  # late by another policy before
        mine = {(loss.key, loss.day) for loss in losses if loss.person == person.pk}
        first = standing.duty.due_date + day_before
        for day in {first, first + datetime.timedelta(days=school.grace_days)}:
            ended = {f"permission:{each.permission_id}" for each in person.grants.filter(until_date__lt=day)} - {
                f"permission:{each.permission_id}" for each in person.grants.filter(until_date__gte=day)
            }
            if day > today:
                gone = keys(person.pk, day - day_before) - keys(person.pk, day) - ended
                assert gone == {key for key, lost_on in mine if lost_on == day}
