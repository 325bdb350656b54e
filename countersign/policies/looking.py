"""What is worth a look in an edition before it is published: each of its wordings as plain values, and the findings."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any

from countersign.policies.clauses import posts_on
from countersign.policies.drafting import PartDraft, parts_of
from countersign.policies.linting import Finding, Line, Link, Text, findings_in, pack_on
from countersign.policies.models import Edition, LinkedPolicy, Part, Wording
from countersign.policies.reading import Agreement
from countersign.policies.reading_age import ReadingAge, measured
from countersign.words import later as _

RULES = {
    "missing": _("Not spoken of"),
    "reading-age": _("Hard to read"),
    "no-act": _("Asks nothing"),
    "many": _("Much at once"),
    "repeated": _("Said twice"),
    "scope": _("Whom it binds"),
    "vague": _("Vague"),
    "number": _("Not there"),
    "policy": _("Cannot be read"),
    "post": _("Nobody holds it"),
    "past": _("Past"),
    "address": _("Web address"),
}
"""What the page calls each kind of finding."""


@dataclass(frozen=True)
class Group:
    """Findings of one kind."""

    title: str
    findings: list[Finding]

    @property
    def shared(self) -> str:
        """What all of several say, so that the page says it once."""
        texts = {each.text for each in self.findings}
        return next(iter(texts)) if len(texts) == 1 and len(self.findings) > 1 else ""

    @property
    def is_likely(self) -> bool:
        """Whether all of them are likely wrong."""
        return all(each.is_likely for each in self.findings)


@dataclass(frozen=True)
class Look:
    """What the page says of one wording."""

    findings: list[Finding]
    age: ReadingAge
    expected: int | None  # the age at which its youngest readers should manage it

    @property
    def likely(self) -> int:
        """How many of the findings are likely wrong."""
        return sum(finding.is_likely for finding in self.findings)

    @property
    def groups(self) -> list["Group"]:
        """The findings by what they are, the likely ones first."""
        order = {rule: place for place, rule in enumerate(dict.fromkeys(each.rule for each in self.findings))}
        found = sorted(self.findings, key=lambda each: order[each.rule])
        return [Group(RULES[rule], list(each)) for rule, each in groupby(found, key=lambda each: each.rule)]

    @property
    def is_too_hard(self) -> bool:
        """Whether it reads at a higher age than its youngest readers have."""
        return self.expected is not None and self.age.is_enough and self.age.age > self.expected


def look_over(edition: Edition, wording: Wording | None, today: date) -> Look:
    """Look over one wording of an edition, or the one there is."""
    text = text_of(edition, wording, today)
    age = measured(line.whole for line in text.clauses)
    return Look(findings_in(text, today=today), age, pack_on(today).age_for(text.audience))


def text_of(edition: Edition, wording: Wording | None, today: date) -> Text:
    """Return a wording of an edition as plain values, with what the school has around it."""
    links = edition.links.select_related("policy").prefetch_related("policy__editions").order_by("position", "pk")
    lines = tuple(line_of(part, str(part.key)) for part in edition.parts.kept().filter(wording=wording))
    words = " ".join(line.whole for line in lines).casefold()
    return Text(
        audience=tuple(wording.audience if wording else edition.audience),
        lines=lines,
        title=edition.title,
        # Of several wordings each answers for what it names itself.
        links=tuple(link_of(link) for link in links if wording is None or link.named.casefold() in words),
        posts=posts_on(edition.policy.school_id, today),
        next_review=edition.next_review,
        has_symbols=bool(wording and wording.has_symbols),
    )


def text_of_file(agreement: Agreement) -> Text:
    """Return an agreement of a file that is no draft yet, as it was read."""
    parts = parts_of(asdict(agreement))
    return Text(
        audience=tuple(agreement.audience),
        lines=tuple(line_of(part, str(place)) for place, part in enumerate(parts)),
        title=agreement.title or "",
        next_review=agreement.next_review or "",
    )


def line_of(part: Part | PartDraft, key: str) -> Line:
    """Return a part as a line to be looked at."""
    return Line(
        key=key,
        kind=part.kind,
        text=part.text,
        number=part.number,
        lead_in=part.lead_in,
        points=tuple(points_of(part.children)),
        roles=None if part.roles is None else tuple(part.roles),
        topics=tuple(part.topics),
    )


def points_of(children: Iterable[dict[str, Any]]) -> list[str]:
    """Return the words of points, and of those beneath them."""
    return [text for child in children for text in (child["text"], *points_of(child.get("children") or []))]


def link_of(link: LinkedPolicy) -> Link:
    """Return a policy that is leaned on, and whether anybody can read it."""
    has_edition = any(each.published_at is not None for each in link.policy.editions.all())
    return Link(link.named, has_edition or bool(link.policy.web_address))
