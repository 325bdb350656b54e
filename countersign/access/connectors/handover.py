"""
The connector for a school whose accounts are made by hand: it hands each change to a person, and believes their word.

What is "there" is what people said they did, so a plan made from it is empty once the list is done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from .protocol import Done, Finding, Health, Observed, Op, Permanent, Secret, Snapshot


@dataclass(frozen=True)
class Told:
    """One change that somebody said they made, and the username they used."""

    op: Op
    username: str = ""


@dataclass
class Handover:
    """A list of what people did, and the list of what is to be done."""

    name: str
    managed_groups: frozenset[str]
    told: tuple[Told, ...]
    now: datetime
    capabilities: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._accounts = as_told(self.told)

    def check(self) -> Health:
        """Say that nothing can be checked: a person does it."""
        return Health((Finding(True, "Somebody makes these changes by hand and ticks each one"),))

    def snapshot(self) -> Snapshot:
        """Return every account as people said they left it."""
        return Snapshot(tuple(self._accounts.values()), self.managed_groups, True, self.now)

    def read(self, handle: str) -> Observed | None:
        """Return one account as people said they left it."""
        return self._accounts.get(handle)

    def apply(self, op: Op) -> Done:
        """Hand a change to a person, unless somebody said it is so already."""
        before = self._accounts.get(op.person)
        if before is not None and _after(before, Told(op)) == before:
            return Done("already", before.handle)
        return Done("handed", op.person)

    def set_secret(self, handle: str, secret: Secret, *, must_change: bool) -> None:
        """Refuse: who makes an account by hand also gives its first password."""
        del handle, secret, must_change
        raise Permanent("Accounts made by hand get their first password from whoever makes them")


def as_told(told: Iterable[Told]) -> dict[str, Observed]:
    """Return the accounts there are if everything people said they did is so, in the order they said it."""
    accounts: dict[str, Observed] = {}
    for one in told:
        person = one.op.person
        blank = Observed(person, person, one.username, "", "", "", enabled=False, groups=frozenset())
        accounts[person] = _after(accounts.get(person, blank), one)
    return accounts


def _after(account: Observed, told: Told) -> Observed:
    op = told.op
    if op.kind in ("create", "set"):
        account = replace(account, **op.names())  # type: ignore[arg-type]  # names() gives only fields of an account
        return replace(account, username=told.username or account.username)
    if op.kind in ("enable", "disable"):
        return replace(account, enabled=op.kind == "enable")
    if op.kind == "add_group":
        return replace(account, groups=account.groups | {op.args[0]})
    if op.kind == "remove_group":
        return replace(account, groups=account.groups - {op.args[0]})
    return account
