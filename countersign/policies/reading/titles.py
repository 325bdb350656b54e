"""The title of an agreement and the school it belongs to; blank when the text does not say."""

from __future__ import annotations

import re
from collections import Counter

from countersign.policies.reading import residue, roles, wording
from countersign.policies.reading.blocks import Block, Part

_AGREEMENT = re.compile(
    r"\b(?:(?:acceptable|responsible|appropriate|safe)[- ](?:[\w&/-]+ ){0,4}?(?:use|usage)|"
    r"AUPs?|AUA|user agreement|code of (?:conduct|practice)|"
    r"(?:online safety|online|e-?safety|esafety|internet|ict|it|computer|computing|digital|"
    r"technology|smart|network|device|ipad|chromebook|class|school|pupil|student|parent|staff|"
    r"home[- ]school|visitor|governor|volunteer|behaviour|consent)(?:['’]?s)?(?: (?:use|"
    r"safety|user|access|acceptable|and|&|/|\w+)){0,3}? "
    r"(?:rules|agreements?|contract|charter|promises?|code|pledge|consent form|"
    r"permission form|guidelines)|rules for [\w ]*(?:internet|online|computer|ict|safe)\w*|"
    r"(?:internet|online|computer|ict|it|network|technology) (?:(?:access|use|user|"
    r"usage) (?:agreement|policy|rules|form|contract)|safety (?:agreement|rules|form|"
    r"contract)))\b",
    re.IGNORECASE,
)
_POLICY = re.compile(
    r"\b(?:polic(?:y|ies)|agreements?|rules|charter|handbook|regulations?|guidelines|statement|procedures?|consent)\b",
    re.IGNORECASE,
)
_KINDS = (
    r"Schools?|Academy|Academies|College|Nursery|Federation|Trust|University|District|"
    r"Pre-?school|Kindergarten|Institute|Infants|Juniors|Primary|Partnership"
)
_ORG_WORD = re.compile(rf"\b(?:{_KINDS})\b", re.IGNORECASE)
_NO_ORG = re.compile(
    r"\b(?:polic(?:y|ies)|agreement|acceptable|rules|use|usage|code|guidance|online|consent|"
    r"form|safety|internet|template|www|http|page|version|review\w*|"
    r"insert|must|will|should|please|governors|staff|pupils|parents|visitors|volunteers|"
    r"board of education policy|what|why|devices?|systems?|name|data|account|day|"
    r"council|copyright|lgfl|swgfl)\b|[@?:;©\[\]]",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:the|our|your|this|my|a|an|each|every|any|all|and|&|of|or|in|at|to|for|by|with|from|"
    r"school|schools|academy|academies|college|trust|federation|university|district|"
    r"primary|secondary|infant|infants|junior|juniors|high|middle|elementary|nursery|first|"
    r"community|grammar|upper|lower|special|whole|"
    r"pre|preschool|sixth|form|state|public|private|independent|local|authority|education|"
    r"multi|board|partnership|new|old|name|head|"
    r"institute|kindergarten|if|i|we|when|where|as|department|county|catholic|church)$",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    rf"^(?P<org>(?:The )?(?:[A-Z][\w’'.&-]*|of|and|&|the|for|CE|RC)(?:\s+(?:[A-Z][\w’'.&-]*|of|"
    rf"and|&|the|for|in))*?\s+(?:{_KINDS})(?:\s+(?:{_KINDS})\b)*+)(?:['’]s)?(?=\s*[-–:,|]|\s+[A-Z])"
)
_UNIVERSITY = re.compile(
    r"\b(?P<org>(?:The )?(?:University|College|Diocese|Borough) of (?:[A-Z][\w’'-]+)(?: (?:[A-Z][\w’'-]+|and|of))*)"
)
_IN_TEXT = re.compile(
    rf"(?<![\w’'])(?P<org>(?:St\.? )?[A-Z][\w’'-]+(?:\s+(?:[A-Z][\w’'.-]*|of|and|&|"
    rf"the)){{0,6}}?\s+(?:{_KINDS})(?:\s+(?:School|District|Trust|Academy|Federation))?)(?!\w)"
)
APPENDIX = re.compile(r"^(?:appendix|annex|schedule)\s+\w{1,3}\b\s*[:.\-–—]?\s*(?=\S)", re.IGNORECASE)
_LIFE = re.compile(
    r"\b(?:life of|community of|part of|member of|members of|pupils (?:at|of)|staff (?:at|of)|"
    r"behalf of|work (?:at|for)|welcome to|users of|here at|attend)\s+"
    r"(?P<org>(?:St\.? )?[A-Z][\w’'-]+(?:\s+[A-Z][\w’'-]+){0,4})(?=[\s,.;])"
)
_POSSESSIVE = re.compile(r"(?<!\w)(?P<org>St\.? [A-Z][a-z]+(?:[’']s)?)(?!\w)")


def is_agreement_title(text: str) -> bool:
    """Whether TEXT is the title of an agreement people sign."""
    return len(text.split()) <= 18 and not text.rstrip().endswith(("?", ".")) and bool(_AGREEMENT.search(text))


def is_policy_title(text: str) -> bool:
    """Whether TEXT is the title of some policy."""
    return len(text.split()) <= 14 and not text.rstrip().endswith(("?", ".")) and bool(_POLICY.search(text))


