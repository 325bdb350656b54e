"""Row: planning the accounts of ten thousand people, and making changes in a real OpenLDAP server."""

import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from countersign.access.connectors.ldap import Ldap
from countersign.access.connectors.ldap_session import LdapSettings
from countersign.access.connectors.protocol import Desired, Observed, Op, Secret, Snapshot
from countersign.access.planning import Known, Rules, plan
from countersign.access.tests import slapd
from countersign.bench.figures import Figure, report
from countersign.bench.timing import typical

GROUPS = frozenset({"Staff", "Remote", "Finance"})
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def main(*, is_quick: bool) -> None:
    """Plan, then apply."""
    planning(200 if is_quick else 10_000, repeats=2 if is_quick else 5)
    applying(5 if is_quick else 150)


def person(number: int) -> Desired:
    """Return what somebody's account should be."""
    name = f"person{number}"
    return Desired(f"6f2b1c7e-0000-4000-8000-{number:012}", name, "Person", f"Number {number}", f"{name}@hollin.test",
                   True, frozenset({"Staff"}), "countersigned")  # fmt: skip


def planning(count: int, *, repeats: int) -> None:
    """Plan for everybody, of whom some are new, some have left, and of some the groups have changed."""
    before = [person(number) for number in range(count)]
    wanted = [changed(one, number) for number, one in enumerate(before)]
    there = [each for number, each in enumerate(before) if number % 50 != 1]
    accounts = tuple(
        Observed(f"h-{one.person}", one.person, one.username, one.given, one.family, one.mail, one.enabled, one.groups)
        for one in there
    )
    known = Known({one.person: f"h-{one.person}" for one in there}, {one.person: one for one in there}, NOW)
    snapshot = Snapshot(accounts, GROUPS, complete=True, taken_at=NOW)
    rules = Rules("c", GROUPS)
    found = plan(wanted, known, snapshot, rules)
    took = typical(lambda: plan(wanted, known, snapshot, rules), repeats)
    report(
        Figure(
            "directory",
            f"plan {count:,} accounts",
            took,
            "s",
            2,
            note=f"{len(found.steps):,} changes, {len(found.held):,} held by the guard; the calculation alone",
        )
    )


def changed(one: Desired, number: int) -> Desired:
    """Return what somebody's account should be now: one in a hundred has left, one in a hundred has another group."""
    if number % 100 == 0:
        return replace(one, enabled=False, groups=frozenset(), needed=False, reason="Left on 20 November 2026")
    return replace(one, groups=one.groups | {"Remote"}) if number % 100 == 50 else one


def applying(people: int) -> None:
    """Make accounts, put them into a group, switch them on and off again: one change at a time, as the worker does."""
    what = "changes made in OpenLDAP, one after another"
    if reason := slapd.missing():
        report(Figure("directory", what, None, "a second", 50, is_at_least=True, note=reason))
        return
    with (
        tempfile.TemporaryDirectory(prefix="countersign-slapd-") as folder,
        slapd.running(Path(folder) / "server", speed="") as server,
    ):
        for group in GROUPS:
            server.make_group(group)
        settings = LdapSettings(
            server.url, slapd.SERVICE, Secret(slapd.PASSWORD), slapd.PEOPLE, slapd.GROUPS, GROUPS, server.certificate
        )
        count, lasted = apply(Ldap("c", settings), people)
    report(
        Figure(
            "directory",
            what,
            count / lasted,
            "a second",
            50,
            is_at_least=True,
            note=f"{count} changes over TLS, written to the disk by the server",
        )
    )


def apply(connector: Ldap, people: int) -> tuple[int, float]:
    """Make each account step by step; return how many changes that was and how long it took."""
    begun, count = time.perf_counter(), 0
    for one in map(person, range(people)):
        create = Op("create", one.person, None, (one.username, one.given, one.family, one.mail), "because")
        handle = connector.apply(create).handle
        steps = [("add_group", ("Staff",)), ("enable", ()), ("disable", ()), ("remove_group", ("Staff",))]
        for kind, args in steps:
            connector.apply(Op(kind, one.person, handle, args, "because"))  # type: ignore[arg-type]
        count += 1 + len(steps)
    return count, time.perf_counter() - begun
