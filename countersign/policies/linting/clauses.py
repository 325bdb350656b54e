"""What single clauses say: whether a reader could act on them, on how much at once, whether twice, and who is meant."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import combinations

from django.utils.translation import gettext as _

from countersign.people.audiences import WIDER, in_words
from countersign.policies.linting.missing import lowered
from countersign.policies.linting.packs import Pack
from countersign.policies.linting.text import Finding, Line, Text

ACTS = re.compile(
    r"\b(?:I|we|my|our|you|your|must|should|shall|will|never|always|do not|don[’']t|not|no|may|can|agree|expected|"
    r"required|responsible|allowed|please|each|everyone|everybody|nobody)\b",
    re.IGNORECASE,
)
IMPERATIVE = re.compile(
    r"^(?:\W*)(?:ask|avoid|be|bring|check|choose|close|come|do|follow|get|give|go|help|hold|inform|keep|leave|let|"
    r"listen|lock|log|look|make|play|post|protect|put|read|remember|report|respect|return|save|say|seek|send|share|"
    r"show|sign|speak|stay|stop|take|talk|tell|think|treat|turn|use|wait|walk|wear|work|write|being|keeping|using|"
    r"not|refraining|treating|sharing|respecting|reporting|uphold|comply|ensure|maintain|notify|support|understand)\b",
    re.IGNORECASE,
)
ORPHAN = re.compile(
    r"^(?:more|further) (?:guidance|information|details?) (?:on|about) (?:this|these|that)\b", re.IGNORECASE
)
DUTY = re.compile(
    r"\b(?:I|we|you) (?:will|must|shall|agree|undertake|promise|only|never|do not|may not|should)\b|"
    r"\b(?:and|,|or) (?:I )?(?:will|must|never|not)\b",
    re.IGNORECASE,
)
MANY_DUTIES, MANY_TOPICS, MANY_WORDS = 3, 4, 70
ALIKE = 0.8
FEW_WORDS = 6
BESIDE = {"read-uphold", "scope-doubt"}
"""Topics that stand beside what a clause is about."""

PEOPLE = {
    "teaching staff": "staff-teaching",
    "teachers": "staff-teaching",
    "supply staff": "staff-supply",
    "staff": "staff",
    "governors": "governors",
    "volunteers": "volunteers",
    "visitors": "visitors",
    "contractors": "contractors",
    "parents": "parents",
    "parents and carers": "parents",
    "parents/carers": "parents",
}
NAMES = "|".join(re.escape(name) for name in sorted(PEOPLE, key=len, reverse=True))
SEVERAL = rf"(?:all )?(?P<who>(?:{NAMES})(?:(?:, | and |, and | & |/)(?:{NAMES}))*)"
ONLY = (
    re.compile(rf"\((?:this (?:point|clause) (?:is )?)?(?:for )?{SEVERAL} only\)", re.IGNORECASE),
    re.compile(rf"\(this (?:point|clause) (?:is )?(?:only )?for {SEVERAL}\)", re.IGNORECASE),
    re.compile(rf"^\W*(?:for )?{SEVERAL}(?: only)?\s*:", re.IGNORECASE),
    re.compile(rf"^\W*{SEVERAL} (?:must|will|should|may|are (?:expected|required|not allowed))\b", re.IGNORECASE),
)


def no_act(text: Text) -> Iterator[Finding]:
    """Find clauses on which no reader could act."""
    for line in text.clauses:
        if ORPHAN.match(line.text):
            yield Finding(
                "no-act",
                _(
                    "It asks nothing of anybody, and “this” has nothing to stand for. Join it with the clause before,"
                    " or make it text to read."
                ),
                line,
                is_likely=True,
            )
        elif not ACTS.search(line.whole) and not any(map(IMPERATIVE.match, (line.text, *line.points))):
            yield Finding(
                "no-act",
                _("It says how things are and asks nothing. Make it text to read, or say what to do."),
                line,
            )


def many_duties(text: Text) -> Iterator[Finding]:
    """Find clauses that ask so much at once that nobody could say which part was broken."""
    for line in text.clauses:
        words = len(line.whole.split())
        sentences = [each for each in re.split(r"(?<=[.!?])\s+", line.whole) if DUTY.search(each)]
        if words >= MANY_WORDS and (len(line.about) >= MANY_TOPICS and len(sentences) >= MANY_DUTIES):
            said = _(
                "It asks %(things)s things in %(words)s words. Split it, so that each can be agreed to, asked about and"
                " shown on its own."
            )
            yield Finding("many", said % {"things": len(sentences), "words": words}, line)


def repeated(text: Text, pack: Pack) -> Iterator[Finding]:
    """Find clauses that say the same thing twice."""
    told: set[str] = set()
    for one, other in combinations(text.clauses, 2):
        if is_alike(one, other):
            told |= {one.key, other.key}
            yield Finding(
                "repeated",
                _("It says nearly the same as %(clause)s. Keep one of them.") % {"clause": lowered_name(one)},
                other,
                is_likely=True,
                others=(one,),
            )
    for topic in sorted(pack.once):
        alone = [line for line in text.clauses if line.about - BESIDE == {topic} and line.key not in told]
        for line in alone[1:]:
            if meets(alone[0], line):
                said = _("%(clause)s is about the same thing and nothing else. One of them may be enough.")
                yield Finding("repeated", said % {"clause": alone[0].name}, line, others=(alone[0],))


def is_alike(one: Line, other: Line) -> bool:
    """Return whether two clauses that bind the same people have nearly the same words."""
    first, second = words_of(one), words_of(other)
    if min(len(first), len(second)) < FEW_WORDS or not meets(one, other):
        return first == second and len(first) > 2 and meets(one, other)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def words_of(line: Line) -> list[str]:
    """Return the words of a clause, in small letters and without marks."""
    return re.findall(r"\w+", line.whole.casefold())


def meets(one: Line, other: Line) -> bool:
    """Return whether somebody is bound by both."""
    return one.roles is None or other.roles is None or bool(set(one.roles) & set(other.roles))


def lowered_name(line: Line) -> str:
    """Return a clause's name as it stands within a sentence."""
    return f"{line.name[:1].lower()}{line.name[1:]}"


def scope(text: Text) -> Iterator[Finding]:
    """Find clauses that name some people and bind others."""
    for line in text.clauses:
        found = next((match for pattern in ONLY if (match := pattern.search(without_lead(line)))), None)
        if not found:
            continue
        named = {PEOPLE[each.lower()] for each in re.findall(NAMES, found["who"], re.IGNORECASE)}
        bound = set(line.roles if line.roles is not None else text.audience)
        if outside := {kind for kind in bound if kind not in named and WIDER.get(kind) not in named}:
            said = _(
                "The words are for %(named)s, and it binds %(others)s as well. Change whom it binds, or the words."
            )
            whom = {"named": lowered(in_words(sorted(named))), "others": lowered(in_words(sorted(outside)))}
            yield Finding("scope", said % whom, line, found[0].strip(), is_likely=True)


def without_lead(line: Line) -> str:
    """Return the words of a clause that are its own."""
    return " ".join((line.text, *line.points))
