"""Lines and cells to be filled in by hand: their labels in order, several on one line, blanks drawn in any way."""

from __future__ import annotations

import re

from countersign.policies.reading.marks import BOXES

_UNIT = rf"(?>_{{2,}}|\.{{4,}}|…{{2,}}|(?:\. ){{4,}}\.?|(?<!\w)-{{5,}}|‗{{2,}}|[{BOXES}]|\[ ?\])"
BLANK = re.compile(rf"(?>{_UNIT}(?:[\s/.,]*+{_UNIT})*+)")
_TRAILING_NOTE = re.compile(r"^\s*(\([^()]{2,40}\))\s*[.,]?\s*")
_LABEL = re.compile(
    r"\b(?:sign(?:ed|ature|atures)?|name|names|print(?:ed)?|date|role|job title|position|post|"
    r"class|form|tutor|year|school|company|"
    r"organisation|organization|purpose|time (?:in|out)|relationship|initials?|e-?mail|"
    r"telephone|tel|phone|mobile|address|"
    r"department|dept|witness(?:ed)?|permissions?|number|no|registration|accepted by|approved by|authori[sz]ed by|"
    r"received by|issued by|checked by|entered|countersign\w*|completed by|set up by|teacher|"
    r"headteacher|head teacher|principal|manager|student id|id|"
    r"user ?name|account|line manager|asset|serial|title|age|grade|subject|visit(?:ing)?|host|"
    r"vehicle|badge|on behalf of|"
    r"parent|carer|guardian|pupil|child|student|staff|governor|volunteer|visitor|user|"
    r"trusted adults?|employer|location|device|"
    r"make|model|expiry|comments?|reason|capacity)\b",
    re.IGNORECASE,
)
_KNOWN = re.compile(
    r"^(?:(?:(?:my|your|the|user|staff|pupil|student|child|parent|carer|guardian|visitor|volunteer|governor|teacher|"
    r"head ?teacher|principal|line manager|employee|applicant|witness)(?:['’]s?|s['’])?"
    r"(?: ?/ ?\w+(?:['’]s?)?| or \w+(?:['’]s?)?)* )?(?:full |print(?:ed)? |first |last |family )?"
    r"(?:signature|signatures|signed|sign here|name|names|print|print name|"
    r"name \(print(?:ed)?\)|full name|date|role|role ?/ ?job title|"
    r"job title|position|post|class|form|tutor group|year|year group|"
    r"class ?/ ?year(?: group)?|school|company|organisation|"
    r"department|relationship to (?:the )?(?:child|pupil|student)|initials|e-?mail(?: address)?|telephone|phone number|"
    r"address|purpose of visit|time in|time out|accepted by|approved by|authori[sz]ed by|"
    r"countersigned by|witnessed by|grade|"
    r"student id|staff id|user ?name|date signed|date of birth|signed by|received by|car registration)"
    r"(?: \([^()]{2,40}\))?|(?:signed|signature|name|print name|date|full name) ?\([^()]{2,40}\)|"
    r"(?:full )?names?(?:\(s\))? of (?:the |my |your )?(?:[\w’'-]+(?: ?/ ?| ?& | )?){1,4}(?:\([^()]{2,40}\))?|"
    r"(?:parent|carer|guardian|pupil|student|child|headteacher|teacher)(?: ?/ ?\w+)*)$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"^(?:I|We|My child|This|These|If|Please|You|The|It)\b.{25,}|[.!?]\s+[A-Z].{10,}", re.DOTALL)
_ALONE = re.compile(rf"^\s*[A-Z](?:[\w’'&/-]+\s?){{1,6}}:\s*{BLANK.pattern}\s*$")  # "Systems: ________"
_IN_SENTENCE = re.compile(rf"{BLANK.pattern}\s*[,(]?\s*\(([^()]{{3,50}})\)")
_YEAR = re.compile(r"\b(?:academic year )?20_{2,3}(?: ?[/–-] ?(?:20)?_{2,3})?")


def tidy(label: str) -> str:
    """A label without the punctuation and blanks round it."""
    label = re.sub(rf"[{BOXES}]", " ", label)
    return " ".join(label.split()).strip(" :;.,_-–—=|…*").strip()


def is_label(text: str) -> bool:
    """Whether TEXT can be the label of a field."""
    text = tidy(text)
    return (
        bool(text)
        and len(text) <= 70
        and len(text.split()) <= 9
        and bool(_LABEL.search(text))
        and not _SENTENCE.search(text)
    )


def is_known_label(text: str) -> bool:
    """Whether TEXT is a field by its words alone, without any blank beside it."""
    return bool(_KNOWN.match(tidy(text)))


def has_blank(text: str) -> bool:
    """Whether something is to be filled in."""
    return bool(BLANK.search(text))


def is_only_blank(text: str) -> bool:
    """Whether nothing but blanks stands here."""
    return not BLANK.sub("", text).strip(" \t/:.,()-–—|")


def labels_of(text: str) -> list[str]:
    """The labels of the fields on one line; an empty list when it is no line of fields."""
    text = _YEAR.sub("", text.strip("\n"))
    if not text.strip():
        return []
    if BLANK.search(text):
        return _with_blanks(text)
    if "\t" in text or re.search(r" {3,}", text):
        pieces = [tidy(piece) for piece in re.split(r"\t+| {3,}", text)]
        kept = [piece for piece in pieces if piece]
        if kept and all(is_known_label(re.sub(r"^/.*", "", piece)) for piece in kept):
            return kept
        if (
            len(kept) == 1
            and text.rstrip(" ") != text.strip()
            and text.rstrip(" ").endswith("\t")
            and is_label(kept[0])
        ):
            return kept
        if len(kept) == 2 and is_label(kept[0]) and re.fullmatch(r"\([^()]+\)", kept[1]):
            return [f"{kept[0]} {kept[1]}"]
        return _with_colons(text)
    if re.match(r"^[^:]{2,60}:\s*$", text.strip()) and is_known_label(text):
        return [tidy(text)]
    glued = re.split(r"(?<=[a-z)])(?=[A-Z])", text.strip())
    if len(glued) > 1 and all(is_known_label(piece) for piece in glued):
        return [tidy(piece) for piece in glued]
    pieces = [piece for piece in re.split(r":\s*", text.strip()) if piece.strip()]
    if (
        text.count(":") >= 2
        and len(pieces) >= 2
        and text.strip().endswith(":")
        and all(is_known_label(p) for p in pieces)
    ):
        return [tidy(piece) for piece in pieces]
    return []


def _with_colons(text: str) -> list[str]:
    """Labels side by side, each with its colon, of which one at least is a field by its words alone."""
    named = [piece.strip() for piece in re.split(r"\t+| {3,}", text) if piece.strip()]
    colons = len(named) > 1 and all(piece.endswith(":") and is_label(piece) for piece in named)
    return [tidy(piece) for piece in named] if colons and any(is_known_label(piece) for piece in named) else []


def _with_blanks(text: str) -> list[str]:
    inside = in_sentence(text)
    if inside:
        return inside
    labels: list[str] = []
    position = 0
    rest = ""
    for blank in BLANK.finditer(text):
        before = text[position : blank.start()]
        position = blank.end()
        if note := _TRAILING_NOTE.match(before):
            if labels:
                labels[-1] = f"{labels[-1]} {note.group(1)}"
            before = before[note.end() :]
        pieces = [tidy(piece) for piece in re.split(r"\t+| {4,}", before)]
        labels += [label for label in pieces if label and not _is_filler(label)]
    rest = text[position:]
    if note := _TRAILING_NOTE.match(rest):
        if labels and "(" not in labels[-1]:
            labels[-1] = f"{labels[-1]} {note.group(1)}"
        rest = rest[note.end() :]
    if len(rest.split()) > 6 or any(_SENTENCE.search(label) or len(label.split()) > 10 for label in labels):
        return []
    if (extra := tidy(rest)) and is_known_label(extra):
        labels.append(extra)
    if len(labels) == 1 and _ALONE.match(text) and not _SENTENCE.search(labels[0]):
        return labels
    return labels if labels and any(is_label(label) for label in labels) else []


def _is_filler(label: str) -> bool:
    return bool(re.fullmatch(r"[\d/\\.|()£-]+|20|and|or|of|to", label, re.IGNORECASE))


def in_sentence(text: str) -> list[str]:
    """Labels of blanks inside a sentence: "I, ____ (student's name), agree" has the field "student's name"."""
    if len(text.split()) < 5:
        return []
    return [
        tidy(label)
        for label in _IN_SENTENCE.findall(text)
        if not re.fullmatch(r"print(?:ed)?|please print|block capitals", label, re.I)
    ]
