"""School > Sign-in: what administrators set, and what nobody is shown."""

from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from countersign.ledger.models import Entry
from countersign.notices.models import Message
from countersign.people.models import Person
from countersign.people.tests.factories import PASSWORD, give_account, make_administrator, make_person, make_school
from countersign.people.tests.test_sign_in import code_now, give_app
from countersign.providers import actions
from countersign.providers.came import Came
from countersign.providers.models import Arrival, Link, Provider
from countersign.providers.tests.factories import go, is_signed_in, make_provider
from countersign.providers.tests.issuer import CLIENT, SECRET, Issuer, running
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def signed_in(client: PageClient) -> Person:
    """Return an administrator who signed in with a second step."""
    person = make_administrator(make_school())
    give_app(give_account(person))
    client.post("/sign-in/", {"login": person.email, "password": PASSWORD})
    for _ in range(3):  # a code may grow old on a busy machine
        if not is_signed_in(client):
            client.post("/sign-in/code/", {"code": code_now()})
    return person


def answers(at: Issuer, **changed: str) -> dict[str, str]:
    return {
        "words": "school account", "issuer": at.issuer, "client_id": CLIENT, "secret": SECRET, "domain": "",
        "second_step_context": "", "trusts_second_step": "no", "staff_id_claim": "", "matches_by": "nothing", **changed,
    }  # fmt: skip


def test_an_administrator_sets_a_provider_up_and_sees_that_it_works(client: PageClient, issuer: Issuer) -> None:
    signed_in(client)
    assert "how people sign in" in client.get("/school/").content.decode()
    assert "No accounts elsewhere yet" in client.get("/school/sign-in/").content.decode()
    assert client.post("/school/sign-in/add/", {"kind": "oidc"})["Location"] == "/school/sign-in/add/oidc/"

    saved = client.post("/school/sign-in/add/oidc/", answers(issuer))
    page = client.get(saved["Location"]).content.decode()

    provider = Provider.objects.get()
    assert "takes our client ID and secret" in page
    assert f"http://testserver/sign-in/with/{provider.public_id}/back/" in page
    assert "school account" in PageClient().get("/sign-in/").content.decode()


def test_the_secret_is_shown_to_nobody_again(client: PageClient, issuer: Issuer) -> None:
    signed_in(client)
    saved = client.post("/school/sign-in/add/oidc/", answers(issuer))
    at = saved["Location"]

    shown = [client.get(path).content.decode() for path in (at, f"{at}change/", "/school/sign-in/", "/sign-in/")]
    wrong = client.post(f"{at}change/", answers(issuer, secret="another secret", words="")).content.decode()

    everything = "".join([*shown, wrong, str(list(Entry.objects.values())), str(list(Message.objects.values()))])
    provider = Provider.objects.get()
    for secret in (SECRET, "another secret"):
        assert secret not in everything
        assert secret not in f"{provider.secret} {provider.settings}"
    assert provider.reveal() == SECRET


def test_an_empty_secret_keeps_the_one_there_is(client: PageClient, issuer: Issuer) -> None:
    signed_in(client)
    at = client.post("/school/sign-in/add/oidc/", answers(issuer))["Location"]

    client.post(f"{at}change/", answers(issuer, secret="", words="Example ID"))

    provider = Provider.objects.get()
    assert (provider.words, provider.reveal()) == ("Example ID", SECRET)


def test_a_secret_of_another_key_is_asked_for_again(client: PageClient, issuer: Issuer, settings: Settings) -> None:
    signed_in(client)
    at = client.post("/school/sign-in/add/oidc/", answers(issuer))["Location"]
    provider = Provider.objects.get()
    provider.secret = "gAAAAABnothing"
    provider.save()

    assert "Enter it again" in client.get(at).content.decode()


def test_changing_how_others_sign_in_asks_once_more(client: PageClient, issuer: Issuer) -> None:
    signed_in(client)
    session = client.session
    session["known_by"] = {**session["known_by"], "since": "2026-01-01T09:00:00+00:00"}
    session.save()

    assert client.get("/school/sign-in/add/oidc/")["Location"].startswith("/sign-in/confirm/")
    assert client.post("/school/sign-in/add/oidc/", answers(issuer))["Location"].startswith("/sign-in/confirm/")
    assert not Provider.objects.exists()


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a secret that is wrong": ({"secret": "wrong"}, "does not know this client ID and secret"),
    "another issuer than the server’s": ({"issuer": "{}/other"}, "Enter exactly that as the issuer"),
}


@pytest.mark.parametrize("how", FAULTS)
def test_trying_it_says_in_one_sentence_what_is_wrong(client: PageClient, issuer: Issuer, how: str) -> None:
    signed_in(client)
    changed, sentence = FAULTS[how]
    changed = {name: value.format(issuer.issuer) for name, value in changed.items()}

    saved = client.post("/school/sign-in/add/oidc/", answers(issuer, **changed))

    page = client.get(saved["Location"]).content.decode()
    assert "It cannot be used yet" in page
    assert sentence in page


