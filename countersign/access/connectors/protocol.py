"""What every directory must be able to do for Countersign, and the words used with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Kind = Literal["disable", "remove_group", "set", "create", "add_group", "enable", "revoke_sessions"]

ORDER: tuple[Kind, ...] = ("disable", "revoke_sessions", "remove_group", "set", "create", "add_group", "enable")
"""What is taken away comes first and sign-in is switched on last: half-done work never gives access."""

NAMES = ("username", "given", "family", "mail")
"""What an account says of a person."""


@dataclass(frozen=True)
class Desired:
    """What one person's account should be now."""

    person: str
    username: str
    given: str
    family: str
    mail: str
    enabled: bool
    groups: frozenset[str]
    reason: str
    needed: bool = True
    """Whether an account is made for somebody who has none."""
    decided: bool = False
    """Whether somebody decided about this one person; a list or a date did not."""
    decided_groups: frozenset[str] = frozenset()
    """Groups somebody decided to take from this one person."""
    decision: str = field(default="", compare=False)
    because: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)
    """For a group, why the person is in it or no longer in it."""
    decisions: Mapping[str, str] = field(default_factory=dict, compare=False, hash=False)
    """For a group that a decision of its own put somebody in or took them out of, that decision."""

    def decision_for(self, op: "Op") -> str:
        """Return the reference of the decision behind a change."""
        return self.decisions.get(op.args[0], self.decision) if op.kind.endswith("_group") else self.decision


@dataclass(frozen=True)
class Observed:
    """One account as the directory shows it; `groups` are only those Countersign manages."""

    handle: str
    person: str | None
    username: str
    given: str
    family: str
    mail: str
    enabled: bool
    groups: frozenset[str]
    protected: bool = False
    version: str | None = None


@dataclass(frozen=True)
class Snapshot:
    """A whole directory at one moment. A part of it is never given out as the whole."""

    accounts: tuple[Observed, ...]
    groups: frozenset[str]
    """Which of the managed groups exist."""
    complete: bool
    taken_at: datetime


@dataclass(frozen=True)
class Op:
    """One change to one account, the smallest there is."""

    kind: Kind
    person: str
    handle: str | None
    args: tuple[str, ...]
    """For groups the name; for `set` pairs of field and value; for `create` the four of `NAMES`."""
    reason: str

    def names(self) -> dict[str, str]:
        """Return the fields a `set` or a `create` gives."""
        if self.kind == "create":
            return dict(zip(NAMES, self.args, strict=True))
        return dict(zip(self.args[::2], self.args[1::2], strict=True))


@dataclass(frozen=True)
class Done:
    """How a change went: made now, or found made already; a `create` brings the new account's handle."""

    result: Literal["changed", "already", "handed"]
    """`handed`: put on a list for a person to do, and not done until they say so."""
    handle: str | None = None


@dataclass(frozen=True)
class Finding:
    """One thing a check looked at, in a sentence an administrator can act on."""

    is_well: bool
    sentence: str


@dataclass(frozen=True)
class Health:
    """What a check of a connector found. Looking changes nothing."""

    findings: tuple[Finding, ...]

    @property
    def is_well(self) -> bool:
        """Return whether the connector can be used."""
        return all(finding.is_well for finding in self.findings)


class Trouble(Exception):
    """A directory did not do what was asked; the text is a sentence a person can act on."""


class Transient(Trouble):
    """It is down, slow or busy: the same request may work later."""

    def __init__(self, sentence: str, *, retry_after: float | None = None) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class Conflict(Trouble):
    """Two things claim the same place, such as a username: a person must decide."""


class Permanent(Trouble):
    """It was refused, is invalid or is gone: asking again changes nothing."""


class Unusable(Trouble):
    """
    Nothing can be done with this directory until somebody has looked: password, certificate, settings.

    Trying again by itself could lock the service account, so nothing is tried until the settings are checked.
    """


class Secret:
    """A password on its way to a directory. It is never printed, compared or kept."""

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """Return the password, for the one call that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"


class Connector(Protocol):
    """A directory. Every method raises a `Trouble`, or has done the whole of what it says."""

    name: str
    capabilities: frozenset[str]
    """Of: set_password, must_change, revoke_sessions, issue_tap, delta."""

    @property
    def managed_groups(self) -> frozenset[str]:
        """Return the groups we fill and empty; others are left alone."""

    def check(self) -> Health:
        """Look at everything that could stop us, and write nothing."""

    def snapshot(self) -> Snapshot:
        """Read every account that could be ours."""

    def read(self, handle: str) -> Observed | None:
        """Read one account, or None where there is none any more."""

    def apply(self, op: Op) -> Done:
        """Make one change. Made twice, it is as if made once."""

    def set_secret(self, handle: str, secret: Secret, *, must_change: bool) -> None:
        """Set the password a person has just chosen. Never queued, never kept."""
