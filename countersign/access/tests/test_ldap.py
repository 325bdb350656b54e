"""The LDAP connector against a real OpenLDAP server."""

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from countersign.access.connectors.ldap import Ldap
from countersign.access.connectors.ldap_session import LdapSettings
from countersign.access.connectors.protocol import (
    Conflict,
    Desired,
    Done,
    Kind,
    Observed,
    Op,
    Permanent,
    Secret,
    Transient,
    Unusable,
)
from countersign.access.planning import Known, Rules, plan, settled
from countersign.access.tests import slapd

pytestmark = pytest.mark.slapd

MANAGED = frozenset({"Staff", "Remote", "Finance"})
PERSON = "6f2b1c7e-0000-4000-8000-000000000001"


def make_connector(server: slapd.Slapd, **changes: Any) -> Ldap:
    settings = LdapSettings(
        server.url, slapd.SERVICE, Secret(slapd.PASSWORD), slapd.PEOPLE, slapd.GROUPS, MANAGED, server.certificate,
        page_size=200, secret_name="COUNTERSIGN_LDAP_PASSWORD",
    )  # fmt: skip
    return Ldap("c", replace(settings, **changes))


def op(kind: Kind, *args: str, handle: str | None = None, person: str = PERSON) -> Op:
    return Op(kind, person, handle, args, "because")


def create(connector: Ldap, username: str = "akhan", given: str = "Aisha", family: str = "Khan") -> str:
    done = connector.apply(op("create", username, given, family, f"{username}@hollin.test"))
    assert done.result == "changed"
    assert done.handle
    return done.handle


def by_hand(server: slapd.Slapd, username: str, unit: str = slapd.PEOPLE, **more: bytes) -> str:
    entry = {"objectClass": b"inetOrgPerson", "cn": b"By Hand", "sn": b"Hand", "uid": username.encode()} | more
    server.admin().add_s(f"uid={username},{unit}", [(name, [value]) for name, value in entry.items()])
    return f"uid={username},{unit}"


