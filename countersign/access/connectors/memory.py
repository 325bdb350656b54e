"""A directory that lives in memory and behaves like a real one, with faults on request. For tests only."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from countersign.access.connectors.protocol import (
    Conflict,
    Done,
    Finding,
    Health,
    Observed,
    Op,
    Permanent,
    Secret,
    Snapshot,
    Transient,
    Trouble,
)


@dataclass
class Memory:
    """Accounts in a dictionary. `fails` decides before each write, `loses_reply` after it."""

    name: str = "memory"
    managed_groups: frozenset[str] = frozenset()
    capabilities: frozenset[str] = frozenset({"set_password"})
    accounts: dict[str, Observed] = field(default_factory=dict)
    groups: frozenset[str] | None = None
    clock: Callable[[], datetime] = datetime.now
    is_down: bool = False
    is_complete: bool = True
    lockout: Trouble | None = None
    tries: int = 0
    says_yes_only: bool = False
    """Answers "changed" and changes nothing, as some SCIM servers do."""
    fails: Callable[[int, Op], Exception | None] = lambda *_: None
    loses_reply: Callable[[int, Op], Exception | None] = lambda *_: None
    secrets: dict[str, tuple[Secret, bool]] = field(default_factory=dict)
    writes: list[Op] = field(default_factory=list)

    def check(self) -> Health:
        """Say whether it is up."""
        return Health((Finding(not self.is_down, "It does not answer" if self.is_down else "It answers"),))

    def snapshot(self) -> Snapshot:
        """Read everything."""
        self._reach()
        existing = self.managed_groups if self.groups is None else self.groups
        return Snapshot(tuple(self.accounts.values()), existing, self.is_complete, self.clock())

    def read(self, handle: str) -> Observed | None:
        """Read one account."""
        self._reach()
        return self.accounts.get(handle)

    def apply(self, op: Op) -> Done:
        """Make one change, or the fault that was asked for."""
        self._reach()
        number = len(self.writes)
        self.writes.append(op)
        if fault := self.fails(number, op):
            raise fault
        done = Done("changed", op.handle) if self.says_yes_only else self._write(op)
        if lost := self.loses_reply(number, op):
            raise lost
        return done

    def set_secret(self, handle: str, secret: Secret, *, must_change: bool) -> None:
        """Take a password."""
        self._reach()
        self.secrets[handle] = (secret, must_change)

    def put(self, **changes: object) -> Observed:
        """Let somebody else make or change an account by hand."""
        handle = str(changes.pop("handle", None) or uuid.uuid4())
        blank = Observed(handle, None, handle[:8], "", "", "", True, frozenset())
        self.accounts[handle] = replace(self.accounts.get(handle, blank), **changes)  # type: ignore[arg-type]
        return self.accounts[handle]

    def _reach(self) -> None:
        self.tries += 1
        if self.lockout:
            raise self.lockout
        if self.is_down:
            raise Transient("It does not answer")

    def _write(self, op: Op) -> Done:
        if op.kind == "create":
            return self._create(op)
        if op.kind == "revoke_sessions":
            return Done("changed", op.handle)
        account = self.accounts.get(op.handle or "")
        if account is None:
            raise Permanent("The account is gone")
        changed = self._changed(account, op)
        self.accounts[account.handle] = changed
        return Done("already" if changed == account else "changed", account.handle)

    def _changed(self, account: Observed, op: Op) -> Observed:
        if op.kind in ("disable", "enable"):
            return replace(account, enabled=op.kind == "enable")
        if op.kind == "set":
            self._refuse_taken(op.names().get("username", ""), account.handle)
            return replace(account, **op.names())  # type: ignore[arg-type]
        if op.args[0] not in (self.managed_groups if self.groups is None else self.groups):
            raise Permanent(f"There is no group {op.args[0]}")
        group = frozenset(op.args)
        return replace(account, groups=account.groups | group if op.kind == "add_group" else account.groups - group)

    def _create(self, op: Op) -> Done:
        ours = [a for a in self.accounts.values() if a.person == op.person and a.username == op.args[0]]
        if len(ours) == 1:
            return Done("already", ours[0].handle)
        self._refuse_taken(op.args[0], "")
        account = self.put(person=op.person, enabled=False, **op.names())
        return Done("changed", account.handle)

    def _refuse_taken(self, username: str, handle: str) -> None:
        for other in self.accounts.values():
            if username and other.username.casefold() == username.casefold() and other.handle != handle:
                raise Conflict(f"{username} belongs to another account")
