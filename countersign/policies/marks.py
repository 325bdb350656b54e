"""
Where a text has marks: `**bold**`, `_emphasis_`, `[words](https://…)` or `(mailto:…)`, posts and pictures.

What is not wholly a mark is no mark and prints as it stands: a single star, `first_name`, a line to write on as `____`,
an address of any other scheme, or one that hides behind a name as `https://bank.example@elsewhere.example`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

SLOT = re.compile(r"\{(post|name):([a-z0-9][a-z0-9-]*)\}")
PICTURE = re.compile(r"\{symbol:([a-z-]+)\}")
TOKEN = re.compile(r"\*\*|\{(?:post|name|symbol):[a-z0-9][a-z0-9-]*\}")

HOST = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?"
PATH = r"[/?#](?:[^\s()<>\[\]{}\"'`\\^|*@]|\([^\s()<>\[\]{}\"'`\\^|*@]*\))*"
WEB = rf"https://{HOST}(?:{PATH})?"
MAIL = rf"mailto:[a-z0-9.+-][a-z0-9._+-]*@{HOST}"
LINK = re.compile(rf"\[(?P<words>[^\[\]\n]+)\]\((?P<address>{WEB}|{MAIL})\)", re.IGNORECASE)

# An underscore counts only at a word's edge, beside a space or the signs that stand there; not in names and addresses.
BEGINS = r"(?:(?<=[\s(\[\"'“‘«—–*])|(?<![\s\S]))_(?=[^\s_])"
ENDS = r"(?<=[^\s_])_(?=[\s.,;:!?)\]\"'”’»…—–*]|(?![\s\S]))"
EDGE = re.compile(rf"(?P<begins>{BEGINS})|(?P<ends>{ENDS})|\n")
CAN_END = re.compile(ENDS)


class Kind(StrEnum):
    """What a mark does."""

    BOLD = "bold"
    EMPHASIS = "emphasis"
    LINK = "link"  # a link begins or ends
    PLACE = "place"  # a post or a picture stands here


@dataclass(frozen=True)
class Found:
    """A mark in a text, from one character up to another."""

    begin: int
    end: int
    kind: Kind
    address: str = ""  # of the link that begins here


def marks_in(text: str) -> list[Found]:
    """Return the marks of a text in order; those that have no second half are none."""
    found = list(_links(text))
    for link in found[1::2]:  # no other mark stands in an address
        text = f"{text[: link.begin + 1]}{'x' * (link.end - link.begin - 1)}{text[link.end :]}"
    tokens = [Found(each.start(), each.end(), _kind_of(each[0])) for each in TOKEN.finditer(text)]
    stars = [each for each in tokens if each.kind is Kind.BOLD]
    if len(stars) % 2:
        tokens.remove(stars[-1])
    found += [Found(at, at + 1, Kind.EMPHASIS) for pair in _emphasis(text) for at in pair]
    return sorted([*found, *tokens], key=lambda each: each.begin)


def _kind_of(sign: str) -> Kind:
    return Kind.BOLD if sign == "**" else Kind.PLACE


def _emphasis(text: str) -> Iterator[tuple[int, int]]:
    """Go through the two underscores of each emphasis; it does not go beyond its line."""
    begun: int | None = None
    for edge in EDGE.finditer(text) if "_" in text else ():
        if edge[0] == "\n":
            begun = None
        elif begun is None:
            begun = edge.start() if edge["begins"] else None
        elif edge["ends"] or CAN_END.match(text, edge.start()):
            yield begun, edge.start()
            begun = None


def _links(text: str) -> Iterator[Found]:
    """Go through the beginnings and ends of links."""
    for match in LINK.finditer(text) if "](" in text else ():
        if not match["words"].strip():
            continue
        yield Found(match.start(), match.start() + 1, Kind.LINK, match["address"])
        yield Found(match.end("words"), match.end(), Kind.LINK)
