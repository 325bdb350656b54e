"""The pages of people in a real browser, with a real (virtual) authenticator for passkeys."""

from typing import Any

import pytest
from django.core.files.temp import NamedTemporaryFile
from django.utils import timezone

from countersign.notices import actions as notices
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
from countersign.people.tests.test_sign_in import code_now, give_app
from countersign.people.tickets import make_ticket
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(page: Any) -> Any:
    """Give the browser a device that holds passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session


def sign_in(page: Any, address: str, person: Person) -> None:
    """Sign in with password and app."""
    page.goto(f"{address}/sign-in/")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    for _ in range(2):  # a code may grow old on a busy machine
        page.get_by_label("Code").fill(code_now())
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state()
        if "/sign-in/code" not in page.url:
            break
    page.wait_for_url(lambda url: "/sign-in/code" not in url)


def make_settled_administrator() -> Person:
    administrator = make_administrator(make_school())
    give_app(give_account(administrator))
    return administrator


def test_a_passkey_is_made_signs_in_and_unlocks(desk: Any, live: str) -> None:
    administrator = make_administrator(make_school())
    _, secret = ticket_for(administrator, Ticket.Purpose.JOIN)
    with_authenticator(desk)

    desk.goto(f"{live}/i/{secret}/")
    desk.get_by_label("With a passkey").check()
    desk.get_by_role("button", name="Continue").click()
    desk.get_by_label("Name of this passkey").fill("Office laptop")
    check_page(desk, "passkey-make")
    desk.get_by_role("button", name="Make a passkey").click()
    desk.get_by_role("heading", name="Your recovery codes").wait_for()
    check_page(desk, "recovery-codes")
    account = Account.objects.get()
    assert not account.has_usable_password()

    desk.goto(f"{live}/people/")  # the second step is there now
    desk.get_by_role("heading", name="People", exact=True).wait_for()
    desk.get_by_role("button", name="Sign out").click()

    desk.goto(f"{live}/people/?q=marsh")
    desk.get_by_role("button", name="Sign in with a passkey").click()
    desk.get_by_role("heading", name="People", exact=True).wait_for()
    assert desk.url.endswith("/people/?q=marsh")  # the deep link survives
    desk.goto(f"{live}/sign-in/mine/")
    assert "passkey, with the fingerprint, face or PIN of the device" in desk.content()
    check_page(desk, "sign-in-mine")

    desk.get_by_role("button", name="Lock now").click()
    check_page(desk, "locked-passkey")
    desk.get_by_role("button", name="Unlock with a passkey").click()
    desk.wait_for_url(f"{live}/")


def test_a_passkey_is_the_second_step_after_a_password(desk: Any, live: str) -> None:
    person = make_person(make_school())
    give_account(person)
    with_authenticator(desk)
    desk.goto(f"{live}/sign-in/mine/passkeys/add/")
    desk.get_by_label("E-mail address").fill(person.email)
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Sign in", exact=True).click()
    desk.get_by_role("button", name="Make a passkey").click()
    desk.get_by_role("heading", name="Your recovery codes").wait_for()
    desk.get_by_role("button", name="Sign out").click()

    desk.get_by_label("E-mail address").fill(person.email)
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name="Sign in", exact=True).click()
    check_page(desk, "second-step-code")
    desk.get_by_role("button", name="Use your passkey instead").click()
    desk.wait_for_url(f"{live}/")
    desk.goto(f"{live}/sign-in/mine/")
    assert "password and a security key" in desk.content()


def test_a_passkey_that_is_refused_is_said_and_nothing_is_lost(desk: Any, live: str) -> None:
    make_school()
    session = with_authenticator(desk)
    desk.goto(f"{live}/sign-in/")
    session.send("WebAuthn.disable")
    desk.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('cancelled')) }")

    desk.get_by_role("button", name="Sign in with a passkey").click()

    desk.get_by_text("The passkey was not used").wait_for()
    desk.reload()
    assert not desk.get_by_text("The passkey was not used").is_visible()


def test_where_a_browser_cannot_use_passkeys_none_is_offered(desk_without_scripts: Any, live: str) -> None:
    make_school()
    desk_without_scripts.goto(f"{live}/sign-in/")

    assert not desk_without_scripts.get_by_role("button", name="Sign in with a passkey").is_visible()


@pytest.mark.parametrize("fixture", ["phone", "phone_without_scripts", "narrow", "desk"])
def test_an_invitation_is_opened_with_one_press(request: pytest.FixtureRequest, live: str, fixture: str) -> None:
    page = request.getfixturevalue(fixture)
    school = make_school()
    make_head(school)
    administrator = make_administrator(school)
    person = make_person(school, "Priya", "Nair", job_title="Class teacher, Year 3", from_date=timezone.localdate())
    _, secret = make_ticket(person, "sign", channel="link sent to p…@mail.example", by=administrator, at=timezone.now())

    page.goto(f"{live}/i/{secret}/")
    check_page(page, f"invitation-{fixture}")
    page.get_by_role("button", name="Yes, continue").click()

    page.wait_for_url(lambda url: "/i/" not in url)  # the form is taken, though the browser hides where it comes from
    assert secret not in page.url
    assert Ticket.objects.get().used_at is not None


@pytest.mark.parametrize("fixture", ["phone", "desk"])
def test_pages_for_strangers_are_well_made(request: pytest.FixtureRequest, live: str, fixture: str) -> None:
    page = request.getfixturevalue(fixture)
    school = make_school()
    person = make_person(school)
    ticket, secret = ticket_for(person)
    _, joining = ticket_for(make_person(school, "Tom", "Hart"), Ticket.Purpose.JOIN)
    Ticket.objects.filter(pk=ticket.pk).update(expires_at=timezone.now())

    for path, name in [
        (f"/i/{secret}/", "link-closed"),
        ("/i/unknown/", "link-unknown"),
        ("/messages/new-link/", "ask-again"),
        ("/sign-in/", "sign-in"),
        (f"/i/{joining}/", "join"),
    ]:
        page.goto(live + path)
        check_page(page, f"{name}-{fixture}")
    page.get_by_label("With a password").check()
    page.get_by_label("Choose a password").fill("Summer2026!")
    page.get_by_role("button", name="Continue").click()
    check_page(page, f"join-error-{fixture}")
    page.goto(f"{live}/sign-in/")
    page.get_by_role("button", name="Sign in", exact=True).click()
    check_page(page, f"sign-in-error-{fixture}")
    for _ in range(6):
        page.goto(f"{live}/sign-in/")
        page.get_by_label("E-mail address").fill("tom@mail.example")
        page.get_by_label("Password", exact=True).fill("wrong wrong")
        page.get_by_role("button", name="Sign in", exact=True).click()
    check_page(page, f"too-many-tries-{fixture}")


@pytest.mark.parametrize("fixture", ["phone", "narrow", "desk"])
def test_pages_for_administrators_are_well_made(request: pytest.FixtureRequest, live: str, fixture: str) -> None:
    page = request.getfixturevalue(fixture)
    administrator = make_settled_administrator()
    school = administrator.school
    head = make_head(school)
    make_person(school, "Siobhán", "O'Brien, (Jr) *", job_title="Midday supervisor")
    make_person(school, "A" * 60, "B" * 60, email=f"{'long' * 15}@mail.example")
    make_person(school, "Helen", "Ward", kind="governors", from_date=timezone.localdate().replace(year=2030))
    message = notices.invite(head, by=administrator, at=timezone.now())
    ticket_for(head)
    sign_in(page, live, administrator)

    for path, name in [
        ("/people/", "people"),
        ("/people/?q=nobody", "people-nobody"),
        ("/people/add/", "person-add"),
        (f"/people/{head.public_id}/", "person"),
        (f"/people/{head.public_id}/correct/", "person-correct"),
        (f"/people/{head.public_id}/role/", "role-add"),
        (f"/people/{head.public_id}/role/{head.roles.get().pk}/end/", "role-end"),
        ("/people/import/", "import"),
        ("/messages/", "messages"),
        (f"/messages/{message.pk}/", "message"),
        ("/sign-in/mine/", "mine"),
        ("/sign-in/mine/app/remove/", "app-remove"),
        ("/sign-in/mine/password/", "password"),
    ]:
        page.goto(live + path)
        check_page(page, f"{name}-{fixture}")
    page.goto(f"{live}/messages/{message.pk}/")
    page.get_by_role("button", name="Show the link").click()
    check_page(page, f"message-link-{fixture}")
    page.goto(f"{live}/people/import/")
    with NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(
            "forename,surname,email,role,start date\nAoife,Brennan,a@mail.example,Teaching staff,01/09/2026\n"
            "Jane,Lowther,jane@mail.example,Staff,\nHelen,Ward,other@mail.example,Wizard,\nHelen,Ward,x@mail.example,,\n"
        )
        file.flush()
        page.locator("input[type=file]").set_input_files(file.name)
        page.get_by_role("button", name="Look it over").click()
        page.get_by_role("heading", name="2 new people").wait_for()
    check_page(page, f"import-preview-{fixture}")
    page.get_by_role("button", name="Add 2 people").click()
    page.get_by_text("You added 2 people").wait_for()
    page.goto(f"{live}/people/add/")
    page.get_by_role("button", name="Add this person").click()
    check_page(page, f"person-add-error-{fixture}")


@pytest.mark.parametrize("fixture", ["phone", "desk"])
def test_setting_up_the_second_step_and_the_lock_are_well_made(
    request: pytest.FixtureRequest, live: str, fixture: str
) -> None:
    page = request.getfixturevalue(fixture)
    administrator = make_administrator(make_school())
    give_account(administrator)
    page.goto(f"{live}/people/add/")
    page.get_by_label("E-mail address").fill(administrator.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    check_page(page, f"second-step-{fixture}")
    page.get_by_role("button", name="Set up an app").click()
    check_page(page, f"app-{fixture}")
    page.get_by_text("I cannot scan it").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(code_now(secret))
    page.get_by_role("button", name="Use this app").click()
    check_page(page, f"codes-{fixture}")

    page.goto(f"{live}/people/add/")
    page.get_by_label("Forename").fill("Aoife")
    page.get_by_label("Role").select_option("staff")
    other = page.context.new_page()
    other.goto(f"{live}/sign-in/mine/")
    other.get_by_role("button", name="Lock now").click()
    other.get_by_role("heading", name="Locked").wait_for()
    page.get_by_role("button", name="Add this person").click()
    check_page(page, f"locked-{fixture}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Unlock", exact=True).click()
    check_page(page, f"unlocked-{fixture}")
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("You added Aoife").wait_for()


@pytest.mark.parametrize("fixture", ["phone", "desk"])
def test_the_demonstration_page_is_well_made(request: pytest.FixtureRequest, live: str, fixture: str) -> None:
    page = request.getfixturevalue(fixture)
    school = make_school("Larkfield Primary School", is_demonstration=True)
    for person, note in [
        (make_head(school), "Countersigns agreements, gives permissions, sees who has not signed."),
        (make_administrator(school), "Adds people, invites them, sets the school up."),
        (make_person(school, "Priya", "Nair", job_title="Class teacher"), "Has a policy to sign today."),
    ]:
        person.demonstration_note = note
        person.save()
    page.goto(f"{live}/demonstration/")
    check_page(page, f"demonstration-{fixture}")
    page.get_by_role("button", name="Look around as Oona").click()
    page.goto(f"{live}/people/")
    check_page(page, f"demonstration-people-{fixture}")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
