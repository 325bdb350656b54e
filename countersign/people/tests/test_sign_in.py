import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from countersign.people.models import Account, Person
from countersign.people.requests import PersonRequest
from countersign.people.tests.factories import (
    PASSWORD,
    give_account,
    make_administrator,
    make_head,
    make_person,
    make_school,
)
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_app(account: Account) -> None:
    """Set an authenticator app up for an account."""
    TOTP.activate(account, SECRET)


def code_now(secret: str = SECRET) -> str:
    """Return what the app shows."""
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def sign_in(client: PageClient, person: Person, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"login": person.email, "password": password, **more})


def test_somebody_signs_in_and_is_known_by_the_password(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    before = timezone.now()

    response = sign_in(client, person)

    assert response.status_code == 302
    assert client.session["known_by"]["method"] == "password"
    assert datetime.datetime.fromisoformat(client.session["known_by"]["since"]) >= before.replace(microsecond=0)


def test_an_address_is_found_however_it_is_typed(client: PageClient) -> None:
    person = make_person(make_school(), email="nadia@mail.example")
    give_account(person)

    response = client.post("/sign-in/", {"login": " Nadia@MAIL.example ", "password": PASSWORD})

    assert response.status_code == 302


def test_a_deep_link_survives_signing_in(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)

    sent = client.get("/sign-in/mine/?a=1")
    page = client.get(sent["Location"])
    assert 'name="next" value="/sign-in/mine/?a=1"' in page.content.decode()
    response = sign_in(client, person, next="/sign-in/mine/?a=1")

    assert response["Location"] == "/sign-in/mine/?a=1"


def test_signing_in_leads_to_no_other_site(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)

    assert sign_in(client, person, next="https://elsewhere.example/")["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)

    wrong = sign_in(client, person, "not the password")
    unknown = client.post("/sign-in/", {"login": "nobody@mail.example", "password": "not the password"})

    sentence = "The e-mail address or the password is not right. Check both and try again"
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()


def test_nothing_typed_is_answered_by_what_to_type(client: PageClient) -> None:
    make_school()
    page = client.post("/sign-in/", {}).content.decode()

    assert "Enter your e-mail address" in page
    assert "Enter your password" in page


def test_nobody_signs_up_uninvited(client: PageClient) -> None:
    make_school()

    assert client.get("/sign-in/signup/").status_code == 404
    assert client.get("/accounts/signup/").status_code == 404


def test_five_wrong_passwords_rest_the_account_with_a_clear_sentence(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)

    answers = [sign_in(client, person, f"wrong {number}") for number in range(5)]
    then = sign_in(client, person)

    assert answers[0].status_code == 200
    assert then.status_code == 429
    assert "15 minutes" in then.content.decode()
    assert "known_by" not in client.session


def test_a_rested_account_signs_in_again_later(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    for number in range(6):
        sign_in(client, person, f"wrong {number}")
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(minutes=16))

    assert sign_in(client, person).status_code == 302


def test_one_persons_wrong_tries_lock_nobody_else_out_of_the_same_building(client: PageClient) -> None:
    school = make_school()
    careless, other = make_person(school), make_person(school, "Tom", "Bell")
    give_account(careless)
    give_account(other)

    for number in range(6):
        sign_in(client, careless, f"wrong {number}")

    assert sign_in(client, other).status_code == 302


def test_with_an_app_the_password_is_not_enough(client: PageClient) -> None:
    person = make_person(make_school())
    give_app(give_account(person))

    asked = sign_in(client, person, next="/sign-in/mine/")
    assert asked["Location"].startswith("/sign-in/code/")
    assert client.get("/sign-in/mine/").status_code == 302

    assert "The code is not right" in client.post("/sign-in/code/", {"code": "000000"}).content.decode()
    code = code_now()
    done = client.post("/sign-in/code/", {"code": f"{code[:3]} {code[3:]}"})

    assert done["Location"] == "/sign-in/mine/"
    assert client.session["known_by"]["method"] == "password+totp"


def test_a_recovery_code_works_once_and_is_named_in_the_record(client: PageClient) -> None:
    person = make_person(make_school())
    account = give_account(person)
    give_app(account)
    code = RecoveryCodes.activate(account).get_unused_codes()[0]

    sign_in(client, person)
    client.post("/sign-in/code/", {"code": code})
    assert client.session["known_by"]["method"] == "password+recovery-code"
    client.post("/sign-out/")
    sign_in(client, person)

    assert "The code is not right" in client.post("/sign-in/code/", {"code": code}).content.decode()


def test_the_keys_of_apps_and_recovery_codes_are_kept_encrypted() -> None:
    account = give_account(make_person(make_school()))
    give_app(account)
    RecoveryCodes.activate(account)

    kept = str(list(Authenticator.objects.filter(user=account).values_list("data", flat=True)))
    assert SECRET not in kept
    assert "gAAAA" in kept


@pytest.mark.parametrize("make", [make_administrator, make_head])
def test_whoever_approves_or_administers_sets_up_a_second_step_before_anything_else(
    client: PageClient, make: Any
) -> None:
    person = make(make_school())
    account = give_account(person)
    sign_in(client, person)

    for path in ("/people/", "/messages/"):
        assert client.get(path)["Location"].startswith("/sign-in/second-step/?next=")
    for path in ("/sign-in/second-step/", "/sign-in/mine/", "/sign-in/mine/app/", "/sign-in/mine/passkeys/add/"):
        assert client.get(path).status_code == 200, path

    page = client.get("/sign-in/mine/app/")
    secret = page.context["form"].secret
    set_up = client.post("/sign-in/mine/app/", {"code": code_now(secret)})
    assert set_up["Location"] == "/sign-in/mine/codes/"
    codes = client.get("/sign-in/mine/codes/").content.decode()
    own = Authenticator.objects.get(user=account, type=Authenticator.Type.RECOVERY_CODES)
    assert all(each in codes for each in RecoveryCodes(own).get_unused_codes())
    assert client.get("/sign-in/mine/").status_code == 200
    assert client.get("/sign-in/second-step/?next=/sign-in/mine/")["Location"] == "/sign-in/mine/"
    assert client.get("/messages/").status_code == (200 if person.is_administrator else 404)


def test_a_class_teacher_needs_no_second_step(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    sign_in(client, person)

    assert client.get("/sign-in/mine/").status_code == 200
    assert client.get("/sign-in/second-step/")["Location"] == "/"


def test_a_demonstration_asks_nobody_for_a_second_step(client: PageClient) -> None:
    person = make_administrator(make_school(is_demonstration=True))
    give_account(person)
    sign_in(client, person)

    assert client.get("/people/").status_code == 200


def test_changing_how_one_signs_in_asks_again_some_time_after_signing_in(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    sign_in(client, person)
    session = client.session
    session["known_by"] = {**session["known_by"], "since": "2026-01-01T09:00:00+00:00"}
    session.save()

    asked = client.get("/sign-in/mine/app/")
    assert asked["Location"].startswith("/sign-in/confirm/?next=")
    assert client.get(asked["Location"]).status_code == 200
    wrong = client.post("/sign-in/confirm/", {"password": "no", "next": "/sign-in/mine/app/"})
    assert "The password is not right" in wrong.content.decode()
    right = client.post("/sign-in/confirm/", {"password": PASSWORD, "next": "/sign-in/mine/app/"})
    assert right["Location"] == "/sign-in/mine/app/"
    assert client.get("/sign-in/mine/app/").status_code == 200


def test_a_password_is_changed_with_the_old_one(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    sign_in(client, person)

    assert client.get("/sign-in/mine/password/").status_code == 200
    wrong = client.post("/sign-in/mine/password/", {"oldpassword": "no", "password1": "meadow trumpet saddle"})
    assert "The current password is not right" in wrong.content.decode()
    weak = client.post("/sign-in/mine/password/", {"oldpassword": PASSWORD, "password1": "Summer2026!"})
    assert "Use three random words" in weak.content.decode()
    done = client.post("/sign-in/mine/password/", {"oldpassword": PASSWORD, "password1": "meadow trumpet saddle"})
    assert done.status_code == 302
    assert client.get("/sign-in/mine/").status_code == 200
    assert Account.objects.get().check_password("meadow trumpet saddle")


def test_signing_out_everywhere_ends_every_session(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    other = PageClient()
    sign_in(client, person)
    sign_in(other, person)

    client.post("/sign-in/mine/everywhere/")

    assert client.get("/sign-in/mine/").status_code == 302
    assert other.get("/sign-in/mine/").status_code == 302
    assert sign_in(client, person).status_code == 302
    assert client.get("/sign-in/mine/").status_code == 200


def test_every_page_leads_to_how_one_signs_in(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    sign_in(client, person)

    assert 'href="/sign-in/mine/"' in client.get("/sign-out/").content.decode()


def test_signing_out_asks_when_a_link_leads_there(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    sign_in(client, person)

    assert client.get("/sign-out/").status_code == 200
    client.post("/sign-out/")

    assert client.get("/sign-in/mine/").status_code == 302
    assert not client.session.get("known_by")


def test_what_somebody_saw_is_not_kept_by_the_browser(client: PageClient) -> None:
    person = make_person(make_school())
    give_account(person)
    sign_in(client, person)

    assert "no-store" in client.get("/sign-in/mine/")["Cache-Control"]


def test_an_account_that_belongs_to_nobody_is_told_so(client: PageClient) -> None:
    make_school()
    client.force_login(Account.objects.create_user("left@mail.example", PASSWORD))

    response = client.get("/sign-in/mine/")

    assert response.status_code == 403
    assert "You are not at a school here" in response.content.decode()


def test_somebody_at_two_schools_chooses_where_they_are(client: PageClient) -> None:
    here = make_person(make_school("Fernhill"))
    account = give_account(here)
    there = make_person(make_school("Alder Lane"))
    there.account = account
    there.save()
    stranger = make_person(make_school("Third School"), "Tom", "Bell")
    sign_in(client, here)

    assert "Fernhill" in client.get("/sign-in/mine/").content.decode()
    client.post("/sign-in/mine/school/", {"person": str(there.public_id)})
    assert "<bdi>Alder Lane</bdi> (you are here)" in client.get("/sign-in/mine/").content.decode()
    for wrong in (str(stranger.public_id), "nonsense"):
        client.post("/sign-in/mine/school/", {"person": wrong})
        assert "<bdi>Alder Lane</bdi> (you are here)" in client.get("/sign-in/mine/").content.decode()


def test_the_identity_names_the_session_and_the_browser_without_its_key(client: PageClient, rf: RequestFactory) -> None:
    from countersign.people.middleware import PersonMiddleware

    person = make_person(make_school())
    account = give_account(person)
    sign_in(client, person)
    seen: list[PersonRequest] = []

    def answer(request: Any) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    request = rf.get("/", headers={"User-Agent": "A browser"})
    request.user = account
    request.session = client.session
    PersonMiddleware(answer)(request)

    identity = seen[0].identity
    assert (identity.method, identity.user_agent, identity.ip) == ("password", "A browser", "127.0.0.1")
    assert len(identity.session) == 64
    assert identity.session != client.session.session_key
