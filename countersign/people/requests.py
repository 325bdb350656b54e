"""Who is asking: the person behind a request and how we know."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from countersign.people.models import Person
from countersign.schools.models import School


@dataclass(frozen=True)
class Identity:
    """
    How a person was known at a moment: kept with whatever they sign.

    `method` is `passkey`, `ticket`, `demonstration`, or one of `password`, `oidc`, `saml` and `ldap`. To these a second
    step is added: `+totp`, `+passkey`, `+recovery-code`, or `+mfa` where the provider took it and the school believes
    that. `detail` says it in words, masked where it names an address; of a provider it says issuer and subject.
    """

    method: str
    detail: str
    since: str  # when this was established, ISO 8601 in UTC
    ip: str = ""
    user_agent: str = ""
    session: str = ""  # SHA-256 of the session's key, so that two acts of one session can be told

    def as_json(self) -> dict[str, Any]:
        """Return the plain form that is kept."""
        return dict(vars(self))

    def as_text(self) -> dict[str, str]:
        """Return what is known, for the ledger."""
        return {name: str(value) for name, value in vars(self).items() if value}


class PersonRequest(HttpRequest):
    """A request whose person, school and identity the middleware has found."""

    person: Person
    school: School
    identity: Identity
    today: datetime.date
    now: datetime.datetime
