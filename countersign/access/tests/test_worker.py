"""What the worker makes of decisions: once, in order, read back, and whatever breaks in between."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers

from countersign.access import accounts, actions, steering
from countersign.access.actions import effects
from countersign.access.connectors.memory import Memory
from countersign.access.connectors.protocol import Conflict, Op, Permanent, Transient, Unusable
from countersign.access.jobs import reconcile_due
from countersign.access.models import Applied, Change, Connector, Link, Plan, Standing
from countersign.access.tests.factories import (
    NOW,
    countersign,
    give,
    make_administrator,
    make_connector,
    make_directory,
    make_entitlements,
    make_head,
    make_permission,
    make_person,
    make_school,
    work,
)
from countersign.ledger.checking import verify
from countersign.ledger.models import Entry
from countersign.people.models import Person, Role
from countersign.refusals import NotPermitted, Refused
from countersign.schools.models import School

pytestmark = pytest.mark.django_db


class Story:
    """A school with a directory in memory that is already confirmed, and what each test does to it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.school: School = make_school()
        self.head: Person = make_head(self.school)
        self.administrator: Person = make_administrator(self.school)
        staff, papers = make_entitlements(self.school)
        self.remote = make_permission(self.school)
        self.connector: Connector = make_connector(self.school, self.administrator)
        what: dict[Any, list[str]] = {staff: ["Staff"], papers: ["Papers"], self.remote: ["Remote"]}
        steering.fill_groups(self.connector, what, by=self.administrator, at=NOW)
        self.directory: Memory = make_directory(self.connector, monkeypatch)
        Connector.objects.update(confirmed_at=NOW, asks_first=False)

    def staff(self, count: int) -> list[Person]:
        people = [make_person(self.school, "Ann", f"Bell{number}") for number in range(count)]
        for person in people:
            countersign(person, self.head)
        return people

    def shown(self, person: Person) -> tuple[bool, list[str]]:
        account = next(a for a in self.directory.accounts.values() if a.person == str(person.public_id))
        return account.enabled, sorted(account.groups)

    def plan(self) -> Plan:
        return Plan.objects.get(connector=self.connector, superseded_at=None)

    def fresh(self) -> Connector:
        return Connector.objects.select_related("school").get(pk=self.connector.pk)


@pytest.fixture
def story(monkeypatch: pytest.MonkeyPatch) -> Story:
    return Story(monkeypatch)


def kinds(school: School) -> list[str]:
    entries = Entry.objects.filter(chain=school.chain_id, kind__startswith="access.")
    return list(entries.order_by("seq").values_list("kind", flat=True))


def test_a_countersigned_agreement_becomes_an_account_that_was_read_back(story: Story) -> None:
    person = make_person(story.school)
    countersign(person, story.head)
    give(person, story.remote, story.head)
    work()

    assert story.shown(person) == (True, ["Remote", "Staff"])
    made = effects(f"agreement:{person.public_id}")
    assert [(effect.what, effect.result) for effect in made] == [
        ("Make account akhan", "in effect"),
        ("Add Remote", "in effect"),
        ("Add Staff", "in effect"),
        ("Switch sign-in on", "in effect"),
    ]
    assert {effect.account for effect in made} == {Link.objects.get(person=person).handle}
    assert kinds(story.school)[-4:] == ["access.change-made"] * 4
    assert Applied.objects.get(person=person).desired["groups"] == ["Remote", "Staff"]


def test_doing_everything_twice_changes_nothing(story: Story) -> None:
    story.staff(2)
    work()
    writes, changes, plans = len(story.directory.writes), Change.objects.count(), Plan.objects.count()

    for minutes in (0, 16, 32):
        work(NOW + timedelta(minutes=minutes))
    assert (len(story.directory.writes), Change.objects.count(), Plan.objects.count()) == (writes, changes, plans)


def test_nothing_is_written_before_somebody_has_looked_at_a_plan(story: Story) -> None:
    Connector.objects.update(confirmed_at=None)
    (person,) = story.staff(1)
    work()
    assert not story.directory.writes
    assert not Change.objects.exists()

    assert steering.apply_plan(story.fresh(), story.plan().digest, by=story.administrator, at=NOW) == 3
    work()
    assert story.shown(person) == (True, ["Staff"])


def test_a_plan_that_changed_since_it_was_shown_is_not_applied(story: Story) -> None:
    Connector.objects.update(confirmed_at=None)
    story.staff(1)
    work()
    digest = story.plan().digest
    story.staff(1)

    with pytest.raises(steering.PlanChanged):
        steering.apply_plan(story.fresh(), digest, by=story.administrator, at=NOW)
    assert not Change.objects.exists()


