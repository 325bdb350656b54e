"""
Editions with edits whose names are known: invented clauses, altered at random with a seed, and some hard pairs by hand.

`countersign bench comparison` measures by them how many changes are named, and how many of those named are true.
"""

import random
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from countersign.policies.comparison import Change, Changed, compare
from countersign.policies.placing import Side
from countersign.policies.printed import ChildView, ItemView, SectionView
from countersign.policies.wording import parse

OPENINGS = [
    "I will not", "I will always", "I never", "I only", "I make sure that I", "I agree to", "Before I leave I",
    "At school and at home I",
]  # fmt: skip
DEEDS = [
    "share my password", "lock the screen", "use a memory stick", "forward school mail", "install software",
    "take photographs of pupils", "publish pictures on the website", "message parents", "save files on my own laptop",
    "connect a personal phone", "bypass the web filter", "store marks in the cloud", "print confidential lists",
    "open unknown attachments", "lend the tablet", "record a remote lesson", "use AI tools with names in them",
    "read the staff bulletin", "write down my credentials", "download films", "accept friend requests",
    "carry the register home", "borrow the projector", "delete browsing history", "charge devices overnight",
    "leave a trolley unlocked", "invite visitors onto the network", "answer calls during assembly",
    "sell tickets online", "rename shared folders",
]  # fmt: skip
CONDITIONS = [
    "unless the headteacher has agreed in writing", "without permission from {post:dsl}",
    "while children are in the room", "even when nobody else is looking", "except in an emergency",
    "during lessons or clubs", "until the business manager confirms it", "on any device the school lends to me",
    "because data protection law applies", "if it could bring the school into disrepute", "within 24 hours",
    "for longer than 30 days", "when I work from home", "in the staff room", "on trips and visits",
    "outside term time", "where a pupil could see it", "after {name:it-manager} has checked it",
    "with anybody who asks by e-mail", "in rooms without supervision",
]  # fmt: skip
OTHER_WORDS = "promptly carefully governors annual written remote personal visible approved shared weekly local".split()  # noqa: SIM905
AUDIENCES: list[tuple[str, ...] | None] = [None, ("governors",), ("staff", "governors"), ("volunteers",)]
SECTIONS = ["What am I agreeing to?", "Data and devices", "Working with pupils", "When something goes wrong"]


@dataclass(frozen=True)
class Piece:
    """A clause while an edition is altered; `came_from` are the places of the old clauses it was made of."""

    text: str
    key: uuid.UUID
    roles: tuple[str, ...] | None = None
    section: int = 0
    kind: str = "clause"
    children: tuple[str, ...] = ()
    lead_in: str = ""
    came_from: tuple[int, ...] = ()
    edits: frozenset[Changed] = frozenset()


Label = tuple[Changed, tuple[int, ...], tuple[int, ...]]
"""A kind of change, with the old places and the new places it is about."""


@dataclass
class Pair:
    """Two editions and what changed between them."""

    name: str
    old: list[Piece]
    new: list[Piece]
    more: set[Label] = field(default_factory=set)

    @property
    def labels(self) -> set[Label]:
        """What there is to be found, but for numbers."""
        found: set[Label] = set(self.more)
        left = {place for piece in self.new for place in piece.came_from}
        found |= {(Changed.REMOVED, (place,), ()) for place in range(len(self.old)) if place not in left}
        halves: dict[tuple[int, ...], list[int]] = {}
        for place, piece in enumerate(self.new):
            halves.setdefault(piece.came_from, []).append(place)
        for came_from, places in halves.items():
            if not came_from:
                found |= {(Changed.ADDED, (), (place,)) for place in places}
                continue
            for kind in {kind for place in places for kind in self.new[place].edits}:
                found.add((kind, came_from, tuple(places)))
        return found

    def without_keys(self) -> "Pair":
        """Return the same pair with the keys of the new edition thrown away, as after a document was put in anew."""
        return replace(self, new=[replace(each, key=uuid.uuid4()) for each in self.new])


