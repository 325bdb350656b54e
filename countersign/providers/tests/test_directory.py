"""Signing in with the school's own directory, against a real OpenLDAP server."""

from typing import Any

import pytest
from django.utils import timezone

from countersign.access.tests import slapd
from countersign.people.models import Person
from countersign.people.tests.factories import make_administrator, make_person, make_school
from countersign.providers import actions, setting_up
from countersign.providers.came import Came
from countersign.providers.directory import DirectoryTrouble, tried
from countersign.providers.models import Link, Provider
from countersign.providers.tests.factories import is_signed_in
from countersign.ui.testing import PageClient

pytestmark = [pytest.mark.django_db, pytest.mark.slapd]
WORD = "violet harbour lantern"


def make_directory(server: slapd.Slapd, by: Person, *, secret: str = slapd.PASSWORD, **changed: Any) -> Provider:
    settings = {
        "url": server.url, "start_tls": False, "ca_file": server.certificate, "bind_dn": slapd.SERVICE,
        "base": slapd.PEOPLE, "filter": "(&(objectClass=inetOrgPerson)(uid={username}))",
        "staff_id_claim": "employeeNumber", **changed,
    }  # fmt: skip
    return setting_up.set_up(
        by.school, kind="ldap", words="school computer account", settings=settings, secret=secret,
        trusts_second_step=False, matches_by="nothing", by=by, at=timezone.now(),
    )  # fmt: skip


def give(server: slapd.Slapd, username: str = "nkow", password: str = WORD, **more: bytes) -> str:
    """Make an account there, as a technician does."""
    dn = f"uid={username},{slapd.PEOPLE}"
    entry = {"objectClass": b"inetOrgPerson", "cn": b"Nadia Kow", "sn": b"Kow", "mail": b"nadia@mail.example",
             "uid": username.encode(), "userPassword": password.encode()} | more  # fmt: skip
    server.admin().add_s(dn, [(name, [value]) for name, value in entry.items()])
    return dn


def modify(server: slapd.Slapd, dn: str, name: str, value: bytes | None) -> None:
    import ldap

    server.admin().modify_s(dn, [(ldap.MOD_REPLACE, name, [value] if value else None)])


@pytest.fixture
def provider(directory: slapd.Slapd) -> Provider:
    return make_directory(directory, make_administrator(make_school()))


def link(provider: Provider, person: Person, username: str = "nkow", password: str = WORD) -> Came:
    came = tried(provider, username, password)
    assert came
    actions.link(provider, person, came, how=Link.How.TICKET, by=person, at=timezone.now())
    return came


def enter(client: PageClient, provider: Provider, username: str, password: str, **said: str) -> Any:
    return client.post(
        f"/sign-in/with/{provider.public_id}/",
        {"purpose": "sign-in", "next": "", "username": username, "password": password, **said},
    )


def test_somebody_signs_in_with_the_name_and_password_of_the_schools_computers(
    client: PageClient, provider: Provider, directory: slapd.Slapd
) -> None:
    give(directory)
    link(provider, make_person(provider.school))
    asked = client.post(f"/sign-in/with/{provider.public_id}/", {"purpose": "sign-in", "next": "/sign-in/mine/?a=1"})
    assert 'value="/sign-in/mine/?a=1"' in asked.content.decode()

    answer = enter(client, provider, "NKow ", WORD, next="/sign-in/mine/?a=1")

    assert answer["Location"] == "/sign-in/mine/?a=1"
    known = client.session["known_by"]
    assert known["method"] == "ldap"
    assert f"issuer {provider.issuer}, subject " in known["detail"]
    assert "bind as uid=nkow," in known["detail"]


def test_what_does_not_fit_gets_one_and_the_same_answer(
    client: PageClient, provider: Provider, directory: slapd.Slapd
) -> None:
    dn = give(directory)
    link(provider, make_person(provider.school))
    sentence = "The username or the password is not right"
    give(directory, "locked", cn=b"L")
    modify(directory, f"uid=locked,{slapd.PEOPLE}", "pwdAccountLockedTime", b"000001010000Z")
    give(directory, "change", cn=b"C")
    modify(directory, f"uid=change,{slapd.PEOPLE}", "pwdReset", b"TRUE")
    tries = [("nkow", "wrong"), ("nobody", WORD), ("locked", WORD), ("change", WORD), (dn, WORD)]
    for username, password in tries:
        assert sentence in enter(client, provider, username, password).content.decode(), username
    assert not is_signed_in(client)


def test_an_empty_password_is_never_sent(provider: Provider, directory: slapd.Slapd) -> None:
    give(directory)
    directory.stop()  # so that asking would fail

    assert tried(provider, "nkow", "") is None
    assert tried(provider, "", WORD) is None
    assert tried(provider, "nkow", "a\0b") is None


@pytest.mark.parametrize(
    "name",
    ["*", "nk*", "nkow)(uid=*", "*)(objectClass=*", "nkow\\2a", "nkow))(|(uid=*", "\\00", "n\u200bkow", "{username}"],
)
def test_what_is_typed_is_a_name_and_no_part_of_the_question(
    provider: Provider, directory: slapd.Slapd, name: str
) -> None:
    give(directory)

    assert tried(provider, name, WORD) is None


