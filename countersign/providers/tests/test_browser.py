"""Signing in with an account elsewhere, in a real browser."""

from typing import Any

import pytest
from django.utils import timezone

from countersign.agreements.tests.factories import make_headed_school
from countersign.people.models import Person, Ticket
from countersign.people.tests.factories import give_account, ticket_for
from countersign.people.tests.test_browser import sign_in
from countersign.people.tests.test_sign_in import give_app
from countersign.policies.models import Edition
from countersign.policies.tests.factories import make_draft, make_person, publish
from countersign.providers import actions
from countersign.providers.came import Came
from countersign.providers.models import Arrival, Provider
from countersign.providers.tests.factories import make_provider
from countersign.providers.tests.issuer import CLIENT, SECRET, Issuer
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def make_all(issuer: Issuer) -> tuple[Person, Provider, Edition, Person]:
    """Return an administrator, a provider, an edition to sign and somebody it binds, with an account there."""
    school, administrator = make_headed_school()
    provider = make_provider(administrator, issuer, words="Example ID", settings={"staff_id_claim": "employeeid"})
    draft = make_draft(school, "I keep my password to myself.", by=administrator)
    edition = publish(draft, administrator, effective_date=timezone.localdate())
    nadia = make_person(school, "Nadia", "Kow")
    for person in (administrator, nadia):
        person.email = f"{person.forename.lower()}@mail.example"
        person.save()
    return administrator, provider, edition, nadia


@pytest.mark.parametrize("device", ["phone", "phone_without_scripts", "narrow"])
def test_from_a_deep_link_to_the_provider_and_back_to_sign(
    device: str, request: pytest.FixtureRequest, live: str, issuer: Issuer
) -> None:
    _, provider, edition, nadia = make_all(issuer)
    actions.link(provider, nadia, Came(issuer.issuer, "s-1"), how="ticket", by=nadia, at=timezone.now())
    page = request.getfixturevalue(device)

    page.goto(f"{live}/sign/{edition.public_id}/")
    check_page(page, f"providers-sign-in-{device}")
    page.get_by_role("button", name="Sign in with Example ID").click()
    page.get_by_role("heading", name="Provider").wait_for()
    page.get_by_role("link", name="Go on").click()

    page.wait_for_url(f"{live}/sign/{edition.public_id}/")
    assert "I keep my password to myself." in page.content()
    page.goto(f"{live}/sign-in/mine/")
    check_page(page, f"providers-mine-{device}")


def test_joining_by_a_link_with_an_account_elsewhere(phone_without_scripts: Any, live: str, issuer: Issuer) -> None:
    page = phone_without_scripts
    _, provider, _, nadia = make_all(issuer)
    _, secret = ticket_for(nadia, Ticket.Purpose.JOIN)

    page.goto(f"{live}/i/{secret}/")
    check_page(page, "providers-join")
    page.get_by_label("With Example ID").check()
    page.get_by_role("button", name="Continue").click()
    check_page(page, "providers-begin")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("link", name="Go on").click()
    page.wait_for_url(lambda url: url.startswith(live) and "/back/" not in url)

    nadia.refresh_from_db()
    assert nadia.account_id
    assert provider.links.get().person == nadia


