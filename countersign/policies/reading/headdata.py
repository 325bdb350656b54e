"""
What the head of a document says about it: school, dates of review, who approved it, its code.

Found in a header table, on lines of their own, in a line under the title, in front matter or in a table of versions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from countersign.policies.reading import dates
from countersign.policies.reading.blocks import Block, Part

_DATE_WORDS = r"(?:date)"
_LABELS: tuple[tuple[str, str], ...] = (
    (
        "organisation",
        r"(?:name of (?:the )?)?(?:school|academy|college|organisation|setting|trust|"
        r"establishment)(?: name)?",
    ),
    (
        "next",
        r"(?:date (?:of|for) (?:the )?)?next (?:scheduled )?(?:policy )?review(?: date|"
        r" due)?(?: by)?|review due(?: date)?|(?:next )?due for review|"
        r"to be (?:next )?reviewed(?: (?:on|by|in|before))?|date (?:due )?for (?:next )?review|"
        r"review by|date to be reviewed|"
        r"(?:policy )?(?:renewal|expiry) date|date of next (?:policy )?review",
    ),
    (
        "last",
        r"(?:date )?last (?:policy )?(?:reviewed|review|updated|revised|"
        r"amended)(?: date)?(?: (?:on|in))?|date (?:of )?(?:last )?(?:review|reviewed|revised|"
        r"revision|updated)|date of (?:this|last|most recent) (?:review|update|revision)|"
        r"reviewed(?: (?:on|in))?|revised(?: (?:on|in))?|updated(?: (?:on|in))?|"
        r"(?:policy )?reviewed date|most recent review|last review date",
    ),
    ("review", r"(?:(?:policy|aup|agreement|document) )?review date|review"),
    (
        "approved",
        r"(?:date )?(?:approved|agreed|ratified|adopted|accepted|adoption|approval|"
        r"ratification)(?: date| on| in)?|date of (?:approval|adoption|"
        r"ratification|issue)|date (?:approved|agreed|ratified|"
        r"adopted)(?: by (?:the )?(?:full )?(?:governors|governing (?:body|board)|board))?|"
        r"(?:second|first|2nd|1st) reading|effective(?: date| from)?|issue date|date issued|policy date|date",
    ),
    (
        "approver",
        r"(?:approved|agreed|ratified|adopted|authori[sz]ed|signed off) by|"
        r"governor(?:['’]s)? name|name of governor|approving body|chair of governors",
    ),
    (
        "reviewer",
        r"who reviewed (?:this|the) (?:aup|policy|agreement|document)\??|reviewed by|"
        r"policy (?:owner|lead)|author|written by|prepared by|"
        r"(?:document |responsible )owner|to be reviewed by|committee",
    ),
    (
        "code",
        r"(?:document|policy|board policy|doc|form) ?(?:code|ref(?:erence)?|no|number|id|#)\.?|"
        r"ref(?:erence)?(?: no)?\.?|file(?: code)?|code",
    ),
    ("version", r"version(?: (?:no|number))?|edition|issue(?: no)?"),
    ("title", r"(?:title|policy(?: title| name)|document(?: title| name)?|name of policy)"),
    ("cycle", r"review (?:cycle|period|frequency|interval)|frequency of review|reviewed? every"),
    (
        "other",
        r"governor(?:['’]s)? signature|status|statutory|website|classification|audience|"
        r"signature of chair|location|distribution",
    ),
)
_LABEL = [(what, re.compile(rf"^(?:{pattern})$", re.IGNORECASE)) for what, pattern in _LABELS]
_INLINE = [
    (
        what,
        re.compile(
            rf"(?:^|(?<=[\s(/,;|–-]))(?:{pattern})\s*(?::|\s[-–]\s|(?=\s+(?:on |in |by )?(?:the )?[\dA-Z]))\s*",
            re.IGNORECASE,
        ),
    )
    for what, pattern in _LABELS
    if what in ("next", "last", "review", "approved", "approver", "code", "version")
]
_AGREED = re.compile(
    r"\b(?i:agreed|approved|ratified|adopted|accepted)\s+by\s+(?:the\s+)?(?P<who>[A-Z][\w’'&.\- ]{1,60}?)"
    r"(?:(?:\s+(?:on|in|at)\s|\s*[,:(–-]\s*)(?:the\s+)?(?=\S)|\s*\.?\s*$)"
)
_GOVERNOR = re.compile(
    r"Governor(?:['’]s)? Name\s*:\s*(?P<who>.+?)(?=\s*(?:Governor|Signature|Signed|Date)\b|$)", re.IGNORECASE
)
_CYCLE = re.compile(
    r"\breview(?:ed)?\s+(?P<cycle>annually|yearly|every (?:year|two years|three years|"
    r"\w+ years|term|\d+ (?:months|years))|biennially|termly|"
    r"(?:at least )?(?:annually|once a year))\b",
    re.IGNORECASE,
)


_CODE = re.compile(
    r"\b(?i:(?:document|policy|board policy|doc) ?(?:code|ref(?:erence)?|no|number|id))\.?\s*[:.#]?\s*"
    r"(?P<code>(?:[A-Z]{2,}[-/.]?[\w/.-]*\d[\w/.-]*|\d{3,}(?:\.\d+)*|[A-Z]{3,6}(?:-[A-Z]+)?\d?))(?!\w)"
)


@dataclass(slots=True)
class Facts:
    """The head data of one agreement, each with the wording it rests on."""

    organisation: str | None = None
    title: str | None = None
    approver: str | None = None
    code: str | None = None
    version: str | None = None
    cycle: str | None = None
    dates: list[tuple[str, str, str]] = field(default_factory=list)
    seasons: list[str] = field(default_factory=list)  # "Next review: Spring 2025": a time that is no date


def label_of(text: str) -> str | None:
    """What a label in a header table stands for."""
    text = text.strip().strip(":").strip()
    if not text or len(text) > 70:
        return None
    return next((what for what, pattern in _LABEL if pattern.match(text)), None)


def of_cells(cells: list[str]) -> list[str] | None:
    """The label and its value when a row of a table states a fact about the document."""
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2 or len(filled) > 6:
        return None
    what = label_of(filled[0])
    if what is None:
        return None
    value = filled[1]
    if what in ("next", "last", "review", "approved") and not dates.has_date(value) and not dates.is_vague(value):
        return None
    if what == "organisation" and (label_of(value) or len(value) > 90 or value.endswith(".")):
        return None
    if label_of(value) and len(filled) != 4:
        return None
    return filled


def across(texts: list[list[str]]) -> list[str]:
    """The facts of a table that has its labels side by side in the first row and their values in the second."""
    if len(texts) != 2 or len(texts[0]) < 2 or len(texts[0]) != len(texts[1]):
        return []
    labels, values = texts
    kinds = [label_of(label) for label in labels]
    told = [kind for kind, value in zip(kinds, values, strict=True) if kind and value.strip()]
    if None in kinds or len(told) < 2 or any(label_of(value) for value in values):
        return []
    if not any(dates.has_date(value) or dates.is_vague(value) for value in values):
        return []
    return [
        f"{label.strip().rstrip(':')}: {value}" for label, value in zip(labels, values, strict=True) if value.strip()
    ]


def history(texts: list[list[str]], where: str) -> Iterator[Block]:
    """The last dated row of a table of versions, where it says what happened."""
    dated = [row for row in texts[1:] if any(dates.has_date(cell) for cell in row)]
    if dated:
        date = next(cell for cell in dated[-1] if dates.has_date(cell))
        if re.search(r"\breview", " ".join(dated[-1]), re.IGNORECASE):
            yield Block(f"Last reviewed: {date}", where, part=Part.HEAD)
        else:
            yield Block(f"Issue date: {date}", where, part=Part.HEAD)


def states_fact(text: str) -> bool:
    """Whether a line by itself is head data: "DATE OF REVIEW: January 2018", "Agreed by FGB on 14th March 2022"."""
    if len(text) > 160 or (text.rstrip().endswith((".", ";")) and len(text) > 90):
        return False
    head, colon, value = text.partition(":")
    if colon and label_of(head) not in (None, "title", "other") and value.strip():
        what = label_of(head)
        if what in ("approver", "reviewer", "code", "version", "cycle"):
            return len(value) < 80
        if what == "organisation":
            return len(value) < 80 and not value.strip().endswith(".")
        return dates.has_date(value) or dates.is_vague(value)
    if dates.has_date(text) and len(text.split()) <= 18:
        return any(pattern.search(text) for what, pattern in _INLINE if what != "version") or bool(_AGREED.search(text))
    return bool(_AGREED.match(text)) and len(text.split()) <= 10


def gather(facts: Facts, text: str) -> None:
    """Add what one line or row says to FACTS."""
    if found := _GOVERNOR.search(text):
        facts.approver = facts.approver or _name(found.group("who"))
    if found := _AGREED.search(text):
        facts.approver = facts.approver or _name(found.group("who"))
    pieces = [
        p for p in re.split(r"(?<=\S)\s*[|;]\s*|(?<=\d)\s+/\s+(?=[A-Z][a-z]+ [a-z]+)|\s{3,}|\t", text) if p.strip()
    ]
    for piece in pieces:
        for statement in _statements(piece.strip()):
            _gather_piece(facts, statement)


def _statements(text: str) -> list[str]:
    """Several labels with their values on one line, apart."""
    labels = [m for m in re.finditer(r"(?:^|\s)([A-Z][A-Za-z’' ]{2,40}?):\s", text) if label_of(m.group(1))]
    starts = [m.start(1) for m in labels]
    for match in re.finditer(r"\s([A-Z][a-z]+(?: [a-z]+){0,3}):\s", text):
        inside = any(m.start(1) <= match.start(1) < m.end(1) for m in labels)
        if label_of(match.group(1)) and not inside:
            starts.append(match.start(1))
    starts = sorted({0, *starts})
    return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if text[a:b].strip()]


def _gather_piece(facts: Facts, text: str) -> None:
    head, colon, value = text.partition(":")
    what = label_of(head) if colon else None
    value = value.strip()
    if what == "organisation" and value:
        facts.organisation = facts.organisation or value
    elif what == "approver" and value and not dates.has_date(value[:12]):
        facts.approver = facts.approver or _name(re.split(r"\s+(?:on|in)\s+(?=\d|[A-Z])", value)[0])
        facts.dates += [("approved", raw, text) for raw in dates.find(value)[:1]]
    elif what == "code" and re.fullmatch(r"[A-Z0-9][\w./-]{0,24}", value):
        facts.code = facts.code or value
    elif what == "version":
        facts.version = facts.version or value
    elif what == "title":
        facts.title = facts.title or value
    elif what == "cycle":
        facts.cycle = facts.cycle or value
    elif what in ("last", "next", "review", "approved"):
        facts.dates += [(what, raw, text) for raw in dates.find(value)[-1:]]
        facts.seasons += [text] if dates.is_season(value) else []
    elif re.fullmatch(r"[A-Z]{3,5}(?:-[A-Z]{1,2})?\d{0,2}", text):  # the code of an American board policy
        facts.code = facts.code or text
    else:
        _gather_running(facts, text)
    if found := _CYCLE.search(text):
        facts.cycle = facts.cycle or found.group("cycle")


def _gather_running(facts: Facts, text: str) -> None:
    places = sorted(
        (m.end(), what)
        for what, pattern in _INLINE
        for m in pattern.finditer(text)
        if what not in ("version", "approver")
    )
    for raw, start in dates.find_at(text):
        before = [what for end, what in places if end <= start + 1]
        if before:
            strongest = before[-1]
            facts.dates.append((strongest, raw, text))
        elif _AGREED.search(text):
            facts.dates.append(("approved", raw, text))


def code_in(lines: list[str]) -> str | None:
    """A code that is called one, in a line with other things."""
    for line in lines:
        if len(line) < 160 and (found := _CODE.search(line)):
            return found.group("code").rstrip(".")
    return None


def cycle_in(text: str) -> str | None:
    """How often the text says it is reviewed: "annually" is a cycle, no date."""
    found = _CYCLE.search(text)
    return found.group("cycle") if found else None


def _name(text: str) -> str | None:
    text = re.sub(r"\s*[_.…]{3,}.*$", "", text).strip(" :,-–")
    text = re.sub(r"\s+(?:on|in|at|dated?)$", "", text)
    if not text or (dates.has_date(text) and not re.search(r"[A-Za-z]{4,}.*[A-Za-z]{4,}", text)) or len(text) > 80:
        return None
    return text
