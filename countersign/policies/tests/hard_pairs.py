"""Pairs of editions written by hand, on which a comparison may stumble, with what there is to be found in each."""

import uuid
from dataclasses import replace
from typing import Any

from countersign.policies.comparison import Changed
from countersign.policies.tests.labelled import Pair, Piece

REWORDED, SPLIT, JOINED, MOVED = Changed.REWORDED, Changed.SPLIT, Changed.JOINED, Changed.MOVED
AUDIENCE, PRINTING, BINDING = Changed.AUDIENCE, Changed.PRINTING, Changed.BINDING

LOCK = "I lock my screen whenever I leave a room."
DEVICES = "and I report a lost device to {post:business-manager} at once."
STICK = "I use a USB stick only if it is encrypted. I take it off site only with permission from {post:headteacher}."
PHOTOS = "I take photographs of pupils only with a camera of the school."
REPORT = "I report a lost device to {post:business-manager} at once."

HARD: list[dict[str, Any]] = [
    {
        "name": "a dropped not",
        "old": [LOCK, "I do not let pupils use my account.", REPORT],
        "new": [(LOCK, [0]), ("I do let pupils use my account.", [1], REWORDED), (REPORT, [2])],
    },
    {
        "name": "one number",
        "old": [LOCK, "A breach is told within 72 hours.", REPORT],
        "new": [(LOCK, [0]), ("A breach is told within 24 hours.", [1], REWORDED), (REPORT, [2])],
    },
    {
        "name": "may for must",
        "old": ["Visitors must wear a badge.", LOCK],
        "new": [("Visitors may wear a badge.", [0], REWORDED), (LOCK, [1])],
    },
    {
        "name": "quotation marks, a comma, capitals and spaces",
        "old": ['I call it "the cloud".', "I lock it and leave it.", "The Headteacher decides.", "I  report   it."],
        "new": [
            ("I call it “the cloud”.", [0], PRINTING),
            ("I lock it, and leave it.", [1], PRINTING),
            ("The headteacher decides.", [2], PRINTING),
            ("I report it.", [3], PRINTING),
        ],
    },
    {
        "name": "what looks like print and is not",
        "old": ["I re-sign the form.", "It is 1.5 metres.", "IT decides it.", "We can't say."],
        "new": [
            ("I resign the form.", [0], REWORDED),
            ("It is 15 metres.", [1], REWORDED),
            ("It decides it.", [2], REWORDED),
            ("We can say.", [3], REWORDED),
        ],
    },
    {
        "name": "one clause among many of one pattern",
        "old": [f"I will not share {what} with pupils." for what in ("marks", "keys", "addresses", "phones", "plans")],
        "new": [
            ("I will not share marks with pupils.", [0]),
            ("I will not share keys with pupils or parents.", [1], REWORDED),
            ("I will not share addresses with pupils.", [2]),
            ("I will not share phones with pupils.", [3]),
            ("I will not share plans with pupils.", [4]),
        ],
    },
    {
        "name": "two of one pattern, one taken out and the other reworded",
        "old": ["I will not share marks with pupils.", LOCK, "I will not share marks with visitors."],
        "new": [(LOCK, [1]), ("I will never share marks with visitors.", [2], REWORDED)],
    },
    {
        "name": "the same clause twice, the first taken out",
        "old": [LOCK, REPORT, PHOTOS, REPORT],
        "new": [(LOCK, [0]), (PHOTOS, [2]), (REPORT, [3])],
    },
    {
        "name": "a number used again for another matter",
        "old": [LOCK, "I keep chewing gum out of the library.", REPORT],
        "new": [(LOCK, [0]), ("Remote lessons are recorded by the host alone.", []), (REPORT, [2])],
    },
    {
        "name": "split, and the second half begun anew",
        "old": [LOCK, "I keep my password to myself and I change it when somebody may know it.", REPORT],
        "new": [
            (LOCK, [0]),
            ("I keep my password to myself.", [1], SPLIT, REWORDED),
            ("I change it when somebody may know it.", [1], SPLIT, REWORDED),
            (REPORT, [2]),
        ],
    },
    {
        "name": "three from one, a short one last",
        "old": [f"{PHOTOS} I delete them within 30 days. I ask first.", LOCK],
        "new": [
            (PHOTOS, [0], SPLIT),
            ("I delete them within 30 days.", [0], SPLIT),
            ("I ask first.", [0], SPLIT),
            (LOCK, [1]),
        ],
    },
    {
        "name": "joined with a word between",
        "old": [LOCK, PHOTOS, REPORT],
        "new": [
            (f"{LOCK[:-1]}, {DEVICES}", [0, 2]),
            (PHOTOS, [1]),
        ],
        "joined": [0],
    },
    {
        "name": "a list that became clauses",
        "old": [
            {
                "text": "I will not",
                "children": ("send chain letters to anybody", "play games in lessons", "buy things for myself"),
            },
            LOCK,
        ],
        "new": [
            ("I will not send chain letters to anybody.", [0], SPLIT, REWORDED),
            ("I will not play games in lessons.", [0], SPLIT, REWORDED),
            ("I will not buy things for myself.", [0], SPLIT, REWORDED),
            (LOCK, [1]),
        ],
    },
    {
        "name": "one more point in a list",
        "old": [{"text": "I do not", "children": ("share passwords", "lend devices")}, LOCK],
        "new": [
            ({"text": "I do not", "children": ("share passwords", "leave rooms open", "lend devices")}, [0], REWORDED),
            (LOCK, [1]),
        ],
    },
    {
        "name": "points set as one sentence",
        "old": [{"text": "I do not", "children": ("share passwords", "lend devices")}, LOCK],
        "new": [("I do not share passwords; lend devices.", [0], PRINTING), (LOCK, [1])],
    },
    {
        "name": "what was only read binds now",
        "old": [{"text": LOCK, "kind": "passage"}, PHOTOS, REPORT],
        "new": [(LOCK, [0], BINDING), (PHOTOS, [1]), (REPORT, [2])],
    },
    {
        "name": "for others now, and with another word",
        "old": [LOCK, {"text": PHOTOS, "roles": ("staff",)}, REPORT],
        "new": [
            (LOCK, [0]),
            ({"text": PHOTOS.replace("only", "solely"), "roles": ("governors",)}, [1], AUDIENCE, REWORDED),
            (REPORT, [2]),
        ],
    },
    {
        "name": "everybody by name is everybody",
        "old": [LOCK, PHOTOS],
        "new": [(LOCK, [0]), ({"text": PHOTOS, "roles": ("staff", "governors", "volunteers")}, [1])],
    },
    {
        "name": "moved and reworded",
        "old": [STICK, LOCK, PHOTOS, "I keep the register shut.", REPORT, "I sign out of shared computers."],
        "new": [
            (LOCK, [1]),
            (PHOTOS, [2]),
            ("I keep the register shut.", [3]),
            (REPORT, [4]),
            ("I sign out of shared computers.", [5]),
            (STICK.replace("it is encrypted", "the school lent it to me"), [0], REWORDED, MOVED),
        ],
    },
    {
        "name": "a post for a name",
        "old": [LOCK, "I tell Siân Howells, designated safeguarding lead, what worries me about a child."],
        "new": [(LOCK, [0]), ("I tell {post:dsl} what worries me about a child.", [1], REWORDED)],
    },
    {
        "name": "a sentence that went from one clause to another",
        "old": [f"{STICK} I ask first.", PHOTOS, REPORT],
        "new": [(STICK, [0], REWORDED), (PHOTOS, [1]), (f"{REPORT} I ask first.", [2], REWORDED)],
    },
    {
        "name": "the whole turned round",
        "old": [LOCK, PHOTOS],
        "new": [("Nobody smokes on the grounds.", []), ("Bicycles are pushed, not ridden.", [])],
    },
    {"name": "nothing", "old": [LOCK, STICK, PHOTOS], "new": [(LOCK, [0]), (STICK, [1]), (PHOTOS, [2])]},
    {"name": "everything new", "old": [], "new": [(LOCK, []), (STICK, [])]},
]


def hard() -> list[Pair]:
    """Return the pairs written by hand."""
    return [pair_of(**each) for each in HARD]


def pair_of(name: str, old: list[Any], new: list[Any], joined: list[int] | None = None) -> Pair:
    """Return a pair of texts; each new one is (text or piece, places it came from, kinds), and some are joined ones."""
    olds = [
        Piece(key=uuid.UUID(int=place + 1), **(each if isinstance(each, dict) else {"text": each}))
        for place, each in enumerate(old)
    ]
    news: list[Piece] = []
    for place, (given, came_from, *kinds) in enumerate(new):
        key = olds[came_from[0]].key if came_from else uuid.UUID(int=1000 + place)
        if any(piece.key == key for piece in news):
            key = uuid.UUID(int=1000 + place)
        piece = Piece(key=key, **(given if isinstance(given, dict) else {"text": given}))
        edits = {*kinds, *({JOINED, REWORDED} if place in (joined or []) else ())}
        news.append(replace(piece, came_from=tuple(came_from), edits=frozenset(edits)))
    return Pair(name, olds, news)
