"""People, signing in and invitations in Welsh, and what is kept in English whoever's session writes it."""

import pytest
from django.utils import timezone
from django.utils.translation import override

from countersign.people import kept
from countersign.people.audiences import in_english, in_words
from countersign.people.importing import CannotRead, read
from countersign.people.models import Person, Ticket
from countersign.people.tests.factories import (
    PASSWORD,
    give_account,
    make_administrator,
    make_person,
    make_school,
    ticket_for,
)
from countersign.people.tests.test_directory import answers, come_in
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> PageClient:
    client = PageClient()
    client.cookies["countersign-language"] = "cy"
    return client


def test_the_people_of_a_school_are_looked_after_in_welsh(client: PageClient) -> None:
    school = make_school()
    make_person(school)
    come_in(client, make_administrator(school))

    page = client.get("/people/").content.decode()
    refused = client.post("/people/add/", answers(forename="", kind="")).content.decode()

    assert "Ychwanegu person" in page
    assert "Ni ofynnwyd i 1 person ddarllen a llofnodi" in page
    assert "Negeseuon" in page  # the navigation
    assert "Rhowch enw cyntaf" in refused
    assert "Dewiswch beth yw eu rôl yn yr ysgol" in refused
    assert "Staff addysgu" in refused


def test_signing_in_is_welsh_from_the_question_to_the_refusal(client: PageClient) -> None:
    account = give_account(make_person(make_school()))

    page = client.get("/sign-in/").content.decode()
    refused = client.post("/sign-in/", {"login": account.email, "password": "not this one"}).content.decode()
    client.post("/sign-in/", {"login": account.email, "password": PASSWORD})
    mine = client.get("/sign-in/mine/").content.decode()

    assert "Ni allaf fewngofnodi" in page
    assert "Nid yw’r cyfeiriad e-bost neu’r cyfrinair yn gywir" in refused
    assert ": cyfrinair." in mine
    assert client.session["known_by"]["detail"] == "password"


def test_an_invitation_is_welsh_and_its_channel_is_kept_in_english(client: PageClient) -> None:
    person = make_person(make_school(), "Nadia", "Kow", kind="governors")
    _, secret = ticket_for(person)

    page = client.get(f"/i/{secret}/").content.decode()
    client.post(f"/i/{secret}/", {"answer": "me"})
    closed = client.get(f"/i/{secret}x/").content.decode()

    assert "Croeso, <bdi>Nadia</bdi>. Darllenwch a llofnodwch ein polisi" in page
    assert "llywodraethwyr" in page
    assert "y ddolen hon, dolen a anfonwyd i n…@mail.example." in page
    assert "Nid ydym yn adnabod y ddolen hon" in closed
    assert client.session["ticket"]["known_by"]["detail"] == "single-use link sent to n…@mail.example"
    assert Ticket.objects.get().channel == "link sent to n…@mail.example"


@pytest.mark.parametrize(
    ("english", "welsh"),
    [
        ("password", "cyfrinair"),
        (
            "password, chosen just before by a single-use link sent to p…@mail.example",
            "cyfrinair, a ddewiswyd ychydig ynghynt: dolen a anfonwyd i p…@mail.example (untro)",
        ),
        (
            "link read by Oona %(x)s Marsh on the outbox page, no address on file",
            "dolen a ddarllenwyd gan Oona %(x)s Marsh ar dudalen y blwch anfon, dim cyfeiriad ar gofnod",
        ),
        ("as an older version said it", "as an older version said it"),
    ],
)
def test_what_is_kept_in_english_is_said_in_the_readers_language(english: str, welsh: str) -> None:
    assert kept.in_words(english) == english
    with override("cy"):
        assert kept.in_words(english) == welsh


def test_an_audience_is_said_in_welsh_and_kept_in_english() -> None:
    kinds = ["staff", "governors", "contractors"]

    with override("cy"):
        assert in_words(kinds) == "Staff, llywodraethwyr a chontractwyr"
        assert in_words(["visitors", "pupils-ks1", "pupils-ks2"]) == (
            "Ymwelwyr a disgyblion (cyfnod allweddol 1, cyfnod allweddol 2)"
        )
        assert in_english(kinds) == "Staff, governors and contractors"


def test_a_role_is_kept_in_english_whatever_language_the_signer_reads() -> None:
    role = Person.objects.get(pk=make_person(make_school(), kind="volunteers").pk).roles.get()

    with override("cy"):
        assert (str(role), role.in_english) == ("Gwirfoddolwyr", "Volunteers")


def test_a_file_may_name_roles_in_welsh_and_is_refused_in_welsh() -> None:
    today = timezone.localdate()
    heading = "forename,surname,role\n"

    lines, unreadable = read(f"{heading}Nia,Rees,Staff addysgu\nIfan,Puw,Tywysog\n".encode(), today)
    with override("cy"), pytest.raises(CannotRead, match="Mae penawdau yn y ffeil ond dim pobl"):
        read(heading.encode(), today)
    with override("cy"):
        _, refused = read(f"{heading}Ifan,Puw,Tywysog\n".encode(), today)

    assert [line.kind for line in lines] == ["staff-teaching"]
    assert unreadable[0].why.startswith("“Tywysog” is no role")
    assert refused[0].why.startswith("Nid yw “Tywysog” yn rôl. Defnyddiwch un o’r rhain: Staff, Staff addysgu")
