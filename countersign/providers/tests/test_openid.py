"""Signing in with OpenID Connect: what is believed, and what is not."""

import re
import time
from typing import Any

import jwt
import pytest
from django.utils import timezone
from pytest_django import Settings

from countersign.ledger.models import Entry
from countersign.people.models import Account, Person, Ticket
from countersign.people.tests.factories import (
    PASSWORD,
    give_account,
    make_administrator,
    make_head,
    make_person,
    make_school,
    ticket_for,
)
from countersign.people.tests.test_locking import leave_alone
from countersign.people.tests.test_sign_in import code_now, give_app, sign_in
from countersign.providers import actions
from countersign.providers.came import Came
from countersign.providers.models import Arrival, Link, Provider
from countersign.providers.tests.factories import go, is_signed_in, make_provider, way_back
from countersign.providers.tests.issuer import CLIENT, KEY, OTHER_KEY, SECRET, Issuer, running
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


@pytest.fixture
def provider(administrator: Person, issuer: Issuer) -> Provider:
    return make_provider(administrator, issuer)


def linked(provider: Provider, person: Person, subject: str = "s-1") -> Link:
    """Link somebody as the holder of a ticket would be."""
    came = Came(issuer=provider.issuer, subject=subject)
    return actions.link(provider, person, came, how=Link.How.TICKET, by=person, at=timezone.now())


def test_somebody_signs_in_and_comes_back_to_the_deep_link(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))

    asked = client.get("/sign-in/mine/?a=1")
    page = client.get(asked["Location"]).content.decode()
    assert "Sign in with <bdi>school account</bdi>" in page
    assert 'name="next" value="/sign-in/mine/?a=1"' in page
    back = go(client, provider, issuer, path="/sign-in/mine/?a=1")

    assert back["Location"] == "/sign-in/mine/?a=1"
    assert client.get("/sign-in/mine/").status_code == 200


