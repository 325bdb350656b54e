"""The pages about access: who may open them, and what can be done on them."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from countersign.access import accounts, actions, catalogue, steering
from countersign.access.connectors.memory import Memory
from countersign.access.connectors.protocol import Permanent
from countersign.access.models import Change, Connector, Entitlement, Grant, Link, Permission, Plan, Suspension
from countersign.access.tests.factories import countersign as tell
from countersign.access.tests.factories import (
    give,
    make_administrator,
    make_connector,
    make_directory,
    make_entitlements,
    make_head,
    make_permission,
    make_person,
    make_school,
    sign_in,
    work,
)
from countersign.people.models import Person, Role
from countersign.schools.models import School

pytestmark = pytest.mark.django_db


def countersign(person: Person, by: Person) -> None:
    """Tell access of an agreement countersigned a minute ago: pages read the clock."""
    tell(person, by, at=datetime.now(UTC) - timedelta(minutes=1))


class Desk:
    """A school whose IT manager looks at its directory, which is not confirmed yet."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.school: School = make_school()
        self.head: Person = make_head(self.school)
        self.administrator: Person = make_administrator(self.school)
        self.manager: Person = make_person(self.school, "Gareth", "Lund", post="it-manager")
        staff, papers = make_entitlements(self.school)
        self.remote = make_permission(self.school)
        self.connector: Connector = make_connector(self.school, self.administrator)
        what: dict[Any, list[str]] = {staff: ["Staff"], papers: ["Papers"], self.remote: ["Remote"]}
        self.now = datetime.now(UTC)
        steering.fill_groups(self.connector, what, by=self.administrator, at=self.now)
        self.directory: Memory = make_directory(self.connector, monkeypatch)

    def url(self, name: str, *more: Any) -> str:
        return reverse(f"access:{name}", args=[self.connector.public_id, *more])

    def work(self, seconds: int = 0) -> None:
        work(datetime.now(UTC) + timedelta(seconds=seconds))

    def sign_in(self, person: Person) -> Client:
        client: Client = sign_in(Client(), person)
        return client

    def post(self, name: str, by: Person, **data: Any) -> str:
        answer = self.sign_in(by).post(self.url(name), data, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[1]).strip() if found else ""


def test_only_administrators_the_it_manager_and_approvers_find_these_pages(desk: Desk) -> None:
    person = make_person(desk.school)
    addresses = [
        reverse("access:plan"), reverse("access:catalogue"), reverse("access:person", args=[person.public_id]),
        *(desk.url(name) for name in ("directory", "progress", "check")),
    ]  # fmt: skip
    for someone, status in ((desk.administrator, 200), (desk.manager, 200), (desk.head, 200), (person, 404)):
        client = desk.sign_in(someone)
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, status)
    stranger = desk.sign_in(make_administrator(make_school("Another School")))
    assert {stranger.get(address).status_code for address in addresses[2:]} == {404}


def test_only_administrators_connect_directories_and_change_the_catalogue(desk: Desk) -> None:
    entry = Entitlement.objects.filter(school=desk.school)[0]
    addresses = [
        reverse("access:connect"), desk.url("settings"), desk.url("groups"), reverse("access:add_entitlement"),
        reverse("access:add_permission"), reverse("access:entitlement", args=[entry.pk]),
        reverse("access:permission", args=[desk.remote.pk]),
    ]  # fmt: skip
    for someone, status in ((desk.administrator, 200), (desk.manager, 404)):
        client = desk.sign_in(someone)
        assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, status)
    stranger = desk.sign_in(make_administrator(make_school("Another School")))
    theirs = [address for address in addresses if not address.endswith(("add/", "connect/"))]
    assert {stranger.get(address).status_code for address in theirs} == {404}


