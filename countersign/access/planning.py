"""
What has to change in a directory: what we last made so, what should be, and what is there, compared.

A difference because the second moved is a decision; a difference because only the third moved is drift,
something somebody did by hand. This is a pure calculation: it reads no clock, database or directory.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from countersign.access import guard
from countersign.access.connectors.protocol import NAMES, ORDER, Desired, Kind, Observed, Op, Snapshot

TAKING: frozenset[Kind] = frozenset({"disable", "revoke_sessions", "remove_group"})
RANK = {kind: rank for rank, kind in enumerate(ORDER)}

ProblemKind = Literal[
    "username_taken", "duplicate_person", "other_person", "account_gone", "protected", "missing_group"
]


@dataclass(frozen=True)
class Step:
    """One change of a plan, and whether we or somebody else made the difference."""

    op: Op
    key: str
    cause: Literal["decision", "drift"] = "decision"
    is_bulk: bool = False
    """Whether it takes something away because of a list or a date, not a decision about this person."""


@dataclass(frozen=True)
class Problem:
    """Something only a person can settle; the rest of the plan goes on without it."""

    kind: ProblemKind
    person: str | None
    sentence: str
    handle: str | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that would be changed, what is held back, and what needs a person."""

    steps: tuple[Step, ...]
    held: tuple[Step, ...] = ()
    """Kept back by the guard until a named approver releases it."""
    drift: tuple[Step, ...] = ()
    """Would undo what somebody did by hand, and waits for an answer."""
    problems: tuple[Problem, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)
    """Accounts found by the person's own id and now to be remembered: person -> handle."""
    blocked: str = ""
    settled: tuple[Desired, ...] = ()
    """People whose account is as it should be, but for what was done by hand."""
    active: int = 0
    unchanged: int = 0

    @property
    def digest(self) -> str:
        """Return a fingerprint that changes when anything this plan would do changes."""
        keys = sorted(step.key for step in self.steps + self.held)
        return hashlib.sha256("\n".join(keys + sorted(self.found.values())).encode()).hexdigest()

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to do or to settle."""
        return not (self.steps or self.held or self.drift or self.problems or self.found)


@dataclass(frozen=True)
class Known:
    """What we remember of a directory: our accounts and what each was last made to be."""

    links: Mapping[str, str]
    applied: Mapping[str, Desired]
    last_look_at: datetime | None = None


@dataclass(frozen=True)
class Rules:
    """How one directory wants to be kept."""

    connector: str
    managed_groups: frozenset[str]
    repairs_drift: bool = False
    revokes_sessions: bool = False
    answered: frozenset[str] = frozenset()
    """Keys of the drift somebody said to undo."""
    released: frozenset[str] = frozenset()
    """Keys of what a named approver let go on."""
    limits: guard.Limits = guard.USUAL


class Incomplete(Exception):
    """Only a part of a directory was read; nothing is planned from a part."""


def plan(desired: Iterable[Desired], known: Known, snapshot: Snapshot, rules: Rules) -> Plan:
    """Compare, and return what to do, in the order in which it is safe to do."""
    if not snapshot.complete:
        raise Incomplete
    wanted = list(desired)
    comparison = _Comparison(known, snapshot, rules)
    for one in wanted:
        comparison.add(one)
    comparison.missing_groups(wanted)
    return comparison.result()


def key(connector: str, op: Op) -> str:
    """Return what names a change whichever way it is done; an account's handle may change, this does not."""
    return _digest(connector, op.kind, op.person, *op.args)


def identifier(connector: str, epoch: int, op: Op) -> str:
    """Return the one id of a change in one plan: asked for twice, it is the same row."""
    return _digest(connector, str(epoch), op.kind, op.person, *op.args)


def _digest(*parts: str) -> str:
    """Hash parts so that no two lists of them are the same: each with its length."""
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).hexdigest()


def settled(wanted: Desired, account: Observed) -> Desired:
    """Return what to remember once somebody's changes are made: names that were not ours to set stay as found."""
    if wanted.enabled or wanted.needed:
        return wanted
    return replace(wanted, **{name: getattr(account, name) for name in NAMES})


