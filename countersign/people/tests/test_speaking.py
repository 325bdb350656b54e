"""The language of the pages is a choice of whoever reads them."""

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import gettext

from countersign.agreements.tests.factories import make_headed_school
from countersign.people.speaking import go_on_in, speaking_to
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

    answer = client.get("/sign-in/?next=/policies/&language=cy")

    assert answer.headers["Location"] == "/sign-in/?next=%2Fpolicies%2F"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Neidio i’r prif gynnwys" in page
    assert 'href="?next=%2Fpolicies%2F&amp;language=en-gb" lang="en"' in page
    client.get("/sign-in/?language=en-gb")
    assert ENGLISH in client.get("/sign-in/").content.decode()


def test_somebodys_choice_goes_with_them_to_another_device() -> None:
    _, somebody = make_headed_school()
    first, second = PageClient(), PageClient()
    sign_in(first, somebody)
    first.get("/?language=cy")
    sign_in(second, somebody)
    second.cookies["countersign-language"] = "en-gb"  # left by whoever used this tablet before

    assert '<html lang="cy"' in second.get("/").content.decode()


def test_a_page_that_anybody_may_keep_is_one_for_each_language(client: PageClient) -> None:
    make_headed_school()
    address = "/policies/public/"

    english = client.get(address, follow=True)
    welsh = client.get(address, follow=True, headers={"Accept-Language": "cy"})

    assert "Accept-Language" in welsh.headers["Vary"]
    assert english.content == client.get(address, follow=True).content
    assert english.headers["ETag"] != welsh.headers["ETag"]


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

    answer = client.get("/sign-in/", {"language": language})

    assert answer.status_code == 200
    assert "countersign-language" not in answer.cookies


def test_choosing_a_language_leads_to_no_other_host() -> None:
    request = RequestFactory().get("/", {"language": "cy", "next": "x"})
    request.path = "//elsewhere.example/"

    assert go_on_in(request, None, "cy").headers["Location"] == "/elsewhere.example/?next=x"
