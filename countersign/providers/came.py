"""What a provider says of somebody who came, checked and in our words."""

from dataclasses import dataclass
from datetime import UTC, datetime

from countersign.refusals import Refused


class NotBelieved(Refused):
    """An answer of a provider that we do not believe: why is for the log and for whoever looks after sign-in."""

    def __init__(self, why: str) -> None:
        self.why = " ".join(why.split())[:300]  # one line of a log, whatever was sent
        super().__init__(self.why)


@dataclass(frozen=True)
class Came:
    """Who came: the issuer and subject say it; the rest helps people to recognise somebody."""

    issuer: str
    subject: str
    name: str = ""
    email: str = ""
    email_is_verified: bool = False  # by the provider, and the provider is one that may say so of this address
    staff_id: str = ""
    second_step: bool = False  # whether it was taken there, as the provider says
    steps: str = ""  # the provider's own words for how: amr, acr, or SAML's context
    at: datetime | None = None  # when they signed in there, where the provider says it

    def detail(self, words: str) -> str:
        """Say how somebody was known, for the record of whatever they sign. It is kept, so it is English."""
        said = f" ({self.steps})" if self.steps else ""
        moment = f", signed in there {self.at.astimezone(UTC).isoformat(timespec='seconds')}" if self.at else ""
        second = "yes" if self.second_step else "not said"
        return f"{words}: issuer {self.issuer}, subject {self.subject}, second step there: {second}{said}{moment}"
