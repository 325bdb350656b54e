"""
What of an edition is translated, text by text, and what a translation of each must keep.

A calculation but for `originals_of`. Each text has a key that stays in the next edition, and the SHA-256 of its words:
a translation belongs to those words and to no others.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.ledger.canonical import canonical
from countersign.policies.declared import declared
from countersign.policies.models import Edition, Part
from countersign.policies.wording import PICTURE, SLOT, texts_of
from countersign.policies.wordings import Wording

NUMBER = re.compile(r"\d+")
ADDRESS = re.compile(r"https?://[^\s<>)\]]+[^\s<>)\].,;:!?]|[\w.+-]+@[\w-]+\.[\w.-]*\w")

Children = list[dict[str, Any]]


@dataclass(frozen=True)
class Words:
    """The words of one text: a lead-in, the text, and points beneath."""

    text: str
    lead_in: str = ""
    children: Children = field(default_factory=list)

    @property
    def sha256(self) -> str:
        """What names exactly these words."""
        return hashlib.sha256(canonical(vars(self)).encode()).hexdigest()

    @property
    def texts(self) -> list[str]:
        """Every text of it."""
        return texts_of(self.lead_in, self.text, self.children)


@dataclass(frozen=True)
class Original:
    """One text of an edition as its author wrote it."""

    key: str
    kind: str  # of a part, else `title`, `wording`, `sentence`, `field` or `ask`
    label: str
    words: Words
    number: str = ""

    @property
    def sha256(self) -> str:
        """What names exactly these words."""
        return self.words.sha256

    @property
    def is_part(self) -> bool:
        """Whether it is a heading, a passage or a clause."""
        return self.kind in Part.Kind.values


def originals_of(edition: Edition, wording: Wording | None) -> list[Original]:
    """Return everything of an edition, or of one of its wordings, that somebody reads before signing."""
    found = [Original("title", "title", _("The title"), Words(edition.title))]
    if wording is not None:
        found.append(Original("wording", "wording", _("The title of the wording"), Words(wording.title)))
    found += [_of_part(part) for part in edition.parts.kept().filter(wording=wording)]
    sentence = declared(edition.signer_declarations, wording.signer_declarations if wording else [])
    found.append(Original("sentence", "sentence", _("The sentence people sign"), Words(sentence)))
    form = (
        ("field", _("A field of the form"), edition.signature_fields),
        ("ask", _("What people may ask"), edition.asks),
    )
    for kind, label, texts in form:
        found += [Original(key_of(kind, each), kind, label, Words(each)) for each in texts]
    once: dict[str, Original] = {}
    for each in found:
        once.setdefault(each.key, each)  # a label that stands twice is translated once
    return list(once.values())


def _of_part(part: Part) -> Original:
    label = f"{Part.Kind(part.kind).label} {part.number}".strip()
    return Original(str(part.key), part.kind, label, Words(part.text, part.lead_in, part.children), part.number)


def key_of(kind: str, label: str) -> str:
    """Return the key of a text that has none of its own."""
    return f"{kind}:{hashlib.sha256(label.encode()).hexdigest()[:16]}"


@dataclass(frozen=True)
class Lost:
    """What a translation of one text does not have that the original has, each in a sentence."""

    musts: tuple[str, ...] = ()  # nothing is offered before these are mended
    looks: tuple[str, ...] = ()  # for who checks it to look at

    @property
    def all(self) -> tuple[str, ...]:
        """Everything, the graver first."""
        return (*self.musts, *self.looks)


def lost(original: Words, translated: Words, linked: Iterable[str] = ()) -> Lost:
    """
    Return which posts, symbols, points, numbers, addresses and named policies a translation lost, or put in besides.

    `{post:dsl}` may have become `{name:dsl}`, with the post's title in the translator's words.
    """
    if not translated.text.strip():
        return Lost((_("There is no translation yet."),))
    old, new = " ".join(original.texts), " ".join(translated.texts)
    musts = [
        *_differing(
            *(SLOT, old, new, "{{post:{}}}"),
            _("It lost the post %(code)s."),
            _("It has the post %(code)s, and the original has not."),
        ),
        *_differing(
            *(PICTURE, old, new, "{{symbol:{}}}"),
            _("It lost the symbol %(code)s."),
            _("It has the symbol %(code)s, and the original has not."),
        ),
    ]
    if bool(original.lead_in) != bool(translated.lead_in):
        missing, none = _("The lead-in is missing."), _("It has a lead-in, and the original has none.")
        musts.append(missing if original.lead_in else none)
    if shape(original.children) != shape(translated.children):
        had, has = count(original.children), count(translated.children)
        differs = ngettext(
            "The original has %(had)s point beneath it, this has %(has)s.",
            "The original has %(had)s points beneath it, this has %(has)s.",
            had,
        )
        moved = _("The points beneath it are not set as in the original: the same ones stand further in.")
        musts.append(differs % {"had": had, "has": has} if had != has else moved)
    looks = []
    if gone := _numbers(SLOT.sub("", old)) - _numbers(SLOT.sub("", new)):
        looks.append(_("The number %(number)s of the original is not in it.") % {"number": ", ".join(sorted(gone))})
    if gone := Counter(ADDRESS.findall(old)) - Counter(ADDRESS.findall(new)):
        looks.append(_("The address %(address)s is not in it.") % {"address": ", ".join(sorted(gone))})
    unnamed = _("It does not name “%(policy)s”, so nobody can open that policy from it. Keep the English name.")
    looks += [
        unnamed % {"policy": name}
        for name in dict.fromkeys(linked)
        if name and name.casefold() in old.casefold() and name.casefold() not in new.casefold()
    ]
    return Lost(tuple(musts), tuple(looks))


def _differing(pattern: "re.Pattern[str]", old: str, new: str, written: str, lost_one: str, has_one: str) -> list[str]:
    """Return a sentence for each code that only one of two texts has."""
    olds, news = (Counter(match[match.re.groups] for match in pattern.finditer(text)) for text in (old, new))
    gone = [lost_one % {"code": written.format(each)} for each in sorted(olds - news)]
    return gone + [has_one % {"code": written.format(each)} for each in sorted(news - olds)]


def _numbers(text: str) -> Counter[str]:
    return Counter("".join(str(unicodedata.digit(each)) for each in found) for found in NUMBER.findall(text))


def shape(children: Children) -> list[Any]:
    """Return how points stand beneath each other."""
    return [shape(child.get("children") or []) for child in children]


def count(children: Children) -> int:
    """Return how many points there are at every depth."""
    return sum(1 + count(child.get("children") or []) for child in children)


def numbered_as(originals: Children, translated: Children) -> Children:
    """Return translated points with the numbers of the original, wherever the two have the same shape."""
    if len(originals) != len(translated):
        return translated
    return [_numbered(original, child) for original, child in zip(originals, translated, strict=True)]


def _numbered(original: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    numbered = {"number": original.get("number") or "", "text": child["text"]}
    if deeper := numbered_as(original.get("children") or [], child.get("children") or []):
        numbered["children"] = deeper
    return numbered


@dataclass(frozen=True)
class Found:
    """One text of a translated document as it was read."""

    kind: str
    words: Words
    number: str = ""


def placed(originals: Sequence[Original], found: Sequence[Found]) -> tuple[dict[str, Words], list[Found]]:
    """
    Return which text of a translated document translates which of the original, by number and order, and what is left.

    Numbers that stand on both sides are the same clause. Between two such clauses the others are paired in order, kind
    by kind, and only where there are as many on both sides: a wrong one is worse than none.
    """
    parts = [each for each in originals if each.is_part]
    olds = _by_number((each.kind, each.number) for each in parts)
    news = _by_number((each.kind, each.number) for each in found)
    pairs: list[tuple[int, int]] = []
    for number, here in olds.items():
        there = news.get(number)
        if there is not None and (not pairs or there > pairs[-1][1]):
            pairs.append((here, there))
    result = {parts[here].key: found[there].words for here, there in pairs}
    used = {there for _, there in pairs}
    edges = [(-1, -1), *pairs, (len(parts), len(found))]
    for (here, there), (next_here, next_there) in pairwise(edges):
        for kind in Part.Kind.values:
            mine = [place for place in range(here + 1, next_here) if parts[place].kind == kind]
            theirs = [place for place in range(there + 1, next_there) if found[place].kind == kind]
            if len(mine) == len(theirs):
                result |= {parts[a].key: found[b].words for a, b in zip(mine, theirs, strict=True)}
                used |= set(theirs)
    return result, [each for place, each in enumerate(found) if place not in used]


def _by_number(texts: Iterable[tuple[str, str]]) -> dict[tuple[str, int], int]:
    """Return the place of each numbered clause; where a number stands again, it is the second of that number."""
    seen: Counter[str] = Counter()
    places = {}
    for place, (kind, number) in enumerate(texts):
        plain = "".join(str(unicodedata.digit(each, -1)) if each.isdigit() else each for each in number.casefold())
        plain = plain.strip(" .()")
        if kind == Part.Kind.CLAUSE and plain:
            seen[plain] += 1
            places[(plain, seen[plain])] = place
    return places


def read_pasted(text: str) -> list[Found]:
    """Return pasted words as texts: a line with a number is a clause, a dash begins a point, `#` a heading."""
    found: list[Found] = []
    for line in (each.strip() for each in text.splitlines()):
        if not line:
            continue
        if point := re.match(r"[-–•*]\s+(.+)", line):
            if found and found[-1].kind == Part.Kind.CLAUSE:
                last = found[-1]
                children = [*last.words.children, {"number": "", "text": point[1]}]
                found[-1] = Found(last.kind, Words(last.words.text, last.words.lead_in, children), last.number)
                continue
            found.append(Found(Part.Kind.PASSAGE, Words(point[1])))
        elif heading := re.match(r"#+\s*(.+)", line):
            found.append(Found(Part.Kind.SECTION, Words(heading[1])))
        elif numbered := re.match(r"[(]?(\d+(?:\.\d+)*[a-z]?|[a-z])[.)]+\s+(.+)", line):
            found.append(Found(Part.Kind.CLAUSE, Words(numbered[2]), numbered[1]))
        else:
            found.append(Found(Part.Kind.PASSAGE, Words(line)))
    return found