def test_where_plans_are_asked_about_first_a_suspension_does_not_wait(story: Story) -> None:
    people = story.staff(2)
    work()
    Connector.objects.update(asks_first=True)
    countersign(make_person(story.school, "New", "Comer"), story.head)
    actions.suspend(people[0], by=story.head, reason="while we look into it", at=NOW)
    work()

    assert story.shown(people[0]) == (False, [])
    assert len(story.directory.accounts) == 2
    assert len(story.plan().content["steps"]) == 3


class Killed(BaseException):
    """The process was killed."""


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("when", ["before the change", "after it"])
def test_killed_at_any_change_the_worker_goes_on_where_it_was(story: Story, number: int, when: str) -> None:
    people = story.staff(2)

    def kill(write: int, _: Op) -> Exception | None:
        if write == number:
            raise Killed
        return None

    setattr(story.directory, "fails" if when == "before the change" else "loses_reply", kill)
    with pytest.raises(Killed):
        work()
    work(NOW + timedelta(minutes=3))

    assert [story.shown(person) for person in people] == [(True, ["Staff"])] * 2
    assert len(story.directory.accounts) == 2
    assert not Change.objects.open().exists()
    assert kinds(story.school).count("access.change-made") == 6


def test_half_done_work_never_gives_access(story: Story) -> None:
    (person,) = story.staff(1)
    story.directory.fails = lambda _, op: Permanent("no") if op.kind == "add_group" else None
    work()

    assert story.shown(person) == (False, [])
    assert not Change.objects.get(kind="enable").done_at


def test_a_server_that_is_down_loses_nothing_and_the_withdrawal_shows_as_not_yet_in_effect(story: Story) -> None:
    people = story.staff(2)
    work()
    story.directory.fails = lambda *_: Transient("It does not answer")
    actions.suspend(people[0], by=story.head, reason="urgent", at=NOW)
    work()

    waiting = effects(Change.objects.open().order_by("rank")[0].decision_reference)
    assert [(effect.what, effect.result) for effect in waiting] == [
        ("Switch sign-in off", "waiting"), ("Take away Staff", "waiting"),
    ]  # fmt: skip
    assert story.shown(people[0])[0], "it is still on, and nothing says otherwise"
    story.directory.fails = lambda *_: None
    work(NOW + timedelta(minutes=5))
    assert story.shown(people[0]) == (False, [])


def test_a_wrong_password_is_tried_once_and_then_waits_for_a_person(story: Story) -> None:
    story.staff(1)
    story.directory.lockout = Unusable("does not let us in")
    for minutes in range(0, 60, 5):
        work(NOW + timedelta(minutes=minutes), rounds=1)

    assert story.directory.tries == 1
    assert (story.fresh().fault, story.fresh().stopped_at) == ("does not let us in", NOW)
    story.directory.lockout = None
    steering.try_again(story.fresh(), by=story.administrator, at=NOW + timedelta(hours=2))
    work(NOW + timedelta(hours=2))
    assert len(story.directory.accounts) == 1


def test_a_server_that_is_down_is_tried_less_and_less_often(story: Story) -> None:
    story.directory.is_down = True
    tried = 0
    for second in range(0, 3600, 10):
        before = story.fresh().failures
        work(NOW + timedelta(seconds=second), rounds=1)
        tried += story.fresh().failures > before

    assert 8 <= tried <= 16
    assert story.fresh().fault == "It does not answer"
    assert story.fresh().last_look_at is None


def test_a_directory_that_says_yes_and_does_nothing_is_found_out(story: Story) -> None:
    (person,) = story.staff(1)
    work()
    story.directory.says_yes_only = True
    give(person, story.remote, story.head)
    work()

    change = Change.objects.open().get()
    assert change.read_back_at is None
    assert "reading it back shows no change" in change.fault
    assert "access.permission-granted" in kinds(story.school)
    story.directory.says_yes_only = False
    work(NOW + timedelta(minutes=20))
    assert story.shown(person) == (True, ["Remote", "Staff"])
    assert not Change.objects.open().exists()


def test_one_refused_person_does_not_hold_up_the_others(story: Story) -> None:
    story.directory.put(username="taken")
    people = story.staff(3)
    refused = str(people[1].public_id)
    story.directory.fails = lambda _, op: Conflict("taken") if op.person == refused else None
    work()

    assert [a.enabled for a in story.directory.accounts.values() if a.person] == [True, True]
    assert {c.kind: bool(c.failed_at) for c in Change.objects.open()} == {
        "create": True, "add_group": False, "enable": False,
    }  # fmt: skip
    story.directory.fails = lambda *_: None
    work(NOW + timedelta(minutes=61))
    assert story.shown(people[1]) == (True, ["Staff"])


