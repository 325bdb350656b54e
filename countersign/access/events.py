"""What the ledger keeps about access: who was given what, by whose decision, and what was then so."""

from dataclasses import dataclass
from datetime import date

from countersign.ledger.events import Event, Personal


@dataclass(frozen=True)
class PermissionGranted(Event):
    """An approver gave somebody an additional permission."""

    kind = "access.permission-granted"
    permission: str
    title: str
    until: date | None
    decision: str
    needs_second_approver: bool
    reason: Personal


@dataclass(frozen=True)
class PermissionSeconded(Event):
    """A second approver agreed to a permission, which begins now."""

    kind = "access.permission-seconded"
    permission: str
    granted_by: str


@dataclass(frozen=True)
class PermissionRefused(Event):
    """An approver did not give a permission that was asked for."""

    kind = "access.permission-refused"
    permission: str
    title: str
    decision: str
    reason: Personal


@dataclass(frozen=True)
class PermissionEnded(Event):
    """A permission ended: its last day was over, or somebody withdrew it."""

    kind = "access.permission-ended"
    permission: str
    title: str
    how: str
    decision: str
    reason: Personal


@dataclass(frozen=True)
class PersonSuspended(Event):
    """All access of somebody was taken away at once."""

    kind = "access.person-suspended"
    suspension: str
    reason: Personal


@dataclass(frozen=True)
class PersonResumed(Event):
    """Somebody who was suspended has what they are entitled to again."""

    kind = "access.person-resumed"
    suspension: str


@dataclass(frozen=True)
class ConnectorChanged(Event):
    """A directory was connected, or its settings changed. No password is among them."""

    kind = "access.connector-changed"
    name: str
    connector_kind: str
    settings: dict[str, str]


@dataclass(frozen=True)
class PlanApplied(Event):
    """Somebody looked at a plan and let it be made."""

    kind = "access.plan-applied"
    plan: int
    digest: str
    changes: int


@dataclass(frozen=True)
class PlanReleased(Event):
    """A named approver let a plan take access from many people at once."""

    kind = "access.plan-released"
    plan: int
    digest: str
    people: int
    blocked: str


@dataclass(frozen=True)
class ChangeMade(Event):
    """A directory was changed for somebody, and read back."""

    kind = "access.change-made"
    change: str
    connector: str
    what: str
    decision: str
    result: str
    account: str
    because: Personal
    details: Personal
    read_back: Personal
    note: Personal


@dataclass(frozen=True)
class AccountAdopted(Event):
    """An account that was there before was said to be somebody's."""

    kind = "access.account-adopted"
    connector: str
    account: str
    username: Personal


@dataclass(frozen=True)
class AccountForgotten(Event):
    """Somebody's account is no longer looked after; it stays as it is."""

    kind = "access.account-forgotten"
    connector: str
    account: str


@dataclass(frozen=True)
class UsernameChosen(Event):
    """Somebody chose another username for a person; the one before is never given again."""

    kind = "access.username-chosen"
    username: Personal
    before: Personal


@dataclass(frozen=True)
class CatalogueChanged(Event):
    """What roles bring, or which permissions can be given, was changed."""

    kind = "access.catalogue-changed"
    what: str
    title: str
    details: dict[str, str]
