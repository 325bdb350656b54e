"""What is expected of a text in one country and year: dated data beside this module, never code."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from countersign.people.audiences import WIDER
from countersign.policies.reading.topics import TITLES

PACKS = ("england-2026",)


@dataclass(frozen=True)
class Wanted:
    """Something a text for these readers is expected to speak of."""

    title: str
    audience: frozenset[str]
    why: str
    topic: str = ""  # a topic of the taxonomy, or else
    pattern: re.Pattern[str] | None = None  # words

    def is_for(self, kinds: Iterable[str], *, every_one: bool = False) -> bool:
        """Return whether it is expected of a text for any of these kinds, or only what is so for every one of them."""
        expected = [kind in self.audience or WIDER.get(kind) in self.audience for kind in kinds]
        return bool(expected) and all(expected) if every_one else any(expected)


@dataclass(frozen=True)
class Pack:
    """The expectations of one country and year."""

    title: str
    from_date: date
    wanted: tuple[Wanted, ...]
    superseded: tuple[tuple[re.Pattern[str], str], ...]
    once: frozenset[str]
    ages: dict[str, int]
    single_matter: re.Pattern[str]
    agreement: re.Pattern[str]

    def is_on_one_matter(self, title: str) -> bool:
        """Return whether a title is of a policy that the agreement leans on, and not of the agreement itself."""
        return bool(self.single_matter.search(title)) and not self.agreement.search(title)

    def age_for(self, kinds: Iterable[str]) -> int | None:
        """Return the age at which the youngest of these readers should manage the text."""
        ages = [self.ages[kind] for each in kinds if (kind := each if each in self.ages else WIDER.get(each, ""))]
        return min(ages, default=None)


@cache
def pack_on(day: date) -> Pack:
    """Return the newest pack that holds on a day; before the first of them, the first."""
    packs = sorted((pack_of(name) for name in PACKS), key=lambda pack: pack.from_date)
    return next((pack for pack in reversed(packs) if pack.from_date <= day), packs[0])


@cache
def pack_of(name: str) -> Pack:
    """Return a pack from its file."""
    data: dict[str, Any] = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))
    topics = [
        Wanted(TITLES[each["key"]], frozenset(each["for"]), each["why"], topic=each["key"]) for each in data["topic"]
    ]
    terms = [
        Wanted(each["title"], frozenset(each["for"]), each["why"], pattern=re.compile(each["pattern"], re.IGNORECASE))
        for each in data["term"]
    ]
    return Pack(
        title=data["title"],
        from_date=data["from"],
        wanted=(*topics, *terms),
        superseded=tuple((re.compile(each["pattern"]), each["why"]) for each in data["superseded"]),
        once=frozenset(topic for each in data["once"] for topic in each["topics"]),
        ages=data["ages"],
        single_matter=re.compile(data["single_matter"], re.IGNORECASE),
        agreement=re.compile(data["agreement"], re.IGNORECASE),
    )