def first_column(text: str) -> str:
    """The part of a line before a wide gap."""
    return re.split(r"\t| {4,}", text.strip())[0].strip()


def choose(blocks: list[Block], organisation: str | None) -> Block | None:
    """The block that is the title, among those before the first clause."""
    front: list[Block] = []
    for block in blocks[:24]:
        if block.part in (Part.HEAD, Part.FIELDS, Part.DROPPED, Part.CHOICE):
            continue
        if block.part in (Part.ZONE, Part.DECLARATION) or (block.marked and block.part is not Part.HEADING):
            break
        front.append(block)
        if len(front) >= 10:
            break
    shown = [(b, first_column(b.text)) for b in front]
    sentence = [b for b, t in shown if b.part is not Part.HEADING and (t.endswith((".", "!")) or len(t.split()) > 18)]
    early = [(b, t) for b, t in shown if not (sentence and blocks.index(b) > blocks.index(sentence[0]) and not b.title)]
    able = [
        (b, t)
        for b, t in early
        if not t.endswith(("?", ".", ":")) and (organisation or "") != t and not t[:1].islower()
    ]
    able = [(b, t) for b, t in able if is_agreement_title(t) or not wording.is_first_person(t)]
    for test in (is_agreement_title, is_policy_title):
        for wanted in (True, False):
            for block, text in able:
                if (block.title or not wanted) and test(text) and not wording.is_explaining(text):
                    return block
    return next((b for b, t in able if b.title and not organisation_line(t)), None)


def text_of(block: Block) -> str:
    """The title as printed, without places left to fill."""
    text = APPENDIX.sub("", residue.without_placeholders(first_column(block.text)))
    return (
        re.sub(r"\s*\(?\b(?:template|sample|model|exemplar)\b\)?\s*$", "", text, flags=re.IGNORECASE).strip(" *_#-–")
        or text
    )


def organisation_line(text: str) -> bool:
    """Whether a line is nothing but the name of a school."""
    text = first_column(text).strip(" *,")
    if not 1 < len(text.split()) <= 10 or _NO_ORG.search(text) or not _ORG_WORD.search(text) or text.endswith("."):
        return False
    names = re.findall(r"[A-Za-z][\w’'.-]*", text)
    proper = [w for w in names if not _GENERIC.match(w.strip("."))]
    small = [
        w
        for w in names
        if w[0].islower() and w.lower() not in ("of", "and", "the", "for", "in", "on", "upon", "de", "with", "at")
    ]
    return bool(proper) and not small


def organisation(blocks: list[Block], furniture: list[str], title: str | None) -> tuple[str | None, bool]:
    """The school's name and whether it was only gathered from running text."""
    for block in blocks[:14]:
        if (
            block.part in (Part.UNKNOWN, Part.HEADING, Part.TITLE)
            and not block.marked
            and organisation_line(block.text)
        ):
            return _named_last(first_column(block.text).strip(" *,")), False
    for block in blocks[:8]:
        pieces = re.split(r"\s*\|\s*|\s{3,}", block.text) if block.part is Part.HEAD else []
        named = [piece for piece in pieces if organisation_line(piece)]
        if named:
            return named[0], False
    for text in [title or "", *(first_column(b.text) for b in blocks[:8] if not b.marked and len(b.plain) < 120)]:
        if text and (found := _IN_TITLE.match(text) or _UNIVERSITY.search(text)) and _is_proper(found.group("org")):
            return found.group("org"), False
    for line in furniture:
        if organisation_line(line):
            return line.strip(), False
        found = _IN_TITLE.match(line)
        if found and _is_proper(found.group("org")):
            return found.group("org"), False
    return _from_text(" ".join(b.plain for b in blocks), furniture), True


def _named_last(line: str) -> str:
    """The school of a line that names somebody else before it ("Year 1 – Ashdown Infants")."""
    for piece in reversed(re.split(r"\s+[–—|-]\s+", line)):
        if organisation_line(piece) and not roles.only_names_roles(piece):
            return piece
    return line


def _is_proper(name: str) -> bool:
    words = [w for w in re.findall(r"[A-Za-z][\w’'.-]*", name) if not _GENERIC.match(w.strip("."))]
    return bool(words) and not _NO_ORG.search(name)


def _from_text(text: str, furniture: list[str]) -> str | None:
    counts: Counter[str] = Counter()
    for pattern in (_IN_TEXT, _UNIVERSITY):
        for found in pattern.finditer(text):
            name = re.sub(
                r"^(?:The|At|In|By|For|From|To|As|All|If|When|Our|Your|With|Of|And|I|While|On|Whilst|Any)\s+",
                "",
                found.group("org"),
            )
            if _is_proper(name):
                counts[name] += 1
    if counts:
        (name, most), *others = counts.most_common(2)
        return name if not others or most > others[0][1] or others[0][0] in name or name in others[0][0] else None
    for found in _LIFE.finditer(text):
        name = found.group("org")
        again = len(re.findall(re.escape(name), text)) + sum(name in line for line in furniture)
        if again >= 2 and not _GENERIC.match(name) and not _NO_ORG.search(name):
            return name
    saints = Counter(found.group("org") for found in _POSSESSIVE.finditer(text))
    if saints:
        (name, most), *others = saints.most_common(2)
        if most >= 2 and not others:
            return name
    return None