def test_trying_a_provider_that_is_down_says_so(client: PageClient) -> None:
    signed_in(client)
    with running() as gone:
        pass
    page = client.get(client.post("/school/sign-in/add/oidc/", answers(gone))["Location"]).content.decode()

    assert "does not answer. Check the address." in page


@pytest.mark.parametrize(
    ("kind", "changed", "sentence"),
    [
        ("oidc", {"issuer": "http://login.school.example"}, "Enter an address that begins with https://"),
        ("oidc", {"matches_by": "email"}, "Enter the domain that is the school’s own"),
        ("oidc", {"matches_by": "staff-id"}, "Enter the name under which the provider says the staff ID"),
        ("microsoft", {"tenant": "common"}, "Enter the ID of your own tenant"),
        ("google", {"domain": "gmail"}, "Enter a domain like school.example"),
        ("ldap", {"url": "ldap://a.example"}, "passwords travel this way"),
        ("ldap", {"filter": "(uid=*)"}, "with {username} where the name goes"),
        ("saml", {"metadata": "<none/>"}, "Metadata"),
    ],
)
def test_a_wrong_answer_gets_one_sentence(
    client: PageClient, issuer: Issuer, kind: str, changed: dict[str, str], sentence: str
) -> None:
    signed_in(client)

    page = client.post(f"/school/sign-in/add/{kind}/", answers(issuer, **changed)).content.decode()

    assert sentence.lower() in page.lower()
    assert not Provider.objects.exists()


def test_an_address_of_microsofts_never_recognises_anybody(client: PageClient) -> None:
    signed_in(client)

    assert 'value="email"' not in client.get("/school/sign-in/add/microsoft/").content.decode()


def test_another_issuer_is_another_provider_once_people_are_connected(client: PageClient, issuer: Issuer) -> None:
    person = signed_in(client)
    provider = make_provider(person, issuer)
    actions.link(provider, person, Came(issuer.issuer, "s"), how="connected", by=person, at=timezone.now())

    changed = answers(issuer, issuer="https://other.example", secret="")
    page = client.post(f"/school/sign-in/{provider.public_id}/change/", changed).content.decode()

    assert "Set it up beside this one" in page


def test_an_administrator_says_who_somebody_is_and_they_come_in(client: PageClient, issuer: Issuer) -> None:
    administrator = signed_in(client)
    provider = make_provider(administrator, issuer, settings={"staff_id_claim": "employeeid"})
    nadia = make_person(provider.school, staff_id="T1")
    tom = make_person(provider.school, "Tom", "Bell")
    issuer.person |= {"employeeid": "T1", "email": tom.email, "email_verified": True}
    visitor = PageClient()
    go(visitor, provider, issuer)

    assert "Somebody waits to be recognised" in client.get("/school/sign-in/").content.decode()
    arrival = Arrival.objects.get()
    page = client.get(f"/school/sign-in/waiting/{arrival.pk}/").content.decode()
    for words in (issuer.issuer, "The same staff ID", "may belong to somebody else by now", "Verified, as"):
        assert words in page
    client.post(f"/school/sign-in/waiting/{arrival.pk}/", {"person": str(nadia.public_id)})
    go(visitor, provider, issuer)

    nadia.refresh_from_db()
    assert visitor.session["_auth_user_id"] == str(nadia.account_id)
    assert "linked by an administrator’s word" in visitor.session["known_by"]["detail"]
    assert Link.objects.get().made_by == administrator
    assert "Nobody waits" in client.get("/school/sign-in/waiting/").content.decode()


def test_an_administrator_looks_for_somebody_with_another_name(client: PageClient, issuer: Issuer) -> None:
    administrator = signed_in(client)
    provider = make_provider(administrator, issuer)
    tom = make_person(provider.school, "Tom", "Bell")
    go(PageClient(), provider, issuer)
    at = f"/school/sign-in/waiting/{Arrival.objects.get().pk}/"

    assert "Tom Bell" not in client.get(at).content.decode()
    assert "Tom Bell" in client.post(at, {"words": "bell", "look": "1"}).content.decode()
    client.post(at, {"words": "bell", "person": str(tom.public_id)})

    assert Link.objects.get().person == tom


def test_nobodys_word_opens_the_account_of_somebody_who_signs_in_already(client: PageClient, issuer: Issuer) -> None:
    administrator = signed_in(client)
    provider = make_provider(administrator, issuer)
    nadia = make_person(provider.school)
    give_account(nadia)
    go(PageClient(), provider, issuer)
    at = f"/school/sign-in/waiting/{Arrival.objects.get().pk}/"

    page = client.get(at).content.decode()
    assert "connect an account themselves" in page
    client.post(at, {"person": str(nadia.public_id)})
    with pytest.raises(actions.ConnectsThemselves):
        actions.say_who(Arrival.objects.get(), nadia, by=administrator, at=timezone.now())

    assert not Link.objects.exists()