def test_a_plan_is_seen_applied_and_followed_until_it_is_in_effect(desk: Desk) -> None:
    person = make_person(desk.school)
    countersign(person, desk.head)
    give(person, desk.remote, desk.head, until=datetime.now(UTC).date() + timedelta(days=20), at=desk.now)
    desk.work()
    client = desk.sign_in(desk.manager)
    page = client.get(desk.url("directory")).content.decode()
    assert heading(page) == "4 changes for 1 person"
    assert "Account akhan" in page
    assert "Remote access" in page
    assert "Nothing has been changed yet" in page
    assert "create" in client.get(desk.url("as_text")).content.decode()

    page = desk.post("directory", desk.manager, digest=Plan.objects.get().digest)
    assert heading(page) == "0 of 4 changes are in effect"
    desk.work()
    page = client.get(desk.url("progress")).content.decode()
    assert heading(page) == "All changes are in effect"
    assert page.count("In effect, read back") == 2, "one line for each reason"
    assert heading(client.get(desk.url("directory")).content.decode()) == "Everything is as it should be"
    fragment = client.get(desk.url("progress"), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    page = client.get(reverse("access:person", args=[person.public_id])).content.decode()
    assert "Remote access" in page
    assert "akhan" in page


def test_a_stale_page_changes_nothing_and_shows_the_new_plan(desk: Desk) -> None:
    countersign(make_person(desk.school), desk.head)
    desk.work()
    digest = Plan.objects.get().digest
    countersign(make_person(desk.school, "Ben", "Moss"), desk.head)

    page = desk.post("directory", desk.manager, digest=digest)
    assert "Something changed since this plan was made, so nothing was done" in page
    assert heading(page) == "6 changes for 2 people"
    assert not Change.objects.exists()


def test_what_waits_is_never_shown_as_done(desk: Desk) -> None:
    person = make_person(desk.school, "Lena", "Fry")
    countersign(person, desk.head)
    desk.work()
    desk.post("directory", desk.manager, digest=Plan.objects.get().digest)
    desk.work()
    desk.directory.fails = lambda *_: Permanent("Our account may not switch people off in “Old staff”")
    actions.suspend(person, by=desk.head, reason="urgent", at=desk.now)
    desk.work()

    client = desk.sign_in(desk.manager)
    page = client.get(desk.url("progress")).content.decode()
    assert "Lena Fry can still sign in." in page
    assert "may not switch people off" in page
    desk.directory.fails = lambda *_: None
    desk.post("progress", desk.manager)
    desk.work(1)
    assert "can still sign in" not in client.get(desk.url("progress")).content.decode()


def test_an_approver_releases_what_the_guard_held_and_a_technician_cannot(desk: Desk) -> None:
    people = [make_person(desk.school, "Ann", f"Bell{n}") for n in range(8)]
    for person in people:
        countersign(person, desk.head)
    desk.work()
    desk.post("directory", desk.manager, digest=Plan.objects.get().digest)
    desk.work()
    Role.objects.filter(person__in=people[:5]).update(to_date=date(2026, 1, 1))
    page = desk.post("look", desk.manager)
    assert "5 of 8 people would lose access at once" in page
    assert "Release in my name" not in page

    digest = Plan.objects.get(superseded_at=None).digest
    refused = desk.sign_in(desk.manager).post(desk.url("release"), {"digest": digest})
    assert refused.status_code == 404
    page = desk.post("release", desk.head, digest=digest)
    assert heading(page) == "10 changes for 5 people"


def test_what_was_done_by_hand_is_asked_about(desk: Desk) -> None:
    person = make_person(desk.school, "Farida", "Aziz")
    countersign(person, desk.head)
    desk.work()
    desk.post("directory", desk.manager, digest=Plan.objects.get().digest)
    desk.work()
    account = next(iter(desk.directory.accounts.values()))
    desk.directory.put(handle=account.handle, groups=account.groups | {"Papers"})
    page = desk.post("look", desk.manager)
    assert "was put into Papers" in page
    assert heading(page) == "Somebody has to decide"

    key = Plan.objects.get(superseded_at=None).content["drift"][0]["key"]
    page = desk.post("answers", desk.manager, **{key: "back"})
    assert heading(page) == "1 change for 1 person"


def test_an_account_from_before_is_adopted_or_another_name_is_chosen(desk: Desk) -> None:
    person, other = make_person(desk.school), make_person(desk.school, "Ben", "Moss")
    for someone, username in ((person, "akhan"), (other, "bmoss")):
        desk.directory.put(username=username)
        countersign(someone, desk.head)
    desk.work()
    client = desk.sign_in(desk.manager)
    page = client.get(desk.url("directory")).content.decode()
    assert page.count("Settle this") == 2

    settle = desk.url("settle", person.public_id)
    assert "Adopt this account" in client.get(settle).content.decode()
    client.post(settle, {"do": "adopt"})
    assert Link.objects.get(person=person).adopted_by == desk.manager
    page = client.post(desk.url("settle", other.public_id), {"do": "rename", "username": "b moss!"}).content.decode()
    assert "A username begins with a letter or figure" in page
    page = client.post(desk.url("settle", other.public_id), {"do": "rename", "username": "akhan"}).content.decode()
    assert str(accounts.UsernameTaken.message) in page
    answer = client.post(desk.url("settle", other.public_id), {"do": "rename", "username": "b.moss"})
    assert answer.status_code == 302


def make_list(desk: Desk) -> Connector:
    Connector.objects.update(retired_at=desk.now)
    return Connector.objects.create(
        school=desk.school, kind=Connector.Kind.HANDOVER, name="Accounts made by hand", made_at=desk.now
    )


def test_accounts_made_by_hand_are_ticked_with_a_name_and_the_username_made(desk: Desk) -> None:
    by_hand = make_list(desk)
    person = make_person(desk.school, "Marek", "Nowak")
    countersign(person, desk.head)
    desk.work()
    client = desk.sign_in(desk.manager)
    address = reverse("access:by_hand", args=[by_hand.public_id])
    page = client.get(address).content.decode()
    assert heading(page) == "1 person has something to be made by hand"
    assert "Make account mnowak" in page

    page = client.post(address, {"person": str(person.public_id), "note": "x"}).content.decode()
    assert "Tick what you have done" in page
    made = [change.pk for change in Change.objects.all()]
    data = {"person": str(person.public_id), "changes": made, "username": "marek.nowak", "note": "Job 4711"}
    page = client.post(address, data, follow=True).content.decode()
    assert "Noted for Marek Nowak: 3 done, in your name." in page
    assert heading(page) == "Nothing to make by hand"
    desk.work()
    desk.work(1000)
    assert not Change.objects.open().exists()
    assert Link.objects.get().username == "marek.nowak"
    assert {change.done_by for change in Change.objects.all()} == {desk.manager}
    page = client.post(address, data, follow=True).content.decode()
    assert "That was done or taken back meanwhile" in page

    Role.objects.filter(person=person).update(to_date=date(2026, 1, 1))
    desk.work(2000)
    page = client.get(address).content.decode()
    assert "Take away first" in page
    assert "Switch sign-in off" in page


def test_what_is_late_on_the_list_says_so(desk: Desk) -> None:
    by_hand = make_list(desk)
    countersign(make_person(desk.school), desk.head)
    desk.work()
    Change.objects.update(due_at=desk.now - timedelta(days=1))

    client = desk.sign_in(desk.manager)
    assert "3 late" in client.get(reverse("access:plan")).content.decode()
    assert "Late: was due" in client.get(reverse("access:by_hand", args=[by_hand.public_id])).content.decode()


def test_somebody_is_suspended_and_given_back_what_they_had(desk: Desk) -> None:
    person = make_person(desk.school)
    client = desk.sign_in(desk.head)
    address = reverse("access:suspend", args=[person.public_id])
    assert "Say why, in a sentence" in client.post(address, {"reason": ""}).content.decode()
    page = client.post(address, {"reason": "while we look into it"}, follow=True).content.decode()
    assert "is suspended" in page
    assert Suspension.objects.get().suspended_by == desk.head
    assert desk.sign_in(desk.manager).get(address).status_code == 404

    client.post(reverse("access:resume", args=[person.public_id]))
    assert Suspension.objects.get().resumed_by == desk.head
    assert client.get(reverse("access:suspend", args=[desk.head.public_id])).status_code == 404


def test_a_permission_is_withdrawn_with_a_reason(desk: Desk) -> None:
    person = make_person(desk.school)
    grant = give(person, desk.remote, desk.head)
    address = reverse("access:withdraw", args=[grant.pk])
    assert desk.sign_in(desk.manager).get(address).status_code == 404
    desk.sign_in(desk.head).post(address, {"reason": "no longer needed"})

    assert Grant.objects.get().withdrawal_reason == "no longer needed"


def test_a_second_approver_agrees_on_a_page_of_their_own(desk: Desk) -> None:
    Permission.objects.update(needs_second_approver=True)
    desk.school.posts.filter(code="deputy-head").update(may_countersign=True)
    deputy = make_person(desk.school, "Daniel", "Okafor", post="deputy-head")
    grant = give(make_person(desk.school), desk.remote, desk.head, until=datetime.now(UTC).date(), at=desk.now)
    address = reverse("access:second")

    assert "Not yours to decide" in desk.sign_in(desk.head).get(address).content.decode()
    assert desk.sign_in(desk.head).post(address, {"grant": grant.pk}).status_code == 404
    assert desk.sign_in(desk.manager).get(address).status_code == 404
    client = desk.sign_in(deputy)
    assert "I agree" in client.get(address).content.decode()
    assert "You agreed" in client.post(address, {"grant": grant.pk}, follow=True).content.decode()
    assert "Nothing waits" in client.get(address).content.decode()


def test_where_one_post_countersigns_the_chair_of_governors_is_the_second(desk: Desk) -> None:
    Permission.objects.update(needs_second_approver=True)
    chair = make_person(desk.school, "Eileen", "Brack", kind="governors", post="chair-of-governors")
    give(make_person(desk.school), desk.remote, desk.head, until=datetime.now(UTC).date(), at=desk.now)
    client = desk.sign_in(chair)

    assert "1 permission waits for you as the second approver" in client.get("/agreements/").content.decode()
    page = client.get(reverse("access:second"))
    assert "You agreed" in client.post(
        reverse("access:second"), {"grant": page.context["rows"][0][0].pk}, follow=True
    ).content.decode()  # fmt: skip


LDAP = {
    "name": "OpenLDAP", "url": "ldaps://127.0.0.1:1", "bind_dn": "cn=countersign,dc=hollin,dc=test",
    "secret_name": "COUNTERSIGN_LDAP_PASSWORD", "people": "ou=people,dc=hollin,dc=test",
    "groups": "ou=groups,dc=hollin,dc=test", "asks_first": "yes", "repairs_drift": "no", "protected": "breakglass",
}  # fmt: skip


def test_a_directory_is_connected_and_its_trouble_is_named(desk: Desk) -> None:
    client = desk.sign_in(desk.administrator)
    assert client.get(reverse("access:connect")).status_code == 200
    page = client.post(reverse("access:connect"), LDAP, follow=True).content.decode()
    assert heading(page) == "OpenLDAP cannot be used yet"
    assert "127.0.0.1 does not answer on port 1" in page
    connector = Connector.objects.get(name="OpenLDAP")
    assert connector.settings["protected"] == ["breakglass"]

    page = client.post(reverse("access:connect"), LDAP).content.decode()
    assert str(steering.NameTaken.message) in page
    page = client.post(
        reverse("access:settings", args=[connector.public_id]), LDAP | {"name": "Renamed"}, follow=True
    ).content.decode()
    assert "Renamed cannot be used yet" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"url": "ldap://directory.hollin.test"}, "Begin the address with ldaps://, or tick StartTLS"),
        ({"url": "directory"}, "Enter an address like ldaps://"),
        ({"secret_name": "COUNTERSIGN_SECRET_KEY"}, "Enter a name that begins with COUNTERSIGN_LDAP_"),
        ({"name": ""}, "Enter a name"),
    ],
)
def test_wrong_settings_are_refused_with_what_to_do(desk: Desk, wrong: dict[str, str], words: str) -> None:
    page = desk.sign_in(desk.administrator).post(reverse("access:connect"), LDAP | wrong).content.decode()

    assert words in page
    assert "dc=hollin,dc=test" in page, "nothing typed is lost"
    assert Connector.objects.count() == 1


