"""
Whom a title, a heading, a note or a sentence speaks of, as audience codes.

To mention somebody is not to bind them: only titles, headings, notes made for it and the subject of a sentence do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PUPILS = "pupils"
STUDENTS = "students"

_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"parent helpers?|parent volunteers?|volunteers?|helpers?", ("volunteers",)),
    (r"(?:parent[- ])?governors?|governing (?:body|board)|trustees|directors", ("governors",)),
    (r"supply (?:teachers?|staff)|agency staff", ("staff-supply",)),
    (
        r"(?:(?:members? of )?staff|those|adults) (?:that have|who have|having|with|in) (?:an? )?teaching role|"
        r"(?:student|trainee) teachers?|teaching staff|teachers?|teaching assistants?",
        ("staff-teaching",),
    ),
    (
        r"(?:members? of |all |support |office |school |non-teaching )?staff(?: members?)?|employees|faculty|workforce",
        ("staff",),
    ),
    (r"adults working|adult users?", ("staff",)),
    (
        r"community (?:users?|members?|groups?)|members of the community|hirers?|lettings|visiting groups",
        ("community",),
    ),
    (r"visitors?|guests?", ("visitors",)),
    (r"contractors?|suppliers?|consultants?|third[- ]part(?:y|ies)", ("contractors",)),
    (r"parents?|carers?|guardians?|families", ("parents",)),
    (r"EYFS|early years(?: foundation stage)?|foundation(?: stage| phase)?|nursery|reception|year R", ("pupils-eyfs",)),
    (r"(?:KS|key stages?) ?1 ?(?:&|and|/|,|-|–|to) ?(?:KS|key stage)? ?2", ("pupils-ks1", "pupils-ks2")),
    (r"(?:KS|key stages?) ?[345](?: ?(?:&|and|/|,|-|–|to) ?(?:KS|key stage)? ?[45])*", ("pupils-ks3plus",)),
    (r"(?:KS|key stages?) ?2 ?(?:&|and|/|,|-|–|to) ?(?:KS|key stage)? ?3", ("pupils-ks2", "pupils-ks3plus")),
    (r"(?:KS|key stage) ?1|infants?(?! (?:and|&|school|junior))", ("pupils-ks1",)),
    (r"(?:KS|key stage) ?2|juniors?(?! (?:and|&|school))", ("pupils-ks2",)),
    (r"sixth form(?:ers)?|post[- ]16", ("pupils-ks3plus",)),
    (r"pupils?(?:['’]s?)?|child(?:ren)?(?:['’]s)?|learners?|young people", (PUPILS,)),
    (r"students?(?:['’]s?)?|undergraduates?|postgraduates?", (STUDENTS,)),
)
_ROLE = re.compile("|".join(f"(?P<r{i}>(?<![\\w-])(?:{p})(?![\\w]))" for i, (p, _) in enumerate(_WORDS)), re.IGNORECASE)
_YEARS = re.compile(
    r"\byears? (?:groups? )?((?:\d{1,2}|R)(?:\s*(?:,|&|and|to|-|–|/)\s*(?:years? )?\d{1,2})*)", re.IGNORECASE
)
_GRADES = re.compile(r"\bgrades? (?:K|\d)", re.IGNORECASE)
_FILLER = re.compile(
    r"\b(?:for|all|the|and|or|of|our|this|that|point|points|section|sections|statement|"
    r"statements|clause|additional|only|part|"
    r"appendix|annex|applies|to|specific|members?|users?|rules?|in|who|school|schools|"
    r"agreement|by|level|group|also|as|well|a|an|"
    r"acceptable|use|polic(?:y|ies)|aup|code|conduct|ict|internet|online|safety|responsibilities|adults?|"
    r"[a-h]|\d{1,2})\b|[^\w\s]",
    re.IGNORECASE,
)
_NOTE_START = re.compile(r"^\s*[\(\[]\s*([^()\[\]]{3,90})[\)\]]\s*[:.\-–]?\s*(?=\S)")
_NOTE_COLON = re.compile(r"^\s*([A-Z][^:.()]{2,60}?)\s*:\s+(?=[A-Z(\[“\"‘'])")
_NOTE_END = re.compile(r"\(([^()]{3,60}?)\)\s*[.;]?\s*$")
_SUBJECT = re.compile(
    r"^(?:all|any|every|each|the|our|other|school|visiting|(?:[A-Z][\w'’]+ ){0,3}?)?\s*(?P<who>.{2,90}?)\s+"
    r"(?:must|will|shall|should|may|are|is|agree|have|need|can|cannot|do|who)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """The roles a clause is for and the words that say so."""

    roles: list[str]
    note: str
    rest: str


def roles_in(text: str) -> list[str]:
    """The codes of everybody TEXT names, in order; `pupils` and `students` stay open until the context says more."""
    found: list[tuple[int, tuple[str, ...]]] = []
    for match in _ROLE.finditer(text):
        index = int((match.lastgroup or "r0")[1:])
        found.append((match.start(), _WORDS[index][1]))
    found += [(match.start(), tuple(_stages(match.group(1)))) for match in _YEARS.finditer(text)]
    if _GRADES.search(text):
        found.append((len(text), (STUDENTS,)))
    codes: list[str] = []
    for _, here in sorted(found):
        codes += [code for code in here if code not in codes]
    if any(code.startswith("pupils-") for code in codes):
        codes = [code for code in codes if code not in (PUPILS, STUDENTS)]
    return codes


def _stages(years: str) -> list[str]:
    numbers = [int(n) for n in re.findall(r"\d+", years)]
    if len(numbers) == 2 and re.search(r"to|-|–", years, re.IGNORECASE):
        numbers = list(range(min(numbers), max(numbers) + 1))
    stages = ["pupils-eyfs"] if re.match(r"R", years, re.IGNORECASE) else []
    for number in numbers:
        stage = "pupils-ks1" if number in (1, 2) else "pupils-ks2" if 3 <= number <= 6 else "pupils-ks3plus"
        if 1 <= number <= 13 and stage not in stages:
            stages.append(stage)
    return stages


def only_names_roles(text: str) -> bool:
    """Whether TEXT does nothing but name roles ("For staff and governors", "Key Stage 1", "Part B: visitors")."""
    if len(text) > 110 or not roles_in(text):
        return False
    rest = _YEARS.sub(" ", _ROLE.sub(" ", text))
    return not _FILLER.sub(" ", rest).strip()


def spoken(text: str) -> str:
    """What is said behind a role note."""
    found = scope_of(text)
    return found.rest if found else text


def is_everyone(text: str) -> bool:
    """Whether a heading speaks of all alike."""
    return bool(
        re.match(
            r"^(?:for )?(?:everyone|everybody|all(?: users)?|general|all of us|general (?:rules|points))\W*$",
            text.strip(),
            re.IGNORECASE,
        )
    )


def scope_of(text: str) -> Scope | None:
    """The note at the start or end of a clause that says whom it is for."""
    if (found := _NOTE_START.match(text)) and only_names_roles(found.group(1)):
        return Scope(roles_in(found.group(1)), found.group(0).strip(), text[found.end() :])
    if (found := _NOTE_COLON.match(text)) and only_names_roles(found.group(1)):
        return Scope(roles_in(found.group(1)), found.group(0).strip(), text[found.end() :])
    if (found := _NOTE_END.search(text)) and only_names_roles(found.group(1)):
        if re.search(r"\bonly\b|\bfor\b|^all\b", found.group(1), re.IGNORECASE) is None:
            return None
        return Scope(roles_in(found.group(1)), found.group(0).strip(), text)
    return None


def subject_of(text: str) -> list[str]:
    """The roles that are the subject of the sentence TEXT begins with."""
    found = _SUBJECT.match(text)
    if not found:
        return []
    who = found.group(0)[: found.end("who") - found.start()]
    return roles_in(who) if only_names_roles(who) else []
