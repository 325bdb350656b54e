"""Signing in with SAML, against pysaml2 as the provider."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from countersign.people.models import Person
from countersign.people.tests.factories import make_administrator, make_head, make_person, make_school
from countersign.providers import actions, saml, setting_up
from countersign.providers.came import Came
from countersign.providers.models import Arrival, Link, Provider
from countersign.providers.tests import saml_provider
from countersign.providers.tests.factories import is_signed_in
from countersign.providers.tests.saml_provider import ADDRESS, SamlProvider
from countersign.ui.testing import PageClient

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bool(saml_provider.missing()), reason=saml_provider.missing()),
]


@pytest.fixture
def elsewhere(tmp_path: Path) -> SamlProvider:
    return SamlProvider(tmp_path / "saml")


@pytest.fixture
def provider(elsewhere: SamlProvider) -> Provider:
    return make_saml(elsewhere, make_administrator(make_school()))


def make_saml(elsewhere: SamlProvider, by: Person, *, trusts_second_step: bool = False, **settings: str) -> Provider:
    return setting_up.set_up(
        by.school, kind="saml", words="Federation", settings=saml.read_metadata(elsewhere.metadata()) | settings,
        secret="", trusts_second_step=trusts_second_step, matches_by="nothing", by=by, at=timezone.now(),
    )  # fmt: skip


def linked(provider: Provider, person: Person, subject: str = "s-1") -> Link:
    came = Came(provider.issuer, subject)
    return actions.link(provider, person, came, how="ticket", by=person, at=timezone.now())


def address(client: PageClient, provider: Provider, path: str = "", purpose: str = "sign-in") -> str:
    going = client.post(f"/sign-in/with/{provider.public_id}/", {"purpose": purpose, "next": path})
    return str(going.context["address"])


def our_metadata(provider: Provider) -> str:
    return PageClient().get(f"/sign-in/with/{provider.public_id}/metadata.xml").content.decode()


def post(client: PageClient, provider: Provider, answer: str) -> Any:
    """Post an answer as the provider's page does: from another site, without our session's cookie."""
    other = PageClient()
    held = other.post(f"/sign-in/with/{provider.public_id}/acs/", {"SAMLResponse": answer})
    client.cookies["countersign-saml"] = other.cookies["countersign-saml"].value
    return client.get(held["Location"])


def go(client: PageClient, provider: Provider, elsewhere: SamlProvider, path: str = "", **said: Any) -> Any:
    asked = address(client, provider, path)
    return post(client, provider, elsewhere.answer(our_metadata(provider), asked, **said))


def test_somebody_signs_in_and_comes_back_to_the_deep_link(
    client: PageClient, provider: Provider, elsewhere: SamlProvider
) -> None:
    linked(provider, make_person(provider.school))

    assert go(client, provider, elsewhere, "/sign-in/mine/?a=1")["Location"] == "/sign-in/mine/?a=1"
    known = client.session["known_by"]
    assert known["method"] == "saml"
    assert f"issuer {elsewhere.entity}, subject s-1, second step there: not said" in known["detail"]


REFUSED: dict[str, dict[str, Any]] = {
    "not signed": {"sign": False},
    "signed as nobody should any more": {"sign_alg": "http://www.w3.org/2000/09/xmldsig#rsa-sha1"},
    "an address as the subject": {"sort": ADDRESS, "subject": "nadia@mail.example"},
    "for another program": {"sp_entity_id": "https://other.example/metadata"},
    "for another address": {"destination": "https://other.example/acs"},
    "nobody asked": {"in_response_to": None},
    "an answer to another question": {"in_response_to": "ONELOGIN_0000"},
}


@pytest.mark.parametrize("how", REFUSED)
def test_what_cannot_be_believed_signs_nobody_in(
    client: PageClient, provider: Provider, elsewhere: SamlProvider, how: str
) -> None:
    linked(provider, make_person(provider.school))
    linked(provider, make_person(provider.school, "Tom", "Bell"), "nadia@mail.example")

    assert go(client, provider, elsewhere, **REFUSED[how]).status_code == 400
    assert not is_signed_in(client)
    assert not Arrival.objects.exists()


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        ("s-1</", "s-2</"),
        (r"<ns1:NameID.*?</ns1:NameID>", "<ns1:NameID>s-2</ns1:NameID>"),
        (r"s-1</", "s-<!-- -->1</"),
        (r"<ns\d:Signature .*</ns\d:Signature>", ""),
    ],
)
def test_an_answer_that_was_altered_signs_nobody_in(
    client: PageClient, provider: Provider, elsewhere: SamlProvider, pattern: str, instead: str
) -> None:
    linked(provider, make_person(provider.school))
    linked(provider, make_person(provider.school, "Tom", "Bell"), "s-2")
    answer = base64.b64decode(elsewhere.answer(our_metadata(provider), address(client, provider))).decode()
    altered = re.sub(pattern, instead, answer, flags=re.DOTALL)
    assert altered != answer

    refused = post(client, provider, base64.b64encode(altered.encode()).decode())

    assert refused.status_code == 400 or client.session.get("known_by", {}).get("detail", "").count("subject s-1,")
    assert "subject s-2" not in str(client.session.get("known_by"))


def test_a_certificate_of_somebody_else_signs_nobody_in(
    client: PageClient, provider: Provider, elsewhere: SamlProvider, tmp_path: Path
) -> None:
    linked(provider, make_person(provider.school))
    forger = SamlProvider(tmp_path / "forger")

    assert go(client, provider, forger).status_code == 400
    assert not is_signed_in(client)


def test_an_answer_works_once_and_only_in_the_browser_that_asked(
    client: PageClient, provider: Provider, elsewhere: SamlProvider
) -> None:
    linked(provider, make_person(provider.school))
    answer = elsewhere.answer(our_metadata(provider), address(client, provider))
    other = PageClient()

    assert post(other, provider, answer).status_code == 400
    assert not is_signed_in(other)
    assert post(client, provider, answer).status_code == 302
    client.post("/sign-out/")
    assert post(client, provider, answer).status_code == 400


def test_nonsense_is_refused_and_not_a_fault(client: PageClient, provider: Provider) -> None:
    for answer in ("", "x", "%%%", base64.b64encode(b"<a/>").decode(), base64.b64encode(b"<!DOCTYPE x>").decode()):
        assert post(client, provider, answer).status_code == 400, answer


def test_a_second_step_taken_there_counts_where_the_school_believes_it(
    client: PageClient, elsewhere: SamlProvider
) -> None:
    provider = make_saml(elsewhere, make_administrator(make_school()), trusts_second_step=True)
    linked(provider, make_head(provider.school))

    go(client, provider, elsewhere, context="https://refeds.org/profile/mfa")

    assert client.session["known_by"]["method"] == "saml+mfa"
    assert client.get("/sign-in/mine/").status_code == 200


def test_unlocking_asks_the_provider_to_ask_again(
    client: PageClient, provider: Provider, elsewhere: SamlProvider
) -> None:
    linked(provider, make_person(provider.school))
    go(client, provider, elsewhere)
    client.post("/lock/")

    asked = address(client, provider, "/sign-in/mine/", "unlock")
    assert 'ForceAuthn="true"' in elsewhere.request_of(asked)
    answer = post(client, provider, elsewhere.answer(our_metadata(provider), asked))

    assert answer["Location"] == "/sign-in/mine/"
    assert client.get("/sign-in/mine/").status_code == 200


def test_metadata_that_are_none_get_a_sentence() -> None:
    for text in ("", "<a>", "<a/>", "not xml", "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"):
        with pytest.raises(saml.MetadataTrouble):
            saml.read_metadata(text)
