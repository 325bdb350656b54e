"""The language of the pages is a choice of whoever reads them."""

import pytest
from django.test import Client
from django.utils.translation import gettext

from countersign.agreements.tests.factories import make_headed_school
from countersign.people.speaking import speaking_to
from countersign.policies.tests.factories import make_person, sign_in
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
WELSH, ENGLISH = 'lang="cy"', '<html lang="en"'


def test_a_stranger_reads_the_language_their_browser_asks_for(client: PageClient) -> None:
    make_headed_school()

    page = client.get("/sign-in/", headers={"Accept-Language": "cy-GB,cy;q=0.9,en;q=0.5"})

    assert '<html lang="cy"' in page.content.decode()
    assert "Accept-Language" in page.headers["Vary"]
    assert ENGLISH in client.get("/sign-in/", headers={"Accept-Language": "de"}).content.decode()


def test_who_chooses_a_language_goes_on_in_it_where_they_were(client: PageClient) -> None:
    make_headed_school()

    answer = client.post("/language/", {"language": "cy", "next": "/sign-in/?next=/policies/"})

    assert answer.headers["Location"] == "/sign-in/?next=/policies/"
    assert "Neidio i’r prif gynnwys" in client.get("/sign-in/").content.decode()
    client.post("/language/", {"language": "en-gb"})
    assert ENGLISH in client.get("/sign-in/").content.decode()


def test_somebodys_choice_goes_with_them_to_another_device() -> None:
    _, somebody = make_headed_school()
    first, second = PageClient(), PageClient()
    sign_in(first, somebody)
    first.post("/language/", {"language": "cy"})
    sign_in(second, somebody)
    second.cookies["countersign-language"] = "en-gb"  # left by whoever used this tablet before

    assert '<html lang="cy"' in second.get("/").content.decode()


def test_messages_are_written_in_the_language_of_whoever_reads_them() -> None:
    school, somebody = make_headed_school()
    reader = make_person(school, "Nia", "Rees")
    reader.language = "cy"

    with speaking_to(reader):
        assert gettext("Sign in") == "Mewngofnodi"
    with speaking_to(somebody):
        assert gettext("Sign in") == "Sign in"


@pytest.mark.parametrize("language", ["", "tlh", "../../etc", "cy\r\nSet-Cookie: x=1", "CY" * 400])
def test_a_language_that_is_not_spoken_here_changes_nothing(language: str) -> None:
    make_headed_school()
    client = Client()

    answer = client.post("/language/", {"language": language, "next": "//elsewhere.example/"})

    assert answer.headers["Location"] == "/"
    assert "countersign-language" not in answer.cookies
