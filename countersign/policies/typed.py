"""What somebody typed: the words of a part, and the details of a draft, checked before they are stored."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.utils.text import format_lazy

from countersign.people.audiences import Audience
from countersign.policies.models import Part
from countersign.policies.wording import LONGEST, clean
from countersign.refusals import Refused
from countersign.words import later as _


class NoText(Refused):
    """A part with nothing in it."""

    message = _("Enter the words.")


class TooLong(Refused):
    """A clause longer than any agreement."""

    message = cast(
        "str", format_lazy(_("This is longer than {most:,} characters. Split it into several clauses."), most=LONGEST)
    )


@dataclass(frozen=True)
class Words:
    """What a part says, as somebody edited it."""

    text: str
    kind: str = Part.Kind.CLAUSE
    number: str = ""
    lead_in: str = ""
    children: list[dict[str, Any]] = field(default_factory=list)
    roles: list[str] | None = None
    topics: list[str] = field(default_factory=list)

    def checked(self) -> "Words":
        """Return the words without what cannot be printed, refusing what is empty or endless."""
        text, lead_in = clean(self.text), clean(self.lead_in)
        if not text:
            raise NoText
        if len(text) + len(lead_in) + sum(len(str(child)) for child in self.children) > LONGEST:
            raise TooLong
        roles = None if self.roles is None else [role for role in self.roles if role in Audience.values]
        number = " ".join(clean(self.number).split())[:20]
        is_heading = self.kind == Part.Kind.SECTION
        return Words(
            " ".join(text.split()) if is_heading else text,
            self.kind,
            "" if is_heading else number,
            "" if is_heading else lead_in,
            [] if is_heading else self.children,
            None if is_heading else roles or None,
            [] if is_heading else list(self.topics),
        )


@dataclass(frozen=True)
class Details:
    """What an edition says besides its clauses, as somebody edited it."""

    title: str
    audience: list[str]
    last_reviewed: str = ""
    next_review: str = ""
    approved_by: str = ""
    approved_date: date | None = None
    document_code: str = ""
    asks: list[str] = field(default_factory=list)
    signer_declarations: list[str] = field(default_factory=list)
    approver_declarations: list[str] = field(default_factory=list)
    signature_fields: list[str] = field(default_factory=list)
    approver_fields: list[str] = field(default_factory=list)
