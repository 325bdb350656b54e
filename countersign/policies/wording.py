"""
The small language that clauses are written in, and nothing else: places for posts and pictures, and a little Markdown.

`**bold**`, `_emphasis_`, `[words](https://…)` or `(mailto:…)`, and a blank line between paragraphs: `marks` finds them.
`{post:dsl}` prints whoever holds the post on the day, with its title; `{name:dsl}` only the name, for a sentence that
says the title itself. A new holder prints everywhere, and nobody signs again. `{symbol:ask}` draws one of the pictures
in `symbols`, for those who read them with the words. All else is printed as it stands.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from countersign.policies.marks import PICTURE, SLOT, Kind, marks_in
from countersign.policies.symbols import SYMBOLS

__all__ = ["LONGEST", "PICTURE", "SLOT", "TURNING", "Printed", "Segment", "clean", "codes_in", "filled", "parse"]

# Marks that turn the direction of what follows: they can make a text read otherwise than it is stored.
TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
LONGEST = 20_000


@dataclass(frozen=True)
class Segment:
    """A run of words printed in one way."""

    text: str
    is_strong: bool = False
    post: str = ""  # the code of the post whose holder is printed here
    has_title: bool = True  # whether the post's title is printed after the name
    policy: UUID | None = None  # the policy named here
    symbol: str = ""  # the picture drawn here
    is_emphasised: bool = False
    address: str = ""  # where these words lead, as the author wrote it


@dataclass(frozen=True)
class Printed:
    """A post as it prints on a day: its title, and whoever holds it, if anybody does."""

    title: str
    names: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}, {lowered(self.title)}" if self.names else self.name

    @property
    def name(self) -> str:
        """The holders' names, or the post itself when nobody holds it."""
        return " and ".join(self.names) if self.names else f"the {lowered(self.title)}"


def clean(text: str) -> str:
    """Return a text without what cannot be printed or stored: control characters and marks that turn its direction."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(TURNING)
    kept = "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs", "Co"))
    return unicodedata.normalize("NFC", kept).strip()


def parse(text: str, linked: Iterable[tuple[str, UUID]] = ()) -> tuple[Segment, ...]:
    """Return a text in segments, its posts not yet filled in; `linked` are names of policies to be found in it."""
    names = {name.casefold(): policy for name, policy in linked if name}
    finder = finder_of(names)
    found: list[Segment] = []
    style, last = Segment(""), 0
    for mark in marks_in(text):
        found += words_between(text[last : mark.begin], style, finder, names)
        last = mark.end
        if mark.kind is Kind.BOLD:
            style = replace(style, is_strong=not style.is_strong)
        elif mark.kind is Kind.EMPHASIS:
            style = replace(style, is_emphasised=not style.is_emphasised)
        elif mark.kind is Kind.LINK:
            style = replace(style, address=mark.address)
        else:
            found.append(place_of(text[mark.begin : mark.end], style))
    return (*found, *words_between(text[last:], style, finder, names))


def place_of(written: str, style: Segment) -> Segment:
    """Return what stands in a place: a post, a picture, or the words themselves where there is no such picture."""
    if slot := SLOT.fullmatch(written):
        return replace(style, is_strong=True, post=slot[2], has_title=slot[1] == "post")
    drawn = PICTURE.fullmatch(written)
    return Segment("", symbol=drawn[1]) if drawn and drawn[1] in SYMBOLS else replace(style, text=written)


def words_between(
    text: str, style: Segment, finder: re.Pattern[str] | None, names: dict[str, UUID]
) -> Iterable[Segment]:
    """Return words without marks in the style they stand in, the policies that they name linked."""
    if not text:
        return ()
    return linked_segments(replace(style, text=text), None if style.address else finder, names)


def finder_of(names: dict[str, UUID]) -> re.Pattern[str] | None:
    """Return what finds any of these names, the longest first, or None when there are none."""
    if not names:
        return None
    ways = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{ways})(?!\w)", re.IGNORECASE)


def linked_segments(segment: Segment, finder: re.Pattern[str] | None, names: dict[str, UUID]) -> list[Segment]:
    """Split a segment where it names policies."""
    if finder is None:
        return [segment]
    found, last = [], 0
    for match in finder.finditer(segment.text):
        if match.start() > last:
            found.append(replace(segment, text=segment.text[last : match.start()]))
        policy = names.get(" ".join(match[0].split()).casefold())
        found.append(replace(segment, text=match[0], policy=policy))
        last = match.end()
    if last < len(segment.text):
        found.append(replace(segment, text=segment.text[last:]))
    return found


def filled(segments: tuple[Segment, ...], posts: dict[str, Printed]) -> tuple[Segment, ...]:
    """Return segments with today's holders; a post the school does not have stays as it was written."""
    return tuple(replace(each, text=print_of(each, posts)) if each.post else each for each in segments)


def print_of(segment: Segment, posts: dict[str, Printed]) -> str:
    """Return what stands in a post's place."""
    if segment.post not in posts:
        return f"{{{'post' if segment.has_title else 'name'}:{segment.post}}}"
    printed = posts[segment.post]
    return str(printed) if segment.has_title else printed.name


def codes_in(texts: Iterable[str]) -> set[str]:
    """Return the codes of all posts that texts name."""
    return {slot[2] for text in texts for slot in SLOT.finditer(text)}


def without_pictures(text: str) -> str:
    """Return a text without its symbols and marks, as it is read aloud, its posts by their codes."""
    return " ".join(PICTURE.sub("", "".join(each.text for each in filled(parse(text), {}))).split())


def leads_out(segments: Sequence[Segment]) -> list[str]:
    """Return for each segment the address to print after it, where it is the last of a link that leads somewhere."""
    nexts = [*(each.address for each in segments[1:]), ""]
    return ["" if each.address == then else each.address for each, then in zip(segments, nexts, strict=False)]


def spelled(address: str) -> str:
    """Return an address as it is printed on paper, where nobody can press it."""
    return f" ({address.removeprefix('mailto:')})" if address else ""


def texts_of(lead_in: str, text: str, children: list[dict[str, Any]]) -> list[str]:
    """Return every text of a part: its lead-in, its words, and the points beneath at every depth."""
    found = [lead_in, text]
    for child in children:
        found += texts_of("", child["text"], child.get("children") or [])
    return found


def lowered(title: str) -> str:
    """Return a title as it stands within a sentence: abbreviations such as DSL or IT stay."""
    first = title.partition(" ")[0]
    return title if len(first) > 1 and first.isupper() else f"{title[:1].lower()}{title[1:]}"


def words_in(text: str) -> int:
    """Count the words of a text."""
    return len(text.split())
