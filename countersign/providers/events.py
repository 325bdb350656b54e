"""What the ledger keeps about signing in with accounts elsewhere: never a secret; subjects and names salted."""

from dataclasses import dataclass

from countersign.ledger.events import Event, Personal


@dataclass(frozen=True)
class ProviderSetUp(Event):
    """An administrator let people sign in with accounts they have elsewhere."""

    kind = "provider.set-up"
    words: str
    sort: str
    issuer: str
    trusts_second_step: bool
    matches_by: str


@dataclass(frozen=True)
class ProviderChanged(Event):
    """How people sign in with accounts elsewhere was changed: what is now so. A new secret is only said to be new."""

    kind = "provider.changed"
    words: str
    issuer: str
    trusts_second_step: bool
    matches_by: str
    has_new_secret: bool


@dataclass(frozen=True)
class ProviderRetired(Event):
    """People can no longer sign in there, and every session begun there ended."""

    kind = "provider.retired"
    words: str
    links_ended: int


@dataclass(frozen=True)
class SignInLinked(Event):
    """An account elsewhere became somebody's way of signing in, and how we know that it is theirs."""

    kind = "account.linked"
    provider: str
    issuer: str
    account: Personal
    how: str


@dataclass(frozen=True)
class SignInUnlinked(Event):
    """An account elsewhere stopped being somebody's way of signing in; their sessions ended."""

    kind = "account.unlinked"
    provider: str
    issuer: str
    account: Personal


@dataclass(frozen=True)
class ArrivalTurnedAway(Event):
    """An administrator said that somebody who came from a provider is nobody here."""

    kind = "provider.arrival-turned-away"
    issuer: str
    account: Personal


@dataclass(frozen=True)
class PasswordRuleChanged(Event):
    """The school chose whether people who sign in elsewhere may also use a password here."""

    kind = "school.password-rule-changed"
    only_without_link: bool