def test_somebody_who_is_not_known_yet_is_told_what_to_do_and_let_in_by_an_administrator(
    phone: Any, desk: Any, live: str, issuer: Issuer
) -> None:
    administrator, provider, _, nadia = make_all(issuer)
    give_app(give_account(administrator))
    phone.goto(f"{live}/sign-in/")
    phone.get_by_role("button", name="Sign in with Example ID").click()
    phone.get_by_role("link", name="Go on").click()
    phone.get_by_role("heading", name="We do not know yet who you are here").wait_for()
    check_page(phone, "providers-not-known")

    sign_in(desk, live, administrator)
    desk.goto(f"{live}/school/sign-in/")
    check_page(desk, "providers-school")
    desk.get_by_role("link", name="Say who it is").click()
    check_page(desk, "providers-waiting")
    desk.get_by_role("link", name="Nadia Kow").click()
    check_page(desk, "providers-who")
    desk.get_by_label("Nadia Kow").check()
    desk.get_by_role("button", name="It is so").click()
    desk.get_by_text("can now sign in with Example ID").wait_for()
    desk.goto(f"{live}/school/sign-in/{provider.public_id}/")
    check_page(desk, "providers-provider")
    desk.get_by_role("link", name="Stop using it").click()
    check_page(desk, "providers-retire")

    phone.goto(f"{live}/sign-in/")
    phone.get_by_role("button", name="Sign in with Example ID").click()
    phone.get_by_role("link", name="Go on").click()
    phone.wait_for_url(lambda url: url.startswith(live) and "/sign-in/" not in url)
    nadia.refresh_from_db()
    assert nadia.account_id
    assert not Arrival.objects.filter(settled_at=None).exists()


def test_an_administrator_sets_each_kind_up(desk_without_scripts: Any, narrow: Any, live: str, issuer: Issuer) -> None:
    administrator, _, _, _ = make_all(issuer)
    give_app(give_account(administrator))
    desk = desk_without_scripts
    sign_in(desk, live, administrator)
    desk.goto(f"{live}/school/sign-in/add/")
    check_page(desk, "providers-kind")
    desk.get_by_label("Another provider that speaks OpenID Connect").check()
    desk.get_by_role("button", name="Continue").click()
    check_page(desk, "providers-add-oidc")
    desk.get_by_role("button", name="Save and try it").click()
    check_page(desk, "providers-add-oidc-empty")
    desk.get_by_label("What should the button say").fill("Other ID")
    desk.get_by_label("Issuer").fill(issuer.issuer)
    desk.get_by_label("Client ID").fill(CLIENT)
    desk.get_by_label("Client secret").fill(SECRET)
    desk.get_by_label("No: they take a second step here").check()
    desk.get_by_role("button", name="Save and try it").click()
    desk.get_by_text("takes our client ID and secret").wait_for()
    for kind in ("microsoft", "google", "saml", "ldap"):
        desk.goto(f"{live}/school/sign-in/add/{kind}/")
        check_page(desk, f"providers-add-{kind}")
    narrow.context.add_cookies(desk.context.cookies())
    for kind in ("microsoft", "oidc", "saml", "ldap"):
        narrow.goto(f"{live}/school/sign-in/add/{kind}/")
        check_page(narrow, f"providers-narrow-{kind}")


def test_what_was_typed_waits_while_the_session_is_unlocked_elsewhere(desk: Any, live: str, issuer: Issuer) -> None:
    administrator, provider, _, _ = make_all(issuer)
    Provider.objects.update(trusts_second_step=True)
    issuer.person["amr"] = ["mfa"]
    actions.link(provider, administrator, Came(issuer.issuer, "s-1"), how="ticket", by=administrator, at=timezone.now())
    desk.goto(f"{live}/sign-in/")
    desk.get_by_role("button", name="Sign in with Example ID").click()
    desk.get_by_role("link", name="Go on").click()
    desk.wait_for_url(f"{live}/")
    desk.goto(f"{live}/people/add/")
    desk.get_by_label("Forename").fill("Aoife")
    other = desk.context.new_page()
    other.goto(f"{live}/sign-in/mine/")
    other.get_by_role("button", name="Lock now").click()
    other.get_by_role("heading", name="Locked").wait_for()
    other.close()
    desk.get_by_role("button", name="Add").first.click()
    desk.get_by_text("What you typed is safe").wait_for()
    check_page(desk, "providers-locked")
    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Unlock with Example ID").click()
    opened.value.get_by_role("link", name="Go on").click()
    opened.value.wait_for_url(lambda url: url.startswith(live) and "/back/" not in url)
    desk.get_by_role("button", name="Continue").click()

    assert 'value="Aoife"' in desk.content()