class _Comparison:
    """The people of one plan, added one by one."""

    def __init__(self, known: Known, snapshot: Snapshot, rules: Rules) -> None:
        self.known, self.snapshot, self.rules = known, snapshot, rules
        self.by_handle = {account.handle: account for account in snapshot.accounts}
        self.by_username = {account.username.casefold(): account for account in snapshot.accounts}
        self.by_person: dict[str, list[Observed]] = {}
        for account in snapshot.accounts:
            if account.person:
                self.by_person.setdefault(account.person, []).append(account)
        self.steps: list[Step] = []
        self.drift: list[Step] = []
        self.problems: list[Problem] = []
        self.found: dict[str, str] = {}
        self.unchanged = 0
        self.settled: list[Desired] = []

    def add(self, wanted: Desired) -> None:
        account, is_settled = self.account_of(wanted)
        if not is_settled:
            return
        if account is None:
            if wanted.needed:
                self.make(wanted)
            return
        steps, drift = len(self.steps), len(self.drift)
        if account.protected:
            self.keep_off(wanted, account)
            return
        if self.known.links.get(wanted.person) != account.handle:
            self.found[wanted.person] = account.handle
        self.compare(wanted, account)
        if len(self.steps) == steps:
            self.settled.append(settled(wanted, account))
            self.unchanged += len(self.drift) == drift

    def account_of(self, wanted: Desired) -> tuple[Observed | None, bool]:
        """Find the person's account by what never changes, and whether we know enough to go on."""
        person, handle = wanted.person, self.known.links.get(wanted.person)
        claiming = self.by_person.get(person, [])
        account = self.by_handle.get(handle) if handle else None
        if len(claiming) > 1:
            names = ", ".join(sorted(other.username for other in claiming))
            self.problem(
                "duplicate_person", wanted, f"Several accounts carry this person’s id, clear all but one: {names}"
            )
            return None, False
        if account is not None and account.person not in (None, "", person):
            self.problem("other_person", wanted, f"{account.username} now carries somebody else’s id", account)
            return None, False
        if account is None and claiming:
            account = claiming[0]
        if account is None and handle and (wanted.enabled or wanted.needed):
            self.problem(
                "account_gone", wanted, f"{wanted.username} is no longer in the directory: make it again, or forget it"
            )
            return None, False
        return account, True

    def make(self, wanted: Desired) -> None:
        taken = self.by_username.get(wanted.username.casefold())
        if taken is not None:
            self.problem(
                "username_taken",
                wanted,
                f"{wanted.username} belongs to an account that is not linked: adopt it, or choose another name",
                taken,
            )
            return
        names = (wanted.username, wanted.given, wanted.family, wanted.mail)
        self.step(wanted, None, "create", names, wanted.reason)
        for group in sorted(wanted.groups & self.snapshot.groups):
            self.step(wanted, None, "add_group", (group,), wanted.because.get(group, wanted.reason))
        if wanted.enabled:
            self.step(wanted, None, "enable", (), wanted.reason)

    def compare(self, wanted: Desired, account: Observed) -> None:
        last = self.known.applied.get(wanted.person)
        if account.enabled and not wanted.enabled:
            by_hand = last is not None and not last.enabled
            self.step(wanted, account, "disable", (), wanted.reason, by_hand=by_hand)
            if self.rules.revokes_sessions:
                self.step(wanted, account, "revoke_sessions", (), wanted.reason, by_hand=by_hand)
        for group in sorted((account.groups & self.rules.managed_groups) - wanted.groups):
            by_hand = last is not None and group not in last.groups
            reason = "Added by hand" if by_hand else wanted.because.get(group, wanted.reason)
            self.step(wanted, account, "remove_group", (group,), reason, by_hand=by_hand)
        if wanted.enabled or wanted.needed:
            self.rename(wanted, account, last)
        for group in sorted((wanted.groups & self.snapshot.groups) - account.groups):
            by_hand = last is not None and group in last.groups
            reason = "Removed by hand" if by_hand else wanted.because.get(group, wanted.reason)
            self.step(wanted, account, "add_group", (group,), reason, by_hand=by_hand)
        if wanted.enabled and not account.enabled:
            by_hand = last is not None and last.enabled
            self.step(
                wanted, account, "enable", (), "Switched off by hand" if by_hand else wanted.reason, by_hand=by_hand
            )

    def rename(self, wanted: Desired, account: Observed, last: Desired | None) -> None:
        different = [name for name in NAMES if getattr(account, name) != getattr(wanted, name)]
        owner = self.by_username.get(wanted.username.casefold())
        if "username" in different and owner is not None and owner.handle != account.handle:
            self.problem(
                "username_taken", wanted, f"{wanted.username} belongs to another account: choose another name", owner
            )
            different.remove("username")
        if account.person != wanted.person:
            different.insert(0, "person")
        for by_hand in (False, True):
            names = [n for n in different if by_hand is (n != "person" and _is_same(last, wanted, n))]
            if names:
                pairs = tuple(part for name in names for part in (name, getattr(wanted, name)))
                self.step(
                    wanted, account, "set", pairs, "Changed by hand" if by_hand else wanted.reason, by_hand=by_hand
                )

    def step(
        self, wanted: Desired, account: Observed | None, kind: Kind, args: tuple[str, ...], reason: str,
        *, by_hand: bool = False,
    ) -> None:  # fmt: skip
        op = Op(kind, wanted.person, account.handle if account else None, args, reason)
        name = key(self.rules.connector, op)
        is_decided = wanted.decided or (kind == "remove_group" and args[0] in wanted.decided_groups)
        is_bulk = kind in TAKING and not is_decided and name not in self.rules.released
        step = Step(op, name, "drift" if by_hand else "decision", is_bulk)
        is_repaired = self.rules.repairs_drift and kind != "enable"
        waits = by_hand and not is_repaired and name not in self.rules.answered
        (self.drift if waits else self.steps).append(step)

    def problem(self, kind: ProblemKind, wanted: Desired, sentence: str, account: Observed | None = None) -> None:
        self.problems.append(Problem(kind, wanted.person, sentence, account.handle if account else None))

    def keep_off(self, wanted: Desired, account: Observed) -> None:
        if account.enabled != wanted.enabled or (account.groups & self.rules.managed_groups) != wanted.groups:
            self.problem("protected", wanted, f"{account.username} is protected: change it yourself", account)

    def missing_groups(self, wanted: list[Desired]) -> None:
        groups = frozenset().union(*(one.groups for one in wanted)) if wanted else frozenset()
        for group in sorted((groups & self.rules.managed_groups) - self.snapshot.groups):
            self.problems.append(
                Problem("missing_group", None, f"The directory has no group {group}: make it, or take it off the list")
            )

    def result(self) -> Plan:
        limits, known = self.rules.limits, self.known
        linked = set(known.links.values()) | set(self.found.values())
        ours = [account for account in self.snapshot.accounts if account.handle in linked]
        active = sum(account.enabled for account in ours)
        self.steps.sort(key=lambda step: (RANK[step.op.kind], step.op.person, step.op.args))
        gone = sum(handle not in self.by_handle for person, handle in known.links.items() if person not in self.found)
        if blocked := guard.seeing_too_little(gone, len(known.links), limits):
            return Plan((), problems=tuple(self.problems), blocked=blocked, active=active)

        losing = Counter(step.op.person for step in self.steps if step.is_bulk)
        moved = guard.clock_moved(known.last_look_at, self.snapshot.taken_at, limits) if losing else ""
        blocked = moved or guard.taking_too_much(len(losing), active, limits)
        steps: list[Step] = []
        held: list[Step] = []
        for step in self.steps:
            goes_on = step.op.kind in TAKING and not step.is_bulk
            (held if blocked and step.op.person in losing and not goes_on else steps).append(step)
        return Plan(
            tuple(steps), tuple(held), tuple(self.drift), tuple(self.problems), self.found, blocked,
            tuple(self.settled), active, self.unchanged,
        )  # fmt: skip


def _is_same(last: Desired | None, wanted: Desired, name: str) -> bool:
    return last is not None and getattr(last, name) == getattr(wanted, name)
