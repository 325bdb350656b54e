"""The review of a draft: the original wording beside what was understood, with every doubt where it belongs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from countersign.people.audiences import in_words
from countersign.policies.clauses import posts_on
from countersign.policies.models import Doubt, Edition, Part, Wording
from countersign.policies.printed import html_of
from countersign.policies.wording import Printed, codes_in, filled, parse, texts_of
from countersign.words import later as _

KINDS = {
    "guessed": _("Guessed"),
    "placeholder": _("Not filled in"),
    "ambiguous-date": _("Ambiguous date"),
    "dropped": _("Left out"),
    "ignored": _("Left out"),
    "several-agreements": _("Several agreements"),
    Doubt.STARTING_POINT: _("Starting point"),
}


@dataclass(frozen=True)
class Point:
    """A point beneath a clause, as the review shows it."""

    number: str
    html: SafeString
    children: "list[Point]"


@dataclass
class Row:
    """One part of the draft beside the words it was read from."""

    part: Part
    source: SafeString
    html: SafeString
    lead_in: SafeString
    children: list[Point]
    why: str
    prints_as: str
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def open_doubts(self) -> list[Doubt]:
        """The doubts that nobody has settled."""
        return [doubt for doubt in self.doubts if doubt.settled_at is None]

    @property
    def is_same(self) -> bool:
        """Whether the words are still those of the file, so that they need not be shown twice on a phone."""
        return not self.part.source or self.part.source == self.part.text


@dataclass
class Review:
    """Everything the review page shows of a draft."""

    rows: list[Row]
    head_doubts: list[Doubt]
    left_out: list[Doubt]
    removed: list[Part]
    unknown_posts: list[str]
    empty_posts: list[tuple[str, str]]  # code and title
    wording: Wording | None = None  # the one shown, where the draft has several
    elsewhere: list[Doubt] = field(default_factory=list)  # the doubts about the other wordings

    @property
    def doubts(self) -> list[Doubt]:
        """All doubts that want an answer, in the order of the page, then those of the other wordings."""
        return [*self.head_doubts, *(doubt for row in self.rows for doubt in row.doubts), *self.elsewhere]

    @property
    def open_doubts(self) -> list[Doubt]:
        """The doubts that nobody has settled."""
        return [doubt for doubt in self.doubts if doubt.settled_at is None]

    @property
    def unknown_codes(self) -> SafeString:
        """The codes of posts that the school does not have, as HTML."""
        return format_html_join(", ", '<span class="cs-mono">{}</span>', ((code,) for code in self.unknown_posts))

    @property
    def figures(self) -> list[dict[str, object]]:
        """Return the counts on top of the page."""
        clauses = [row for row in self.rows if row.part.kind == Part.Kind.CLAUSE]
        sure = sum(not row.open_doubts for row in clauses)
        done = len(self.doubts) - len(self.open_doubts)
        return [
            {"label": gettext("Clauses"), "value": len(clauses)},
            {"label": gettext("Sure of"), "value": sure},
            {
                "label": gettext("To check"),
                "value": len(self.open_doubts),
                "note": gettext("%(count)s done") % {"count": done} if done else "",
            },
            {
                "label": gettext("Left out"),
                "value": len(self.left_out),
                "note": gettext("listed below") if self.left_out else "",
            },
        ]


def review_of(edition: Edition, day: date, wording: Wording | None = None) -> Review:
    """Return the review of a draft as it is now; where it has several wordings, of one of them."""
    posts = posts_on(edition.policy.school_id, day)
    doubts = list(edition.doubts.asking().select_related("settled_by", "part__wording"))
    every_part = list(edition.parts.select_related("wording"))
    parts = [part for part in every_part if part.wording == wording]
    shown = {None, *(part.pk for part in parts)}
    kept = [part for part in parts if part.removed_at is None]
    rows = [row_of(part, posts, [doubt for doubt in doubts if doubt.part_id == part.pk], edition) for part in kept]
    codes = codes_in(
        [
            *edition.signer_declarations,
            *edition.approver_declarations,
            *(
                text
                for part in every_part
                if part.removed_at is None
                for text in texts_of(part.lead_in, part.text, part.children)
            ),
        ]
    )
    return Review(
        rows=rows,
        head_doubts=[doubt for doubt in doubts if doubt.part_id is None],
        left_out=list(edition.doubts.left_out()),
        removed=[part for part in parts if part.removed_at is not None],
        unknown_posts=sorted(codes - set(posts)),
        empty_posts=[(code, posts[code].title) for code in sorted(codes & set(posts)) if not posts[code].names],
        wording=wording,
        elsewhere=[doubt for doubt in doubts if doubt.part_id not in shown],
    )


def row_of(part: Part, posts: dict[str, Printed], doubts: list[Doubt], edition: Edition) -> Row:
    """Return one part as the review shows it, its posts still by their codes."""
    marks = [mark for doubt in doubts if doubt.settled_at is None for mark in doubt.marks]
    return Row(
        part=part,
        source=marked(part.source, marks),
        html=coded(part.text),
        lead_in=coded(part.lead_in),
        children=points_of(part.children),
        why=why_of(part, edition),
        prints_as=prints_as(part, posts),
        doubts=doubts,
    )


def coded(text: str) -> SafeString:
    """Return a text as HTML with its posts by their codes, as the editor writes them."""
    return html_of(filled(parse(text), {}))


def points_of(children: list[dict[str, object]]) -> list[Point]:
    """Return points, and those beneath them, as HTML."""
    found = []
    for child in children:
        deeper = child.get("children")
        points = points_of(deeper) if isinstance(deeper, list) else []
        found.append(Point(str(child.get("number") or ""), coded(str(child["text"])), points))
    return found


def why_of(part: Part, edition: Edition) -> str:
    """Return the line beneath a part: whom it binds, or that nobody signs it."""
    if part.kind == Part.Kind.PASSAGE:
        return gettext("Kept as information. Nobody signs it.")
    if part.roles is None or part.kind == Part.Kind.SECTION:
        return ""
    audience = part.wording.audience if part.wording else edition.audience
    others = [code for code in audience if code not in part.roles]
    places = {"whom": in_words(part.roles).lower(), "others": in_words(others).lower()}
    if others:
        return gettext("Binds: %(whom)s. Not %(others)s.") % places
    return gettext("Binds: %(whom)s.") % places


def title_of(part: Part) -> str:
    """Return what the pages call a part."""
    if part.kind == Part.Kind.SECTION:
        return gettext("Heading “%(words)s”") % {"words": part.text[:50]}
    if part.number:
        said = gettext("Clause %(number)s") if part.kind == Part.Kind.CLAUSE else gettext("Text %(number)s")
        return said % {"number": part.number}
    start = part.text[:50].strip()
    return f"“{start}{'…' if len(part.text) > 50 else ''}”"


def prints_as(part: Part, posts: dict[str, Printed]) -> str:
    """Return who is printed today in the places of a part's posts."""
    codes = dict.fromkeys(
        code
        for text in texts_of(part.lead_in, part.text, part.children)
        for code in sorted(codes_in([text]), key=text.find)
    )
    unknown = gettext("%(post)s (no such post)")
    return ", ".join(posts[code].name if code in posts else unknown % {"post": code} for code in codes)


def marked(source: str, marks: Iterable[str]) -> SafeString:
    """Return the original wording as HTML with the doubtful words marked."""
    html = conditional_escape(source)
    for mark in dict.fromkeys(marks):
        escaped = conditional_escape(mark)
        if escaped:
            html = mark_safe(html.replace(escaped, format_html("<mark>{}</mark>", mark), 1))  # noqa: S308  escaped above
    return html
