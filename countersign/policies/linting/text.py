"""What is looked at, and what is found: a text as plain values, so that every rule is a calculation."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from countersign.policies.reading.topics import topics_of
from countersign.policies.wording import Printed, without_pictures


@dataclass(frozen=True)
class Line:
    """A heading, a passage or a clause of a text."""

    key: str
    kind: str  # section, passage or clause
    text: str
    number: str = ""
    lead_in: str = ""
    points: tuple[str, ...] = ()
    roles: tuple[str, ...] | None = None
    topics: tuple[str, ...] = ()

    @property
    def is_clause(self) -> bool:
        """Whether people agree to it."""
        return self.kind == "clause"

    @property
    def name(self) -> str:
        """What a finding calls it."""
        if self.is_clause and self.number:
            return _("Clause %(number)s") % {"number": self.number.rstrip(".)")}
        return f"“{self.whole[:40].strip()}{'…' if len(self.whole) > 40 else ''}”"

    @property
    def whole(self) -> str:
        """All its words: lead-in, text and points."""
        return " ".join(without_pictures(each) for each in (self.lead_in, self.text, *self.points) if each)

    @property
    def about(self) -> set[str]:
        """Its topics: those somebody chose, and those its words give away."""
        return {*self.topics, *topics_of(self.whole)}


@dataclass(frozen=True)
class Link:
    """A policy that the text leans on, and whether anybody can read it."""

    named: str
    is_readable: bool


@dataclass(frozen=True)
class Text:
    """One wording, with what the school has around it."""

    audience: tuple[str, ...]
    lines: tuple[Line, ...]
    title: str = ""
    links: tuple[Link, ...] | None = None  # None: not known, as for a file that is no draft yet
    posts: Mapping[str, Printed] | None = None
    next_review: str = ""
    has_symbols: bool = False  # a shorter wording beside the usual one

    @property
    def clauses(self) -> list[Line]:
        """The lines that people agree to."""
        return [line for line in self.lines if line.is_clause]


@dataclass(frozen=True)
class Finding:
    """Something worth a look: what, why, and where. It never stops anybody."""

    rule: str
    text: str  # what is found and why it matters, in a sentence or two
    line: Line | None = None  # None: about the whole text
    quote: str = ""  # the words themselves
    is_likely: bool = False  # likely wrong, rather than only worth a look
    others: tuple[Line, ...] = field(default=())  # other lines it is about

    @property
    def where(self) -> str:
        """The place in words."""
        return self.line.name if self.line else _("The whole text")