def test_a_decision_taken_back_while_it_waits_is_not_made(story: Story) -> None:
    (person,) = story.staff(1)
    work()
    story.directory.fails = lambda *_: Transient("down")
    actions.suspend(person, by=story.head, reason="a mistake", at=NOW)
    work()
    story.directory.fails = lambda *_: None
    actions.resume(person, by=story.head, at=NOW)
    reconcile_due(NOW)
    writes = len(story.directory.writes)
    work(NOW + timedelta(minutes=30))

    assert len(story.directory.writes) == writes
    assert story.shown(person) == (True, ["Staff"])


def test_a_bad_list_waits_for_an_approver_and_goes_on_when_released(story: Story) -> None:
    people = story.staff(10)
    work()
    Role.objects.filter(person__in=people[:6]).update(to_date=date(2026, 11, 20))
    actions.suspend(people[9], by=story.head, reason="urgent", at=NOW)
    later = NOW + timedelta(minutes=16)
    work(later)

    assert story.plan().blocked.startswith("6 of 9 people would lose access at once")
    assert story.shown(people[9]) == (False, [])
    assert all(story.shown(person)[0] for person in people[:6])
    with pytest.raises(NotPermitted):
        steering.release(story.plan(), by=story.administrator, at=later)
    steering.release(story.plan(), by=story.head, at=later)
    story.directory.fails = lambda number, _: Transient("down") if number % 7 == 0 else None
    for minutes in range(17, 60, 3):  # released once, however often it has to be tried
        work(NOW + timedelta(minutes=minutes))
    assert not any(story.shown(person)[0] for person in people[:6])
    assert kinds(story.school).count("access.plan-released") == 1