def side(pieces: Sequence[Piece]) -> Side:
    """Return pieces as an edition, numbered in order."""
    sections: list[tuple[int, list[ItemView]]] = []
    number = 0
    for piece in pieces:
        number += piece.kind == "clause"
        item = ItemView(
            part_id=0,
            key=piece.key,
            kind=piece.kind,
            number=str(number) if piece.kind == "clause" else "",
            lead_in=parse(piece.lead_in),
            segments=parse(piece.text),
            children=tuple(ChildView("", parse(each)) for each in piece.children),
            roles=piece.roles,
            topics=(),
        )
        if not sections or sections[-1][0] != piece.section:
            sections.append((piece.section, []))
        sections[-1][1].append(item)
    views = tuple(
        SectionView(0, uuid.UUID(int=at), SECTIONS[at % len(SECTIONS)], tuple(items)) for at, items in sections
    )
    return Side(views, ("staff", "governors", "volunteers"))


def named(changes: Iterable[Change]) -> set[Label]:
    """Return what a comparison names, but for numbers."""
    return {
        (kind, tuple(each.place for each in change.old), tuple(each.place for each in change.new))
        for change in changes
        for kind in change.kinds
        if kind is not Changed.RENUMBERED
    }


def found_in(pair: Pair) -> set[Label]:
    """Return what the comparison of a pair names."""
    return named(compare(side(pair.old), side(pair.new)).changes)


def invented(chance: random.Random, count: int) -> list[Piece]:
    """Return so many different clauses of one to three sentences, under a few headings."""
    found: dict[str, Piece] = {}
    while len(found) < count:
        text = " ".join(sentence(chance) for _ in range(chance.choice([1, 2, 2, 3])))
        at = len(found) * len(SECTIONS) // count
        found.setdefault(text, Piece(text, uuid.UUID(int=chance.getrandbits(128)), section=at))
    return list(found.values())


def sentence(chance: random.Random) -> str:
    """Return one believable sentence."""
    return f"{chance.choice(OPENINGS)} {chance.choice(DEEDS)} {chance.choice(CONDITIONS)}."


