"""The worker and the commands against a real OpenLDAP server."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from countersign.access import actions, steering
from countersign.access.jobs import apply_due, reconcile_due
from countersign.access.models import Change, Connector, Link
from countersign.access.tests import slapd
from countersign.access.tests.factories import (
    countersign,
    give,
    make_administrator,
    make_entitlements,
    make_head,
    make_permission,
    make_person,
    make_school,
)
from countersign.people.models import Person, Role

pytestmark = [pytest.mark.django_db, pytest.mark.slapd]
PASSWORD = "correct horse battery"


@pytest.fixture
def connector(server: slapd.Slapd, monkeypatch: pytest.MonkeyPatch) -> Connector:
    """Connect the server as an administrator would, with one head who countersigns."""
    monkeypatch.setenv("COUNTERSIGN_LDAP_PASSWORD", slapd.PASSWORD)
    school = make_school()
    make_head(school)
    by, at = make_administrator(school), datetime.now(UTC)
    staff, _ = make_entitlements(school)
    remote = make_permission(school)
    settings = {
        "url": server.url, "bind_dn": slapd.SERVICE, "people": slapd.PEOPLE, "groups": slapd.GROUPS,
        "ca_file": server.certificate, "start_tls": False, "protected": [],
    }  # fmt: skip
    made = steering.connect(
        school, kind="ldap", name="OpenLDAP", settings=settings, secret_name="COUNTERSIGN_LDAP_PASSWORD",
        mail_domain="hollin.test", by=by, at=at,
    )  # fmt: skip
    what: dict[Any, list[str]] = {staff: ["Staff"], remote: ["Remote"]}
    steering.fill_groups(made, what, by=by, at=at)
    return made


def sign(connector: Connector, *names: str) -> list[Person]:
    people = [make_person(connector.school, name, "Kow") for name in names]
    for person in people:
        countersign(person, head(connector), at=datetime.now(UTC) - timedelta(minutes=1))
    return people


def head(connector: Connector) -> Person:
    return Person.objects.get(school=connector.school, forename="Margaret")


def command(name: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    with pytest.raises(SystemExit) as exit_:
        call_command(f"access_{name}")
    assert isinstance(exit_.value.code, int)
    printed = capsys.readouterr()
    return exit_.value.code, printed.out + printed.err


def confirm(connector: Connector) -> None:
    Connector.objects.filter(pk=connector.pk).update(confirmed_at=datetime.now(UTC), asks_first=False)


def test_the_commands_plan_apply_and_have_nothing_left_to_do(
    connector: Connector, server: slapd.Slapd, capsys: pytest.CaptureFixture[str]
) -> None:
    (person,) = sign(connector, "Nadia")
    remote = connector.groups.exclude(permission=None).get().permission
    assert remote is not None
    now = datetime.now(UTC)
    give(person, remote, head(connector), until=now.date() + timedelta(days=9), at=now)

    code, printed = command("plan", capsys)
    assert code == 2
    assert "PLAN OpenLDAP: 4 changes, 0 unchanged" in printed
    assert "+ create" in printed
    assert "nkow, Nadia, Kow, nkow@hollin.test" in printed
    assert not server.admin().search_s(slapd.PEOPLE, 1), "a plan writes nothing"
    code, printed = command("apply", capsys)
    assert (code, "APPLY OpenLDAP: 4 made, 0 left" in printed) == (0, True)
    assert command("plan", capsys)[0] == 0
    entry = server.admin().search_s(slapd.PEOPLE, 1, attrlist=["*", "memberOf", "pwdAccountLockedTime"])[0][1]
    assert entry["mail"] == [b"nkow@hollin.test"]
    assert "pwdAccountLockedTime" not in entry
    assert len(entry["memberOf"]) == 2
    assert [effect.result for effect in actions.effects(f"agreement:{person.public_id}")] == ["in effect"] * 4

    server.stop()
    code, printed = command("plan", capsys)
    assert (code, "does not answer" in printed) == (5, True)


def test_the_command_says_what_needs_a_person_and_what_is_held_back(
    connector: Connector, server: slapd.Slapd, capsys: pytest.CaptureFixture[str]
) -> None:
    people = sign(connector, *"abcdefgh")
    assert command("apply", capsys)[0] == 0
    Role.objects.filter(person__in=people[:5]).update(to_date=date(2026, 1, 1))
    code, printed = command("plan", capsys)
    assert (code, "BLOCKED: 5 of 8 people would lose access" in printed) == (4, True)

    Role.objects.update(to_date=None)
    server.admin().modify_s(f"uid=akow,{slapd.PEOPLE}", [(2, "mail", [b"elsewhere@hollin.test"])])
    code, printed = command("plan", capsys)
    assert (code, "1 need a person" in printed) == (3, True)


def test_a_server_killed_while_changes_are_made_is_gone_on_with_when_it_is_back(
    connector: Connector, server: slapd.Slapd, monkeypatch: pytest.MonkeyPatch
) -> None:
    from countersign.access.connectors.ldap import Ldap

    people = sign(connector, *(f"Ann{n}" for n in range(5)))
    confirm(connector)
    now = datetime.now(UTC)
    reconcile_due(now)
    real, calls = Ldap.apply, []

    def apply(self: Ldap, op: Any) -> Any:
        calls.append(op)
        if len(calls) == 7 and server.process is not None:
            server.stop()
        return real(self, op)

    monkeypatch.setattr(Ldap, "apply", apply)
    apply_due(now)
    assert len(calls) == 7, "a server that is down is not asked for each change"
    assert Change.objects.filter(done_at__isnull=False).count() == 6
    assert "does not answer" in Connector.objects.get(pk=connector.pk).fault

    server.start()
    for minutes in (5, 6, 7):
        reconcile_due(now + timedelta(minutes=minutes))
        apply_due(now + timedelta(minutes=minutes))
    assert not Change.objects.open().exists()
    entries = server.admin().search_s(slapd.PEOPLE, 1, attrlist=["uid", "pwdAccountLockedTime"])
    assert sorted(entry["uid"][0] for _, entry in entries) == [b"akow", b"akow2", b"akow3", b"akow4", b"akow5"]
    assert not any("pwdAccountLockedTime" in entry for _, entry in entries)
    assert Link.objects.filter(forgotten_at=None).count() == len(people)


def test_a_suspended_person_cannot_sign_in_to_the_directory_any_more(connector: Connector, server: slapd.Slapd) -> None:
    import ldap

    (person,) = sign(connector, "Nadia")
    confirm(connector)
    now = datetime.now(UTC)
    reconcile_due(now)
    apply_due(now)
    dn = f"uid=nkow,{slapd.PEOPLE}"
    server.admin().passwd_s(dn, None, PASSWORD)
    server.connection(dn, PASSWORD)

    actions.suspend(person, by=head(connector), reason="urgent", at=now)
    reconcile_due(now)
    apply_due(now)
    with pytest.raises(ldap.INVALID_CREDENTIALS):
        server.connection(dn, PASSWORD)
    actions.resume(person, by=head(connector), at=now)
    reconcile_due(now)
    apply_due(now)
    server.connection(dn, PASSWORD)


def test_a_dry_run_makes_no_modify_at_all(
    connector: Connector, server: slapd.Slapd, capsys: pytest.CaptureFixture[str]
) -> None:
    sign(connector, "Nadia")
    before = newest(server)
    for _ in range(3):
        command("plan", capsys)
    reconcile_due(datetime.now(UTC))
    apply_due(datetime.now(UTC))

    assert newest(server) == before


def newest(server: slapd.Slapd) -> bytes:
    entries = server.admin().search_s(slapd.SUFFIX, 2, attrlist=["entryCSN"])
    return max(bytes(entry["entryCSN"][0]) for _, entry in entries)