def test_a_name_that_fits_two_people_is_nobody(directory: slapd.Slapd) -> None:
    give(directory)
    give(directory, "nkow2")
    provider = make_directory(directory, make_administrator(make_school()), filter="(|(uid={username})(cn=Nadia Kow))")

    assert tried(provider, "nkow", WORD) is None


def test_a_username_given_to_somebody_else_is_not_the_person_before(
    client: PageClient, provider: Provider, directory: slapd.Slapd
) -> None:
    dn = give(directory)
    link(provider, make_person(provider.school))
    directory.admin().delete_s(dn)
    give(directory, password="meadow trumpet saddle")

    assert enter(client, provider, "nkow", "meadow trumpet saddle")["Location"] == "/sign-in/with/not-known/"


def test_a_new_username_is_the_same_person(client: PageClient, provider: Provider, directory: slapd.Slapd) -> None:
    dn = give(directory)
    link(provider, make_person(provider.school))
    directory.admin().rename_s(dn, "uid=nadia.kow")

    assert enter(client, provider, "nadia.kow", WORD)["Location"] == "/"


def test_guessing_rests_the_name_before_the_directory_locks_it(
    client: PageClient, provider: Provider, directory: slapd.Slapd
) -> None:
    give(directory)
    link(provider, make_person(provider.school))
    for number in range(5):
        enter(client, provider, "nkow", f"wrong {number}")

    then = enter(client, provider, "NKOW", WORD)

    assert then.status_code == 429
    assert not is_signed_in(client)
    assert tried(provider, "nkow", WORD)  # there it was not locked


def test_coming_for_the_first_time_counts_as_no_wrong_password(
    client: PageClient, provider: Provider, directory: slapd.Slapd
) -> None:
    give(directory, employeeNumber=b"T1")
    for _ in range(7):
        assert enter(client, provider, "nkow", WORD)["Location"] == "/sign-in/with/not-known/"
    assert provider.arrivals.get().staff_id == "T1"


def test_a_directory_that_is_down_is_no_wrong_password(
    client: PageClient, provider: Provider, directory: slapd.Slapd
) -> None:
    give(directory)
    link(provider, make_person(provider.school))
    directory.stop()

    assert "does not answer" in enter(client, provider, "nkow", WORD).content.decode()
    directory.start()
    assert enter(client, provider, "nkow", WORD).status_code == 302


def test_starttls_does_as_well_and_nothing_travels_in_the_clear(directory: slapd.Slapd) -> None:
    give(directory)
    plain = f"ldap://127.0.0.1:{directory.plain_port}"
    administrator = make_administrator(make_school())
    provider = make_directory(directory, administrator, url=plain, start_tls=True)

    assert tried(provider, "nkow", WORD)
    provider.settings["start_tls"] = False
    with pytest.raises(DirectoryTrouble, match="clear"):
        tried(provider, "nkow", WORD)


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "nobody there": ({"url": "ldaps://127.0.0.1:1"}, "does not answer on port 1"),
    "its certificate is not trusted": ({"ca_file": ""}, "certificate"),
    "its account is wrong": ({"bind_dn": f"cn=other,{slapd.SUFFIX}"}, "does not let our account in"),
    "no such folder": ({"base": f"ou=nowhere,{slapd.SUFFIX}"}, "folder with the people is not in the directory"),
    "nobody in the folder": ({"base": f"ou=outside,{slapd.SUFFIX}"}, "no person is found"),
    "a filter without an end": ({"filter": "(uid={username}"}, "filter cannot be read"),
}


@pytest.mark.parametrize("how", WRONG)
def test_trying_it_says_in_one_sentence_what_is_wrong(directory: slapd.Slapd, how: str) -> None:
    give(directory)
    settings, sentence = WRONG[how]
    provider = make_directory(directory, make_administrator(make_school()), **settings)

    with pytest.raises(DirectoryTrouble, match=sentence):
        setting_up.try_it(provider)


def test_trying_it_says_that_all_is_well(provider: Provider, directory: slapd.Slapd) -> None:
    give(directory)

    assert "people are found in it" in setting_up.try_it(provider)


def test_a_locked_session_opens_with_the_same_name_and_no_other(
    client: PageClient, provider: Provider, directory: slapd.Slapd
) -> None:
    give(directory)
    give(directory, "tbell", "meadow trumpet saddle")
    link(provider, make_person(provider.school))
    link(provider, make_person(provider.school, "Tom", "Bell"), "tbell", "meadow trumpet saddle")
    enter(client, provider, "nkow", WORD)
    client.post("/lock/")

    enter(client, provider, "tbell", "meadow trumpet saddle", purpose="unlock")
    assert client.get("/sign-in/mine/")["Location"].startswith("/locked/")
    enter(client, provider, "nkow", WORD, purpose="unlock")
    assert client.get("/sign-in/mine/").status_code == 200