def test_nobody_of_another_school_is_offered_or_taken(client: PageClient, issuer: Issuer) -> None:
    administrator = signed_in(client)
    provider = make_provider(administrator, issuer)
    elsewhere = make_person(make_school("Alder Lane"))
    go(PageClient(), provider, issuer)
    at = f"/school/sign-in/waiting/{Arrival.objects.get().pk}/"

    assert str(elsewhere.public_id) not in client.get(at).content.decode()
    client.post(at, {"person": str(elsewhere.public_id), "words": elsewhere.surname})

    assert not Link.objects.exists()


def test_whoever_is_turned_away_is_not_listed_again_and_stays_outside(client: PageClient, issuer: Issuer) -> None:
    administrator = signed_in(client)
    provider = make_provider(administrator, issuer)
    go(PageClient(), provider, issuer)
    client.post(f"/school/sign-in/waiting/{Arrival.objects.get().pk}/", {"person": "nobody"})
    visitor = PageClient()

    assert go(visitor, provider, issuer)["Location"] == "/sign-in/with/not-known/"
    assert not is_signed_in(visitor)
    assert "Nobody waits" in client.get("/school/sign-in/waiting/").content.decode()


def test_what_was_told_of_newcomers_is_forgotten_after_thirty_days(issuer: Issuer) -> None:
    from datetime import timedelta

    from countersign.providers.jobs import forget_arrivals

    provider = make_provider(make_administrator(make_school()), issuer)
    go(PageClient(), provider, issuer)

    forget_arrivals(timezone.now() + timedelta(days=29))
    assert Arrival.objects.count() == 1
    forget_arrivals(timezone.now() + timedelta(days=31))
    assert Arrival.objects.count() == 0


def test_stopping_ends_sessions_and_keeps_no_secret(client: PageClient, issuer: Issuer) -> None:
    administrator = signed_in(client)
    provider = make_provider(administrator, issuer)
    nadia = make_person(provider.school)
    actions.link(provider, nadia, Came(issuer.issuer, "s-1"), how="ticket", by=nadia, at=timezone.now())
    visitor = PageClient()
    go(visitor, provider, issuer)
    assert visitor.get("/sign-in/mine/").status_code == 200
    at = f"/school/sign-in/{provider.public_id}/"

    assert "1 person signs in this way" in client.get(f"{at}retire/").content.decode()
    client.post(f"{at}retire/")

    provider.refresh_from_db()
    assert provider.secret == ""
    assert visitor.get("/sign-in/mine/").status_code == 302
    assert visitor.get(f"/sign-in/with/{provider.public_id}/").status_code == 404
    assert client.get("/school/sign-in/").status_code == 200


def test_the_last_way_in_of_the_last_administrator_is_not_taken_away(client: PageClient, issuer: Issuer) -> None:
    administrator = make_administrator(make_school())
    provider = make_provider(administrator, issuer, trusts_second_step=True)
    actions.link(provider, administrator, Came(issuer.issuer, "s-1"), how="ticket", by=administrator, at=timezone.now())
    issuer.person |= {"amr": ["mfa"]}
    go(client, provider, issuer)
    at = f"/school/sign-in/{provider.public_id}/"

    client.post(f"{at}retire/")
    assert "No administrator could sign in without it" in client.get("/school/sign-in/").content.decode()
    client.post(f"{at}people/{Link.objects.get().pk}/end/")
    assert "This is the only way to sign in" in client.get("/school/sign-in/").content.decode()

    provider.refresh_from_db()
    assert provider.retired_at is None
    assert Link.objects.get().ended_at is None


def test_passwords_are_chosen_on_the_page(client: PageClient) -> None:
    administrator = signed_in(client)

    client.post("/school/sign-in/", {"only_without_link": "yes"})

    administrator.school.refresh_from_db()
    assert administrator.school.password_rule.only_without_link
    assert "school.password-rule-changed" in Entry.objects.values_list("kind", flat=True)


def test_whoever_was_disconnected_and_comes_again_waits_again(client: PageClient, issuer: Issuer) -> None:
    administrator = signed_in(client)
    provider = make_provider(administrator, issuer)
    nadia = make_person(provider.school)
    go(PageClient(), provider, issuer)
    client.post(f"/school/sign-in/waiting/{Arrival.objects.get().pk}/", {"person": str(nadia.public_id)})
    assert "With <bdi>school account</bdi>" in client.get(f"/people/{nadia.public_id}/").content.decode()
    client.post(f"/school/sign-in/{provider.public_id}/people/{Link.objects.get().pk}/end/")

    go(PageClient(), provider, issuer)

    page = client.get(f"/school/sign-in/waiting/{Arrival.objects.get().pk}/").content.decode()
    assert "This account was somebody’s before" in page