def test_an_account_is_made_switched_off_with_a_password_nobody_knows(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    account = connector.read(create(connector))

    assert account == replace(
        Observed("", PERSON, "akhan", "Aisha", "Khan", "akhan@hollin.test", False, frozenset()),
        handle=account.handle if account else "", version=account.version if account else "",
    )  # fmt: skip
    stored = server.admin().search_s(f"uid=akhan,{slapd.PEOPLE}", 0, attrlist=["userPassword"])[0][1]
    assert stored["userPassword"][0].startswith(b"{SSHA}")


def test_every_change_made_twice_is_as_if_made_once(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    handle = create(connector)
    changes = [
        op("add_group", "Staff", handle=handle),
        op("enable", handle=handle),
        op("set", "family", "Smith", "mail", "a.smith@hollin.test", handle=handle),
        op("set", "username", "asmith", handle=handle),
        op("remove_group", "Staff", handle=handle),
        op("disable", handle=handle),
    ]

    assert connector.apply(op("create", "akhan", "Aisha", "Khan", "")) == Done("already", handle)
    for change in changes:
        assert connector.apply(change) == Done("changed", handle)
        assert connector.apply(change) == Done("already", handle)
    account = connector.read(handle)
    assert account is not None
    assert (account.username, account.family, account.enabled, account.groups) == (
        "asmith", "Smith", False, frozenset(),
    )  # fmt: skip


def test_a_rename_keeps_the_account_its_groups_and_its_id(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    handle = create(connector)
    connector.apply(op("add_group", "Staff", handle=handle))
    connector.apply(op("set", "username", "asmith", "family", "Smith", handle=handle))

    account = make_connector(server).read(handle)
    assert account is not None
    assert (account.username, account.groups) == ("asmith", frozenset({"Staff"}))
    members = server.admin().search_s(f"cn=Staff,{slapd.GROUPS}", 0)[0][1]["member"]
    assert members == [slapd.PLACEHOLDER.encode(), f"uid=asmith,{slapd.PEOPLE}".encode()]


@pytest.mark.parametrize(
    ("given", "family"),
    [
        ("Siobhán", "O’Brien, (Jr) *"),
        ('=#+<>;\\"', "),(uid=*"),
        ("עדי", "كوه"),
        ("é" * 100, "x" * 100),
        ("Sukarno", ""),
    ],
)
def test_names_are_kept_as_they_are_and_never_read_as_a_filter(server: slapd.Slapd, given: str, family: str) -> None:
    connector = make_connector(server)
    handle = create(connector, "obrien", given, family)
    connector.apply(op("add_group", "Staff", handle=handle))

    account = connector.read(handle)
    assert account is not None
    assert (account.given, account.family, account.groups) == (given, family, frozenset({"Staff"}))
    assert connector.snapshot().accounts == (account,)


@pytest.mark.parametrize("username", ["o'brien, (jr) *", "a+b=c", " x ", "#1", 'q"\\'])
def test_usernames_that_came_from_elsewhere_are_found_and_renamed(server: slapd.Slapd, username: str) -> None:
    connector = make_connector(server)
    handle = create(connector, username)
    connector.apply(op("add_group", "Staff", handle=handle))

    account = connector.snapshot().accounts[0]
    assert (account.handle, account.groups) == (handle, frozenset({"Staff"}))
    assert make_connector(server).apply(op("create", username, "", "", "")).result == "already"
    assert connector.apply(op("set", "username", "plain", handle=handle)).result == "changed"
    renamed = connector.read(handle)
    assert renamed is not None
    assert (renamed.username, renamed.groups) == ("plain", frozenset({"Staff"}))


def test_a_username_of_somebody_else_is_a_question_for_a_person(server: slapd.Slapd) -> None:
    by_hand(server, "akhan")
    connector = make_connector(server)
    handle = create(connector, "bjones")

    with pytest.raises(Conflict, match="AKHAN is taken"):
        connector.apply(op("create", "AKHAN", "Aisha", "Khan", "", person="other"))
    with pytest.raises(Conflict):
        connector.apply(op("set", "username", "akhan", handle=handle))
    wanted = Desired(
        "other", "akhan", "Aisha", "Khan", "", enabled=True, groups=frozenset({"Staff"}), reason="countersigned"
    )
    found = plan([wanted], Known({}, {}), connector.snapshot(), Rules("c", MANAGED))
    assert [problem.kind for problem in found.problems] == ["username_taken"]


def test_the_same_person_is_not_made_twice_under_two_names(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    create(connector)

    with pytest.raises(Conflict):
        connector.apply(op("create", "another", "Aisha", "Khan", ""))


def test_an_adopted_account_gets_the_persons_id_and_keeps_the_rest(server: slapd.Slapd) -> None:
    dn = by_hand(server, "oldname", description=b"made in 2019")
    connector = make_connector(server)
    handle = connector.snapshot().accounts[0].handle

    connector.apply(op("set", "person", PERSON, handle=handle))
    assert [account.person for account in connector.snapshot().accounts] == [PERSON]
    assert server.admin().search_s(dn, 0)[0][1]["description"] == [b"made in 2019"]


def test_a_group_that_is_not_there_is_named_and_the_snapshot_says_which_are(server: slapd.Slapd) -> None:
    connector = make_connector(server, managed=MANAGED | {"Wi-Fi (staff)*"})
    handle = create(connector)

    assert connector.snapshot().groups == MANAGED
    with pytest.raises(Permanent, match="no groups called Wi-Fi"):
        connector.apply(op("add_group", "Wi-Fi (staff)*", handle=handle))
    assert [finding.sentence for finding in connector.check().findings if not finding.is_well] == [
        "The directory has no groups called Wi-Fi (staff)*"
    ]


def test_a_group_never_becomes_empty_and_other_members_are_not_written(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    handle = create(connector)
    connector.apply(op("add_group", "Staff", handle=handle))
    group = f"cn=Staff,{slapd.GROUPS}"
    server.admin().modify_s(group, [(1, "member", [slapd.PLACEHOLDER.encode()])])

    assert connector.apply(op("remove_group", "Staff", handle=handle)).result == "changed"
    assert server.admin().search_s(group, 0)[0][1]["member"] == [group.encode()]


def test_a_large_directory_is_read_whole_in_pages(server: slapd.Slapd) -> None:
    admin = server.admin()
    for number in range(450):
        name = f"u{number}"
        admin.add_s(f"uid={name},{slapd.PEOPLE}", [
            ("objectClass", [b"inetOrgPerson"]), ("cn", [b"A"]), ("sn", [b"A"]), ("uid", [name.encode()]),
        ])  # fmt: skip
    connector = make_connector(server)

    assert len(connector.snapshot().accounts) == 450
    unpaged = make_connector(server, page_size=2000)  # the server gives our account at most 400 at once
    assert len(unpaged.snapshot().accounts) == 450


def test_a_server_that_is_down_may_be_tried_again_and_is_found_when_it_is_back(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    handle = create(connector)
    server.stop()

    for call in (
        connector.snapshot,
        lambda: connector.read(handle),
        lambda: connector.apply(op("enable", handle=handle)),
    ):
        with pytest.raises(Transient, match="does not answer on port"):
            call()
    server.start()
    assert connector.apply(op("enable", handle=handle)).result == "changed"


def test_a_wrong_password_stops_everything_and_is_not_tried_again(server: slapd.Slapd) -> None:
    connector = make_connector(server, secret=Secret("changed last night"))

    with pytest.raises(Unusable, match="does not let cn=countersign"):
        connector.snapshot()
    missing = make_connector(server, secret=None).check()
    assert [finding.sentence for finding in missing.findings if not finding.is_well] == [
        "The password is missing: set COUNTERSIGN_LDAP_PASSWORD in the environment"
    ]


def test_the_account_we_use_can_touch_nobody_outside_its_folder(server: slapd.Slapd) -> None:
    dn = by_hand(server, "outsider", slapd.OUTSIDE)
    handle = server.admin().search_s(dn, 0, attrlist=["entryUUID"])[0][1]["entryUUID"][0].decode()
    connector = make_connector(server)

    assert connector.snapshot().accounts == ()
    with pytest.raises(Permanent, match="no longer in the directory"):
        connector.apply(op("disable", handle=handle))
    wider = make_connector(server, people=slapd.SUFFIX)
    with pytest.raises(Permanent, match="our account may not change this"):
        wider.apply(op("disable", handle=handle))


def test_protected_accounts_are_never_written(server: slapd.Slapd) -> None:
    by_hand(server, "breakglass")
    connector = make_connector(server, protected=frozenset({"BreakGlass"}))
    account = connector.snapshot().accounts[0]

    assert account.protected
    with pytest.raises(Permanent, match="protected"):
        connector.apply(op("disable", handle=account.handle))


def test_a_person_sets_a_password_and_can_sign_in_only_while_switched_on(server: slapd.Slapd) -> None:
    import ldap

    connector = make_connector(server)
    handle = create(connector)
    connector.set_secret(handle, Secret("correct horse battery"), must_change=False)
    dn = f"uid=akhan,{slapd.PEOPLE}"

    with pytest.raises(ldap.INVALID_CREDENTIALS):  # a new password must not switch an account on
        server.connection(dn, "correct horse battery")
    connector.apply(op("enable", handle=handle))
    server.connection(dn, "correct horse battery")
    connector.apply(op("disable", handle=handle))
    with pytest.raises(ldap.INVALID_CREDENTIALS):
        server.connection(dn, "correct horse battery")
    assert "correct" not in repr(Secret("correct horse battery"))


def test_a_directory_that_would_let_a_switched_off_person_in_is_found_out(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    handle = create(connector)
    server.admin().modify_s(slapd.POLICY, [(2, "pwdLockout", [b"FALSE"])])
    try:
        assert not connector.check().is_well
        with pytest.raises(Permanent, match="set pwdLockout to TRUE"):
            make_connector(server).apply(op("disable", handle=handle))
    finally:
        server.admin().modify_s(slapd.POLICY, [(2, "pwdLockout", [b"TRUE"])])
    assert make_connector(server).check().is_well


def test_an_account_deleted_by_hand_is_gone_and_not_an_error_of_the_server(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    handle = create(connector)
    server.admin().delete_s(f"uid=akhan,{slapd.PEOPLE}")

    assert connector.read(handle) is None
    with pytest.raises(Permanent, match="no longer in the directory"):
        connector.apply(op("enable", handle=handle))


def test_an_account_moved_to_another_folder_is_still_found(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    handle = create(connector)
    admin = server.admin()
    admin.add_s(f"ou=old,{slapd.PEOPLE}", [("objectClass", [b"organizationalUnit"]), ("ou", [b"old"])])
    admin.rename_s(f"uid=akhan,{slapd.PEOPLE}", "uid=akhan", f"ou=old,{slapd.PEOPLE}")

    assert connector.apply(op("enable", handle=handle)).result == "changed"
    admin.delete_s(f"uid=akhan,ou=old,{slapd.PEOPLE}")
    admin.delete_s(f"ou=old,{slapd.PEOPLE}")


def test_each_trouble_with_a_certificate_is_named(server: slapd.Slapd, tmp_path: Path) -> None:
    def sentence(**changes: Any) -> str:
        found = make_connector(server, **changes).check().findings
        return next(finding.sentence for finding in found if not finding.is_well)

    (tmp_path / "empty.pem").write_text("")
    assert "is not signed by an authority among this computer’s" in sentence(ca_file="")
    assert "is not there" in sentence(ca_file="/nowhere/ca.pem")
    assert "holds no certificate" in sentence(ca_file=str(tmp_path / "empty.pem"))
    assert "Passwords may not travel in the clear" in sentence(url="ldap://127.0.0.1:389")
    assert "must look like ldaps://" in sentence(url="directory")
    assert "does not answer on port" in sentence(url=f"ldaps://127.0.0.1:{slapd.free_port()}")
    with pytest.raises(Unusable, match="not signed by an authority"):
        make_connector(server, ca_file="").snapshot()


@pytest.mark.parametrize(
    ("certificate", "words"), [({"days": -1}, "has expired"), ({"name": "other.hollin.test"}, "is for another name")]
)
def test_an_expired_or_borrowed_certificate_is_named(tmp_path: Path, certificate: dict[str, Any], words: str) -> None:
    if reason := slapd.missing():
        pytest.skip(reason)
    with slapd.running(tmp_path / "own", certificate_of=certificate) as server, pytest.raises(Unusable, match=words):
        make_connector(server).snapshot()


def test_without_python_ldap_one_sentence_says_what_to_install(
    server: slapd.Slapd, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector = make_connector(server)
    monkeypatch.setitem(sys.modules, "ldap", None)

    assert [finding.sentence for finding in connector.check().findings] == [
        "Writing to an LDAP directory needs python-ldap: install what requirements-ldap.lock names"
    ]
    with pytest.raises(Unusable):
        connector.snapshot()


def test_a_whole_life_is_planned_applied_and_planned_again_empty(server: slapd.Slapd) -> None:
    connector = make_connector(server)
    rules = Rules("c", MANAGED)
    joiner = Desired(
        PERSON, "akhan", "Aisha", "Khan", "a@hollin.test", enabled=True, groups=frozenset({"Staff", "Remote"}),
        reason="countersigned",
    )  # fmt: skip
    leaver = replace(joiner, enabled=False, groups=frozenset(), needed=False, reason="left")
    links: dict[str, str] = {}
    last: dict[str, Desired] = {}
    for wanted in (joiner, replace(joiner, username="asmith", groups=frozenset({"Staff"})), leaver, joiner):
        found = plan([wanted], Known(links, last, datetime.now(UTC)), connector.snapshot(), rules)
        assert found.steps
        for step in found.steps:
            done = connector.apply(replace(step.op, handle=links.get(PERSON)))
            links[PERSON] = done.handle or links[PERSON]
        account = connector.read(links[PERSON])
        assert account is not None
        last[PERSON] = settled(wanted, account)
        assert plan([wanted], Known(links, last, datetime.now(UTC)), connector.snapshot(), rules).is_empty