def distinct(chance: random.Random, count: int) -> list[Piece]:
    """Return clauses of one pattern that share no word but the pattern's."""
    return [
        Piece(unlike(chance), uuid.UUID(int=chance.getrandbits(128)), section=place * len(SECTIONS) // count)
        for place in range(count)
    ]


def unlike(chance: random.Random) -> str:
    """Return one or two sentences with words that nothing else has."""
    mark = f"{chance.getrandbits(40):x}"
    words = iter([f"{word}{mark}" for word in chance.sample(OTHER_WORDS, 8)])
    texts = [f"I will not {next(words)} the {next(words)} or {next(words)} without {next(words)}." for _ in range(2)]
    return " ".join(texts[: chance.choice([1, 2])])


@dataclass
class Draft:
    """An edition while it is altered: what has become of each old clause, and what waits to be put elsewhere."""

    chance: random.Random
    another: Callable[[random.Random], str]
    old: list[Piece]
    new: list[list[Piece]]
    free: set[int]  # places that nothing was done to
    moves: list[Piece] = field(default_factory=list)

    def insert(self, place: int) -> None:
        """Put in another clause after one."""
        self.new[place].append(Piece(self.another(self.chance), uuid.uuid4(), section=self.old[place].section))

    def delete(self, place: int) -> None:
        """Take a clause out."""
        self.new[place] = []

    def move(self, place: int) -> None:
        """Take a clause out, to be put elsewhere in the end."""
        (piece,) = self.new[place]
        self.moves.append(replace(piece, edits=frozenset({Changed.MOVED})))
        self.new[place] = []

    def split(self, place: int) -> None:
        """Make two of a clause, at the end of its first sentence."""
        (piece,) = self.new[place]
        first, _, rest = piece.text.partition(". ")
        if not rest:
            return self.insert(place)
        halves = replace(piece, text=f"{first}.", edits=frozenset({Changed.SPLIT}))
        self.new[place] = [halves, replace(halves, text=rest, key=uuid.uuid4())]
        return None

    def join(self, place: int) -> None:
        """Make one of a clause and the next."""
        after = place + 1
        if after not in self.free or self.old[after].section != self.old[place].section:
            return self.reword(place)
        self.free.remove(after)
        text = f"{self.old[place].text} {self.old[after].text}"
        edits = frozenset({Changed.JOINED})
        self.new[place] = [replace(self.old[place], text=text, came_from=(place, after), edits=edits)]
        self.new[after] = []
        return None

    def reword(self, place: int) -> None:
        """Replace, put in or leave out words of a clause."""
        self.alter(place, Changed.REWORDED, text=reworded(self.chance, self.old[place].text))

    def reprint(self, place: int) -> None:
        """Print the same words otherwise."""
        self.alter(place, Changed.PRINTING, text=reprinted(self.chance, self.old[place].text))

    def address(self, place: int) -> None:
        """Let a clause bind others."""
        others = [each for each in AUDIENCES if each != self.old[place].roles]
        self.alter(place, Changed.AUDIENCE, roles=self.chance.choice(others))

    def alter(self, place: int, kind: Changed, **more: Any) -> None:
        """Replace a clause by what has become of it."""
        self.new[place] = [replace(self.new[place][0], edits=frozenset({kind}), **more)]


EDITS = [
    *(Draft.insert, Draft.delete, Draft.move, Draft.split, Draft.join, Draft.address, Draft.reprint),
    *(Draft.reword, Draft.reword, Draft.reword),
]


def altered(
    chance: random.Random, old: list[Piece], edits: int, another: Callable[[random.Random], str] = sentence
) -> Pair:
    """Return an edition with so many edits, each of another clause; `another` writes what is put in."""
    new = [[replace(piece, came_from=(place,))] for place, piece in enumerate(old)]
    draft = Draft(chance, another, old, new, set(range(len(old))))
    for _ in range(edits):
        if len(draft.free) < 4:
            break
        place = chance.choice(sorted(draft.free))
        draft.free.remove(place)
        chance.choice(EDITS)(draft, place)
    pieces = [piece for some in draft.new for piece in some]
    for piece in draft.moves:
        pieces = put_elsewhere(chance, pieces, piece, len(old))
    return Pair("invented", old, pieces)


def put_elsewhere(chance: random.Random, pieces: list[Piece], piece: Piece, count: int) -> list[Piece]:
    """Return pieces with one put at least four places from where it stood, under the heading that is there."""
    (came_from,) = piece.came_from
    was = next((at for at, each in enumerate(pieces) if each.came_from and each.came_from[0] > came_from), len(pieces))
    places = [at for at in range(1, len(pieces)) if abs(at - was) >= min(4, count // 3)]
    if not places:
        return [*pieces[:was], replace(piece, edits=frozenset()), *pieces[was:]]
    at = chance.choice(places)
    return [*pieces[:at], replace(piece, section=pieces[at - 1].section), *pieces[at:]]


def reworded(chance: random.Random, text: str) -> str:
    """Return a text with a word or a few replaced, put in or left out: at most a quarter of them."""
    words = text.split()
    for _ in range(chance.randint(1, max(1, len(words) // 4))):
        at = chance.randrange(len(words))
        other = chance.choice(OTHER_WORDS)
        words[at : at + 1] = chance.choice([[other], [words[at], other], []])
    changed = " ".join(words)
    return changed if changed != text and words else f"{text} Always."


def reprinted(chance: random.Random, text: str) -> str:
    """Return a text with the same words, printed otherwise."""
    ways = [
        text.replace(". ", ".  ", 1) if ". " in text else f" {text}",
        text.rstrip("."),
        text.replace(" ", "\u00a0", 1),
        text[:1].lower() + text[1:],
        f"“{text}”",
        text.replace(" the ", " the, ", 1) if " the " in text else f"{text};",
    ]
    return chance.choice([way for way in ways if way != text])


def generated(seed: int, pairs: int = 40) -> list[Pair]:
    """Return pairs of editions from a handful of clauses to a hundred, lightly and heavily edited."""
    chance = random.Random(seed)
    found = []
    for _ in range(pairs):
        old = invented(chance, chance.choice([8, 15, 25, 40, 100]))
        found.append(altered(chance, old, max(1, int(len(old) * chance.choice([0.1, 0.25, 0.5])))))
    return found