def test_the_record_says_issuer_subject_second_step_and_when(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    issuer.person |= {"amr": ["pwd", "mfa"], "acr": "gold", "auth_time": 1_800_000_000}

    go(client, provider, issuer)

    known = client.session["known_by"]
    assert known["method"] == "oidc"
    assert known["detail"] == (
        f"school account: issuer {issuer.issuer}, subject s-1, second step there: yes (pwd, mfa, gold),"
        " signed in there 2027-01-15T08:00:00+00:00, linked with a single-use link"
    )


def test_the_way_there_carries_state_nonce_and_a_code_challenge_and_no_secret(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    going = client.post(f"/sign-in/with/{provider.public_id}/", {"purpose": "sign-in"})

    address = going.context["address"]
    for part in ("state=", "nonce=", "code_challenge=", "code_challenge_method=S256"):
        assert part in address
    assert SECRET not in going.content.decode()
    assert 'http-equiv="refresh"' in going.content.decode()


MISBEHAVIOUR: dict[str, dict[str, Any]] = {
    "another nonce": {"token": {"nonce": "another"}},
    "no nonce": {"token": {"nonce": None}},
    "another issuer in the token": {"token": {"iss": "https://elsewhere.example"}},
    "a token for another program": {"token": {"aud": "another"}},
    "a token for others as well": {"token": {"aud": [CLIENT, "another"]}},
    "made for another program": {"token": {"azp": "another"}},
    "expired": {"token": {"exp": int(time.time()) - 3600}},
    "never expires": {"token": {"exp": None}},
    "made in the future": {"token": {"iat": int(time.time()) + 3600}},
    "names nobody": {"token": {"sub": None}},
    "an empty subject": {"token": {"sub": ""}},
    "a subject that is a number": {"token": {"sub": 1}},
    "signed with another key": {"key": OTHER_KEY},
    "not signed": {"algorithm": "none"},
    "signed with a secret anybody knows": {"algorithm": "HS256", "key": "x" * 64},
    "another issuer in the answer": {"answer": {"iss": "https://elsewhere.example"}},
    "an answer that should name its issuer": {
        "configuration": {"authorization_response_iss_parameter_supported": True}
    },
    "more about somebody else": {
        "person": {"sub": "s-1"},
        "userinfo": {"sub": "s-2", "name": "X", "email": "x@a.example"},
    },
}


@pytest.mark.parametrize("how", MISBEHAVIOUR)
def test_what_cannot_be_believed_signs_nobody_in(
    client: PageClient, provider: Provider, issuer: Issuer, how: str
) -> None:
    linked(provider, make_person(provider.school))
    for name, value in MISBEHAVIOUR[how].items():
        setattr(issuer, name, value)

    answer = go(client, provider, issuer)

    assert answer.status_code == 400, how
    assert "You are not signed in" in answer.content.decode()
    assert not is_signed_in(client)
    assert not Arrival.objects.exists()


def test_an_answer_works_once_and_only_in_the_browser_that_asked(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    back = way_back(client, provider, issuer)
    other = PageClient()

    assert other.get(back).status_code == 400  # a link that somebody made for another
    assert not is_signed_in(other)
    assert client.get(back).status_code == 302
    client.post("/sign-out/")
    assert client.get(back).status_code == 400  # the same code again


def test_an_answer_that_nobody_asked_for_is_refused(client: PageClient, provider: Provider) -> None:
    for query in ("", "?code=x", "?code=x&state=y", "?error=access_denied", "?error=access_denied&state=y"):
        assert client.get(f"/sign-in/with/{provider.public_id}/back/{query}").status_code == 400


def test_an_answer_to_one_provider_is_none_to_another(
    client: PageClient, administrator: Person, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    with running() as second:
        other = make_provider(administrator, second, words="another")
        back = way_back(client, provider, issuer).replace(str(provider.public_id), str(other.public_id))

        assert client.get(back).status_code == 400
    assert not is_signed_in(client)


def test_stopping_half_way_is_said_kindly(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    back = way_back(client, provider, issuer, error="access_denied")

    assert "You stopped before you were through" in client.get(back).content.decode()


def test_nobody_is_sent_on_to_another_site(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    linked(provider, make_person(provider.school))
    for path in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"):
        assert go(client, provider, issuer, path=path)["Location"] == "/"


def test_the_code_and_the_secret_follow_no_redirect(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    linked(provider, make_person(provider.school))
    issuer.configuration = {"token_endpoint": f"{issuer.issuer}/elsewhere"}

    assert go(client, provider, issuer).status_code == 400
    assert "/stolen" not in issuer.seen


def test_a_provider_that_is_down_is_said_in_a_sentence(client: PageClient, administrator: Person) -> None:
    with running() as gone:
        provider = make_provider(administrator, gone)

    answer = client.post(f"/sign-in/with/{provider.public_id}/", {"purpose": "sign-in"})

    assert answer.status_code == 400
    assert "You are not signed in" in answer.content.decode()


def test_an_address_alone_makes_nobody_somebody(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    with_account, without = make_person(provider.school), make_person(provider.school, "Tom", "Bell")
    give_account(with_account)
    for person, subject in ((with_account, "s-1"), (without, "s-2")):
        issuer.person = {"sub": subject, "email": person.email, "email_verified": True, "name": person.name}
        answer = go(client, provider, issuer)
        assert answer["Location"] == "/sign-in/with/not-known/"
        assert not is_signed_in(client)
    without.refresh_from_db()
    assert without.account is None


def test_the_page_for_strangers_tells_nothing_of_who_is_known(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    make_person(provider.school)
    pages = []
    for subject, email in (("s-1", "nadia@mail.example"), ("s-2", "nobody@mail.example")):
        issuer.person = {"sub": subject, "email": email, "name": "Nadia Kow"}
        page = client.get(go(client, provider, issuer)["Location"]).content.decode()
        pages.append(re.sub(r'value="\w{64}"', "", page))

    assert pages[0] == pages[1]
    assert "Kow" not in pages[0]


def test_a_changed_address_changes_nobody(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    nadia = make_person(provider.school)
    tom = make_person(provider.school, "Tom", "Bell")
    link = linked(provider, nadia)
    issuer.person |= {"email": tom.email, "name": "Tom Bell", "email_verified": True}

    go(client, provider, issuer)

    assert client.session["_auth_user_id"] == str(link.person.account_id)


def test_somebody_joins_with_their_link_and_the_link_is_used_up(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    person = make_person(provider.school)
    _, secret = ticket_for(person, Ticket.Purpose.JOIN)

    page = client.get(f"/i/{secret}/").content.decode()
    assert "With school account" in page
    chosen = client.post(f"/i/{secret}/", {"way": f"/sign-in/with/{provider.public_id}/"})
    assert "Sign in with school account" in client.get(chosen["Location"]).content.decode()
    issuer.person["email"] = "quite.another@mail.example"  # the link says who it is, and the address does not
    answer = go(client, provider, issuer, purpose="join")

    person.refresh_from_db()
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(person.account_id)
    assert person.account
    assert not person.account.has_usable_password()
    assert Link.objects.get().how == Link.How.TICKET
    again = PageClient()
    assert again.get(f"/i/{secret}/").status_code == 410


def test_a_link_that_was_begun_on_a_shared_computer_links_nobody_who_comes_after(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    person = make_person(provider.school)
    _, secret = ticket_for(person, Ticket.Purpose.JOIN)
    client.post(f"/i/{secret}/", {"way": f"/sign-in/with/{provider.public_id}/"})

    answer = go(client, provider, issuer, purpose="sign-in")  # somebody else, from the page for signing in

    person.refresh_from_db()
    assert answer["Location"] == "/sign-in/with/not-known/"
    assert person.account is None


def test_a_link_of_another_school_joins_nobody_here(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    elsewhere = make_person(make_school("Alder Lane"), "Tom", "Bell")
    _, secret = ticket_for(elsewhere, Ticket.Purpose.JOIN)
    session = client.session
    session["joining"] = Ticket.objects.get().secret_sha256
    session.save()
    assert secret

    go(client, provider, issuer, purpose="join")

    assert not is_signed_in(client)
    assert Ticket.objects.get().used_at is None
    assert not Link.objects.exists()


def test_somebody_signed_in_connects_an_account_and_signs_in_with_it(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    person = make_person(provider.school)
    give_account(person)
    sign_in(client, person)

    go(client, provider, issuer, purpose="connect")
    assert "You can now sign in with school account" in client.get("/sign-in/mine/").content.decode()
    client.post("/sign-out/")
    go(client, provider, issuer)

    assert client.session["known_by"]["method"] == "oidc"
    assert Link.objects.get().how == Link.How.CONNECTED


def test_connecting_asks_once_more_some_time_after_signing_in(client: PageClient, provider: Provider) -> None:
    person = make_person(provider.school)
    give_account(person)
    sign_in(client, person)
    session = client.session
    session["known_by"] = {**session["known_by"], "since": "2026-01-01T09:00:00+00:00"}
    session.save()

    asked = client.post(f"/sign-in/with/{provider.public_id}/", {"purpose": "connect"})

    assert asked["Location"].startswith("/sign-in/confirm/")


def test_an_account_that_is_somebody_elses_is_not_connected(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    other = make_person(provider.school, "Tom", "Bell")
    give_account(other)
    sign_in(client, other)

    go(client, provider, issuer, purpose="connect")

    assert Link.objects.count() == 1
    assert "somebody else’s way of signing in" in client.get("/sign-in/mine/").content.decode()


def test_an_answer_connects_the_person_who_asked_and_nobody_who_signed_in_since(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    nadia, tom = make_person(provider.school), make_person(provider.school, "Tom", "Bell")
    give_account(nadia)
    give_account(tom)
    sign_in(client, nadia)
    back = way_back(client, provider, issuer, purpose="connect")
    states = client.session["socialaccount_states"]
    client.post("/sign-out/")
    sign_in(client, tom)
    session = client.session
    session["socialaccount_states"] = states
    session.save()

    assert client.get(back).status_code == 400
    assert not Link.objects.exists()


def test_a_subject_given_to_somebody_else_is_nobody_until_an_administrator_says_so(
    client: PageClient, administrator: Person, provider: Provider, issuer: Issuer
) -> None:
    Provider.objects.update(matches_by="staff-id", settings={**provider.settings, "staff_id_claim": "employeeid"})
    nadia = make_person(provider.school, staff_id="T1")
    make_person(provider.school, "Tom", "Bell", staff_id="T2")
    actions.unlink(linked(provider, nadia), by=administrator, at=timezone.now())
    issuer.person |= {"employeeid": "T2"}

    assert go(client, provider, issuer)["Location"] == "/sign-in/with/not-known/"


def test_ending_a_link_ends_the_session_that_began_with_it(
    client: PageClient, administrator: Person, provider: Provider, issuer: Issuer
) -> None:
    link = linked(provider, make_person(provider.school))
    go(client, provider, issuer)
    assert client.get("/sign-in/mine/").status_code == 200

    actions.unlink(link, by=administrator, at=timezone.now())

    assert client.get("/sign-in/mine/").status_code == 302
    assert go(client, provider, issuer)["Location"] == "/sign-in/with/not-known/"


def test_signing_out_everywhere_ends_sessions_of_providers_too(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    other = PageClient()
    go(client, provider, issuer)
    go(other, provider, issuer)

    client.post("/sign-in/mine/everywhere/")

    assert other.get("/sign-in/mine/").status_code == 302


def test_the_only_way_in_is_not_taken_off_by_oneself(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    link = linked(provider, make_person(provider.school))
    go(client, provider, issuer)

    client.post(f"/sign-in/mine/with/{link.pk}/end/")

    assert "This is the only way to sign in" in client.get("/sign-in/mine/").content.decode()
    link.refresh_from_db()
    assert link.ended_at is None


def test_a_locked_session_is_unlocked_by_the_same_account_shown_anew(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    linked(provider, make_person(provider.school, "Tom", "Bell"), "s-2")
    go(client, provider, issuer)
    leave_alone(client, 20)
    locked = client.get(client.get("/sign-in/mine/")["Location"]).content.decode()
    assert "Unlock with <bdi>school account</bdi>" in locked
    assert 'name="password"' not in locked

    issuer.person |= {"sub": "s-2"}
    go(client, provider, issuer, purpose="unlock", path="/sign-in/mine/")
    assert client.get("/sign-in/mine/")["Location"].startswith("/locked/")  # somebody else at the same screen
    issuer.person |= {"sub": "s-1", "auth_time": int(time.time()) - 3600}
    go(client, provider, issuer, purpose="unlock", path="/sign-in/mine/")
    assert client.get("/sign-in/mine/")["Location"].startswith("/locked/")  # the provider asked nobody
    issuer.person |= {"auth_time": int(time.time())}
    answer = go(client, provider, issuer, purpose="unlock", path="/sign-in/mine/")

    assert (issuer.asked[-1]["prompt"], issuer.asked[-1]["max_age"]) == ("login", "0")
    assert answer["Location"] == "/sign-in/mine/"
    assert client.get("/sign-in/mine/").status_code == 200


def test_a_locked_session_connects_nothing(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    person = make_person(provider.school)
    give_account(person)
    sign_in(client, person)
    back = way_back(client, provider, issuer, purpose="connect")
    client.post("/lock/")

    assert client.get(back).status_code == 400
    assert not Link.objects.exists()


def test_who_has_nothing_of_their_own_confirms_at_the_provider(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    go(client, provider, issuer)
    session = client.session
    session["known_by"] = {**session["known_by"], "since": "2026-01-01T09:00:00+00:00"}
    session.save()

    asked = client.get("/sign-in/mine/passkeys/add/")
    assert asked["Location"].startswith("/sign-in/confirm/elsewhere/?next=")
    assert "Confirm with <bdi>school account</bdi>" in client.get(asked["Location"]).content.decode()
    go(client, provider, issuer, purpose="confirm", path="/sign-in/mine/passkeys/add/")

    assert client.get("/sign-in/mine/passkeys/add/").status_code == 200


def test_an_approver_takes_a_second_step_here_whatever_the_provider_says(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    head = make_head(provider.school)
    linked(provider, head)
    issuer.person |= {"amr": ["mfa"]}

    go(client, provider, issuer)

    assert client.get("/")["Location"].startswith("/sign-in/second-step/")
    head.refresh_from_db()
    assert head.account
    give_app(head.account)
    client.post("/sign-out/")
    assert go(client, provider, issuer)["Location"].startswith("/sign-in/code/")
    client.post("/sign-in/code/", {"code": code_now()})
    assert client.session["known_by"]["method"] == "oidc+totp"
    assert client.session["known_by"]["detail"].endswith("and a code from an authenticator app")


def test_a_second_step_the_school_believes_is_enough_where_it_was_taken(
    client: PageClient, administrator: Person, issuer: Issuer
) -> None:
    provider = make_provider(administrator, issuer, trusts_second_step=True)
    head = make_head(provider.school)
    linked(provider, head)

    go(client, provider, issuer)
    assert client.get("/")["Location"].startswith("/sign-in/second-step/")  # it was not taken
    client.post("/sign-out/")
    issuer.person |= {"amr": ["pwd", "mfa"]}
    go(client, provider, issuer)

    assert client.session["known_by"]["method"] == "oidc+mfa"
    assert client.get("/sign-in/mine/").status_code == 200
    head.refresh_from_db()
    assert head.account
    give_app(head.account)
    client.post("/sign-out/")
    assert go(client, provider, issuer)["Location"] == "/"  # and is not asked for twice


def test_a_provider_opens_its_own_schools_pages_and_no_others(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    here = make_person(provider.school)
    account = give_account(here)
    there = make_person(make_school("Alder Lane"))
    there.account = account
    there.save()
    linked(provider, here)
    go(client, provider, issuer)

    client.post("/sign-in/mine/school/", {"person": str(there.public_id)})
    page = client.get("/sign-in/mine/").content.decode()

    assert "Alder Lane" not in page
    for path in ("/sign-in/mine/password/", "/sign-in/mine/passkeys/add/", "/sign-in/mine/app/"):
        assert client.get(path)["Location"] == "/sign-in/mine/"  # it would open the other school as well
    sign_in(PageClient(), here)


def test_two_schools_with_the_same_issuer_know_their_own_people_only(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    other = make_provider(make_administrator(make_school("Alder Lane"), "Ruth", "Penn"), issuer)

    assert go(client, other, issuer)["Location"] == "/sign-in/with/not-known/"
    assert not is_signed_in(client)


def test_a_closed_account_stays_closed(client: PageClient, provider: Provider, issuer: Issuer) -> None:
    linked(provider, make_person(provider.school))
    Account.objects.update(is_active=False)

    go(client, provider, issuer)

    assert not is_signed_in(client)


def test_somebody_of_another_tenant_is_nobody(client: PageClient, administrator: Person, settings: Settings) -> None:
    tenant = "1b2c3d4e-0000-4000-8000-123456789abc"
    with running(f"/{tenant}/v2.0") as microsoft:
        settings.MICROSOFT_AUTHORITY = microsoft.issuer.removesuffix(f"/{tenant}/v2.0")
        provider = make_provider(administrator, microsoft, kind="microsoft", settings={"tenant": tenant})
        linked(provider, make_person(provider.school), "o-1")
        for claims in ({"tid": "another", "oid": "o-1"}, {"oid": "o-1"}, {"tid": tenant}):
            microsoft.person = {"sub": "pairwise", "name": "N", "email": "nadia@mail.example", **claims}
            assert go(client, provider, microsoft).status_code == 400, claims
        microsoft.person = {"sub": "pairwise", "tid": tenant, "oid": "o-1", "name": "N", "email": "any@mail.example"}

        assert go(client, provider, microsoft)["Location"] == "/"


def test_somebody_of_another_domain_at_google_is_nobody(
    client: PageClient, administrator: Person, settings: Settings, issuer: Issuer
) -> None:
    settings.GOOGLE_ISSUER = issuer.issuer
    provider = make_provider(
        administrator, issuer, kind="google", settings={"domain": "school.example"}, matches_by="email"
    )
    person = make_person(provider.school, email="nadia@school.example")
    said = {"sub": "1", "email": "nadia@school.example", "email_verified": True, "name": "N"}
    for hosted in ({}, {"hd": "elsewhere.example"}):
        issuer.person = {**said, **hosted}
        assert go(client, provider, issuer).status_code == 400, hosted
    issuer.person = {**said, "hd": "school.example"}

    assert go(client, provider, issuer)["Location"] == "/"
    person.refresh_from_db()
    assert client.session["_auth_user_id"] == str(person.account_id)
    assert issuer.asked[-1]["hd"] == "school.example"


MATCHED_BY_ADDRESS: dict[str, tuple[dict[str, Any], bool]] = {
    "verified, in the school’s own domain": ({}, True),
    "not verified": ({"email_verified": False}, False),
    "verified in words only": ({"email_verified": "true"}, False),
    "in another domain": ({"email": "nadia@school.example.elsewhere.example"}, False),
    "with another address before it": ({"email": "x@elsewhere.example@school.example"}, False),
    "of somebody not on the roster": ({"email": "nobody@school.example"}, False),
}


@pytest.mark.parametrize("how", MATCHED_BY_ADDRESS)
def test_where_the_school_chose_it_a_verified_address_of_its_own_domain_is_enough(
    client: PageClient, administrator: Person, issuer: Issuer, how: str
) -> None:
    provider = make_provider(administrator, issuer, matches_by="email", settings={"domain": "school.example"})
    make_person(provider.school, email="nadia@school.example")
    said, is_in = MATCHED_BY_ADDRESS[how]
    issuer.person = {"sub": "s", "email": "nadia@school.example", "email_verified": True, "name": "N", **said}

    go(client, provider, issuer)

    assert is_signed_in(client) is is_in


def test_a_claim_never_takes_over_who_has_a_way_in_or_administers_or_is_not_alone(
    client: PageClient, administrator: Person, issuer: Issuer
) -> None:
    provider = make_provider(administrator, issuer, matches_by="email", settings={"domain": "school.example"})
    school = provider.school
    give_account(make_person(school, email="has.account@school.example"))
    make_person(school, "Tom", "Bell", email="two@school.example")
    make_person(school, "Ann", "Bell", email="two@school.example")
    make_person(school, "Una", "Hale", email="admin@school.example", is_administrator=True)
    make_person(school, "Left", "Long", email="left@school.example", to_date=timezone.localdate().replace(year=2021))
    for number, name in enumerate(("has.account", "two", "admin", "left")):
        issuer.person = {"sub": f"s{number}", "email": f"{name}@school.example", "email_verified": True, "name": "N"}
        assert go(client, provider, issuer)["Location"] == "/sign-in/with/not-known/", name
    assert not Link.objects.exists()


def test_nothing_secret_is_kept_in_the_ledger_or_the_session(
    client: PageClient, provider: Provider, issuer: Issuer
) -> None:
    linked(provider, make_person(provider.school))
    go(client, provider, issuer)

    provider.refresh_from_db()
    kept = str(list(Entry.objects.values())) + str(dict(client.session)) + provider.secret + str(provider.settings)
    assert SECRET not in kept
    assert "ey" + jwt.encode({}, KEY, algorithm="RS256")[2:10] not in kept
    assert provider.reveal() == SECRET


def test_a_password_is_for_those_who_have_no_other_way_where_the_school_says_so(
    client: PageClient, administrator: Person, provider: Provider, issuer: Issuer
) -> None:
    from countersign.providers import setting_up

    nadia, tom = make_person(provider.school), make_person(provider.school, "Tom", "Bell")
    for person in (nadia, tom, administrator):
        give_account(person)
    linked(provider, nadia)
    linked(provider, administrator, "s-9")
    setting_up.choose_passwords(provider.school, only_without_link=True, by=administrator, at=timezone.now())

    refused = sign_in(client, nadia)
    assert "Sign in another way" in refused.content.decode()
    assert not is_signed_in(client)
    assert "Sign in another way" not in sign_in(client, nadia, "wrong").content.decode()  # says nothing to a guesser
    assert sign_in(client, tom).status_code == 302
    assert sign_in(PageClient(), administrator, PASSWORD).status_code == 302  # for the day the provider is down


def test_what_is_signed_keeps_how_the_signer_was_known_and_the_paper_says_it(
    client: PageClient, issuer: Issuer
) -> None:
    import pypdfium2

    from countersign.agreements.models import Agreement
    from countersign.agreements.tests import factories as make
    from countersign.agreements.tests.test_pages import open_page

    school, administrator = make.make_headed_school()
    edition = make.make_edition(school, administrator)
    signer = make.make_signer(school)
    signer.email = "nadia@mail.example"
    signer.save()
    provider = make_provider(administrator, issuer)
    subject = "1b2c3d4e-0000-4000-8000-123456789abc"
    linked(provider, signer, subject)
    issuer.person |= {"sub": subject, "amr": ["pwd", "mfa"]}
    go(client, provider, issuer)

    client.post(f"/sign/{edition.public_id}/", {**open_page(client, edition), "name": "Nadia Kow"})

    agreement = Agreement.objects.get(person=signer)
    assert agreement.identity["method"] == "oidc"
    assert f"issuer {issuer.issuer}, subject {subject}, second step there: yes" in agreement.identity["detail"]
    paper = pypdfium2.PdfDocument(client.get(f"/records/{agreement.public_id}/record.pdf").content)
    printed = "".join(page.get_textpage().get_text_bounded() for page in paper)
    together = "".join(printed.split())
    assert subject in together
    assert issuer.issuer in together