def test_two_workers_do_not_have_one_directory_at_once(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    story.staff(1)
    Connector.objects.update(busy_until=NOW + timedelta(minutes=1), busy_token="another")

    assert work() == 0
    monkeypatch.setattr(steering, "WAITS", 0.3)
    with pytest.raises(steering.BeingRead):
        steering.look_now(story.fresh(), at=NOW)
    assert work(NOW + timedelta(minutes=2)) > 0


def test_a_permission_ends_by_itself_and_the_ledger_says_so_once(story: Story) -> None:
    (person,) = story.staff(1)
    give(person, story.remote, story.head, until=date(2026, 12, 18))
    work()
    last_minute = datetime(2026, 12, 18, 23, 59, tzinfo=UTC)
    work(last_minute)
    assert story.shown(person) == (True, ["Remote", "Staff"])

    for hours in (1, 2, 3):
        work(last_minute + timedelta(hours=hours))
    assert story.shown(person) == (True, ["Staff"])
    assert kinds(story.school).count("access.permission-ended") == 1
    assert Change.objects.get(kind="remove_group").reason == "Permission ended on 18 December 2026"


def test_a_permission_that_needs_two_approvers_waits_for_the_second(story: Story) -> None:
    deputy = make_person(story.school, "Daniel", "Okafor")
    story.school.posts.filter(code="deputy-head").update(may_countersign=True)
    deputy.holdings.create(post=story.school.posts.get(code="deputy-head"), from_date=date(2020, 9, 1))
    (person,) = story.staff(1)
    story.remote.needs_second_approver = True
    story.remote.save()
    grant = give(person, story.remote, story.head)
    work()
    assert story.shown(person) == (True, ["Staff"])

    for other in (story.head, person):
        with pytest.raises(NotPermitted):
            actions.second(grant, by=other, at=NOW)
    actions.second(grant, by=deputy, at=NOW)
    work()
    assert story.shown(person) == (True, ["Remote", "Staff"])


def test_who_leaves_and_comes_back_has_the_same_account(story: Story) -> None:
    (person,) = story.staff(1)
    work()
    handle = Link.objects.get(person=person).handle
    Role.objects.filter(person=person).update(to_date=date(2026, 11, 20))
    work(NOW + timedelta(minutes=16))
    assert story.shown(person) == (False, [])

    person.roles.create(kind="staff", from_date=date(2026, 11, 24))
    work(NOW + timedelta(days=1))
    assert story.shown(person) == (True, ["Staff"])
    assert Link.objects.get(person=person, forgotten_at=None).handle == handle
    assert len(story.directory.accounts) == 1


def test_an_account_from_before_is_adopted_and_keeps_its_name(story: Story) -> None:
    before = story.directory.put(username="akhan", given="Aisha", family="Khan", enabled=True)
    person = make_person(story.school)
    countersign(person, story.head)
    work()
    problem = story.plan().content["problems"][0]
    assert (problem["kind"], problem["handle"]) == ("username_taken", before.handle)

    accounts.adopt(story.fresh(), person, before.handle, by=story.administrator, at=NOW)
    work()
    assert len(story.directory.accounts) == 1
    assert story.shown(person) == (True, ["Staff"])
    other = make_person(story.school, "Other")
    with pytest.raises(accounts.CannotAdopt):
        accounts.adopt(story.fresh(), other, before.handle, by=story.administrator, at=NOW)


def test_adopted_people_who_have_not_signed_keep_what_they_have(story: Story) -> None:
    before = story.directory.put(username="old.hand", groups=frozenset({"Staff"}))
    person = make_person(story.school, "Old", "Hand")
    accounts.adopt(story.fresh(), person, before.handle, by=story.administrator, at=NOW)
    work()

    assert not story.directory.writes
    countersign(person, story.head)
    work()
    assert story.directory.accounts[before.handle].person == str(person.public_id)


def test_usernames_are_never_given_twice(story: Story) -> None:
    first, second = make_person(story.school), make_person(story.school, "Adam")
    for person in (first, second):
        countersign(person, story.head)
    work()
    assert sorted(a.username for a in story.directory.accounts.values()) == ["akhan", "akhan2"]

    accounts.choose_username(first, "aisha.smith", by=story.administrator, at=NOW)
    work()
    assert sorted(a.username for a in story.directory.accounts.values()) == ["aisha.smith", "akhan2"]
    with pytest.raises(accounts.UsernameTaken):
        accounts.choose_username(second, "akhan", by=story.administrator, at=NOW)
    with pytest.raises(accounts.UsernameNotPlain):
        accounts.choose_username(second, "o'brien, (jr) *", by=story.administrator, at=NOW)


def test_what_was_done_by_hand_waits_for_an_answer(story: Story) -> None:
    (person,) = story.staff(1)
    work()
    account = next(iter(story.directory.accounts.values()))
    story.directory.put(handle=account.handle, groups=frozenset({"Staff", "Papers"}))
    work(NOW + timedelta(minutes=16))
    (drift,) = story.plan().content["drift"]
    assert story.shown(person) == (True, ["Papers", "Staff"])

    steering.answer(story.plan(), {drift["key"]: "keep"}, by=story.administrator, at=NOW)
    work(NOW + timedelta(minutes=32))
    assert story.shown(person) == (True, ["Papers", "Staff"])
    steering.answer(story.plan(), {drift["key"]: "back"}, by=story.administrator, at=NOW)
    work(NOW + timedelta(minutes=48))
    assert story.shown(person) == (True, ["Staff"])


def test_refused_people_lose_their_access_at_once(story: Story) -> None:
    (person,) = story.staff(1)
    work()
    countersign(
        person, story.head, countersigned_at=None, countersigned_by=None, refused_at=NOW, refusal_reason="old edition"
    )
    work()

    assert story.shown(person) == (False, [])
    assert Change.objects.get(kind="disable").reason == "Refused on 23 November 2026: old edition"


def test_a_countersignature_taken_back_takes_the_access_back(story: Story) -> None:
    (person,) = story.staff(1)
    work()
    countersign(person, story.head, countersigned_at=None, countersigned_by=None)
    work()

    assert story.shown(person) == (False, [])


def test_a_permission_is_not_given_too_long_to_oneself_or_from_elsewhere(story: Story) -> None:
    person = make_person(story.school)
    with pytest.raises(actions.PermissionTooLong, match="until 23 November 2027 at the latest"):
        give(person, story.remote, story.head, until=date(2027, 11, 24))
    with pytest.raises(actions.OwnPermission):
        give(story.head, story.remote, story.head)
    with pytest.raises(actions.PermissionNotThere):
        give(make_person(make_school("Another School")), story.remote, story.head)


def test_nobody_suspends_themselves_or_at_another_school(story: Story) -> None:
    other = make_head(make_school("Another School"))
    for person, by in [(story.head, story.head), (story.head, other), (story.head, make_person(story.school))]:
        with pytest.raises(NotPermitted):
            actions.suspend(person, by=by, reason="", at=NOW)
    person = make_person(story.school)
    actions.suspend(person, by=story.head, reason="", at=NOW)
    with pytest.raises(Refused):
        actions.suspend(person, by=story.head, reason="", at=NOW)


def test_what_a_role_brings_is_said_in_words(story: Story) -> None:
    supply = make_person(story.school, kind="staff-supply", starts=date(2026, 12, 1))

    assert actions.role_brings(supply, date(2026, 11, 23)) == ["an account and school e-mail"]
    assert Standing.objects.count() == 0


def test_no_secret_is_in_any_row_and_the_ledger_keeps_the_chain(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_LDAP_PASSWORD", "hunter2hunter2")
    steering.change_settings(story.connector, by=story.administrator, at=NOW, secret_name="COUNTERSIGN_LDAP_PASSWORD")
    story.staff(2)
    work()

    everything = "".join(
        serializers.serialize("json", model._default_manager.all())
        for model in apps.get_app_config("access").get_models()
    )
    assert "hunter2" not in everything
    assert "hunter2" not in "".join(Entry.objects.values_list("data", flat=True))
    assert verify() == []