def test_groups_are_filled_in_one_a_line(desk: Desk) -> None:
    staff = Entitlement.objects.get(title="Staff")
    client = desk.sign_in(desk.administrator)
    assert "Staff" in client.get(desk.url("groups")).content.decode()
    client.post(desk.url("groups"), {staff.key: "Staff\r\nAll of us\r\n\r\n", desk.remote.key: "VPN"})

    assert sorted(desk.connector.groups.values_list("name", flat=True)) == ["All of us", "Staff", "VPN"]


def test_the_catalogue_is_changed_by_administrators(desk: Desk) -> None:
    client = desk.sign_in(desk.administrator)
    new = {"title": "Laptop", "sentence": "a school laptop", "kinds": ["staff", "governors"]}
    page = client.post(reverse("access:add_entitlement"), new, follow=True).content.decode()
    assert "a school laptop" in page
    assert str(catalogue.TitleTaken.message) in client.post(reverse("access:add_entitlement"), new).content.decode()
    page = client.post(reverse("access:add_entitlement"), {"title": "x"}).content.decode()
    assert "Choose at least one role" in page

    new = {"title": "Filter tests", "hint": "For the technician", "max_days": "30"}
    client.post(reverse("access:add_permission"), new)
    made = Permission.objects.get(code="filter-tests")
    page = client.post(reverse("access:permission", args=[made.pk]), new | {"max_days": "0"}).content.decode()
    assert "Enter at least 1 day" in page
    client.post(reverse("access:retire", args=["permission", made.pk]))
    made.refresh_from_db()
    assert made.retired_at is not None
    assert "Filter tests" not in re.sub(
        r"(?s)<h2.*?</h2>|banner.*?</p>", "", client.get(reverse("access:catalogue")).content.decode()
    )


def test_a_school_that_was_just_set_up_gets_its_list_and_the_usual_catalogue(desk: Desk) -> None:
    school = make_school("Fernhill Primary School")
    desk.work()
    desk.work()

    assert [c.kind for c in Connector.objects.filter(school=school)] == ["handover"]
    assert Entitlement.objects.filter(school=school).count() == 6
    client = desk.sign_in(make_administrator(school))
    assert "Nothing to make by hand" in client.get(reverse("access:plan")).content.decode()
    assert "USB stick off site" in client.get(reverse("access:catalogue")).content.decode()
