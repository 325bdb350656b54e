"""The pages about access in Welsh, and what is kept of them in English."""

import pytest
from django.urls import reverse

from countersign.access.models import Change, Connector, Plan
from countersign.access.tests.factories import make_person, sign_in
from countersign.access.tests.test_pages import LDAP, Desk, countersign, heading
from countersign.people.models import Person
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(monkeypatch)


def in_welsh(person: Person) -> PageClient:
    client: PageClient = sign_in(PageClient(), person)
    client.cookies["countersign-language"] = "cy"
    return client


def test_a_plan_is_looked_at_and_applied_in_welsh(desk: Desk) -> None:
    person = make_person(desk.school)
    countersign(person, desk.head)
    desk.work()
    client = in_welsh(desk.manager)

    page = client.get(desk.url("directory")).content.decode()
    assert heading(page) == "3 newid ar gyfer 1 person"
    for words in ("Cyfrif newydd", "Nid oes dim wedi’i newid eto.", "Rhoi 3 newid ar waith", "Lawrlwytho’r cynllun"):
        assert words in page
    page = client.post(desk.url("directory"), {"digest": "another"}, follow=True).content.decode()
    assert "Newidiodd rhywbeth ers llunio’r cynllun hwn, felly ni wnaed dim." in page
    client.post(desk.url("directory"), {"digest": Plan.objects.get().digest})
    desk.work()
    page = client.get(desk.url("progress")).content.decode()
    assert heading(page) == "Mae’r holl newidiadau mewn grym"
    page = client.get(reverse("access:person", args=[person.public_id])).content.decode()
    assert "Llofnodwyd argraffiad 3 ar " in page
    assert "Gwneud cyfrif akhan" in page


def test_who_leaves_a_question_open_is_told_so_in_welsh(desk: Desk) -> None:
    person = make_person(desk.school)

    page = in_welsh(desk.head).post(reverse("access:suspend", args=[person.public_id]), {"reason": ""})

    assert "Dywedwch pam, mewn brawddeg" in page.content.decode()
    assert "Say why" not in page.content.decode()


def test_a_plan_is_kept_in_english_whoever_had_the_directory_read(desk: Desk) -> None:
    countersign(make_person(desk.school), desk.head)
    client = in_welsh(desk.manager)

    client.post(desk.url("look"))
    client.post(desk.url("directory"), {"digest": Plan.objects.get(superseded_at=None).digest})

    reasons = [row["reason"] for row in Plan.objects.get(superseded_at=None).content["steps"]]
    assert {reason[:19] for reason in reasons} == {"Signed edition 3 on"}
    assert {change.reason for change in Change.objects.all()} == set(reasons)


def test_why_a_directory_cannot_be_used_is_said_in_welsh_and_kept_in_english(desk: Desk) -> None:
    client = in_welsh(desk.administrator)

    page = client.post(reverse("access:connect"), LDAP, follow=True).content.decode()
    connector = Connector.objects.get(name="OpenLDAP")
    client.post(reverse("access:look", args=[connector.public_id]))

    assert heading(page) == "Ni ellir defnyddio OpenLDAP eto"
    assert "Nid yw 127.0.0.1 yn ateb ar borth 1" in page
    connector.refresh_from_db()
    assert connector.fault == "The password is missing: set COUNTERSIGN_LDAP_PASSWORD in the environment"
