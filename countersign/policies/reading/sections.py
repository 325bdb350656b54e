"""Headings and what stands under each; the kinds of section that are themselves rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from countersign.policies.reading import roles, wording
from countersign.policies.reading.blocks import Block, Part

SLOGAN = re.compile(
    r"^(?P<slogan>[A-Z]\s*[–—:\-.=]\s*[A-Z][\w’' ]{1,30}?|[A-Z]{3,}(?: [A-Z]{2,})?)\s*[:–—\-.]\s+(?P<rest>\S.*)$"
)
_LETTERED = re.compile(r"^[A-Z]\s*[–—:\-.=]?\s+[A-Z][\w’' ]{1,30}$")


@dataclass
class Section:
    """A heading and what stands under it until the next."""

    heading: Block | None
    blocks: list[Block] = field(default_factory=list)
    goes_on: bool = False

    @cached_property
    def counts(self) -> tuple[int, int, int, int, int]:
        """How many blocks are unmarked, lay a duty, are marked, speak as a class, are spelled slogans."""
        open_blocks = [b for b in self.blocks if not b.marked]
        ours = sum(wording.is_we(b.plain) for b in open_blocks)
        duties = sum(wording.is_duty(roles.spoken(b.plain)) or wording.is_we(b.plain) for b in open_blocks)
        slogans = sum(bool(SLOGAN.match(b.plain)) for b in self.blocks)
        return len(open_blocks), duties, len(self.blocks) - len(open_blocks), ours, slogans

    @property
    def title(self) -> str | None:
        """The heading's text."""
        return self.heading.plain if self.heading else None


def of(blocks: list[Block]) -> list[Section]:
    """The blocks of an agreement, heading by heading; a line to fill in ends a list."""
    out = [Section(None)]
    for block in blocks:
        if block.part in (Part.HEADING, Part.ZONE):
            out.append(Section(block))
        elif block.part is Part.FIELDS and out[-1].blocks:
            out.append(Section(out[-1].heading, goes_on=True))
        elif block.part is Part.UNKNOWN and block.plain:
            out[-1].blocks.append(block)
    return out


def is_slogan(section: Section) -> bool:
    """A heading that is itself a rule ("Be kind", "I ask first", "S – Safe")."""
    title = section.title or ""
    if not title or section.heading is None or section.heading.part is Part.ZONE or title.endswith((":", "?")):
        return False
    rule = (
        wording.is_first_person(title)
        or wording.is_imperative(title)
        or bool(_LETTERED.match(title))
        or wording.is_we(title)
    )
    few = 0 < len(section.blocks) <= 3 and not any(b.marked for b in section.blocks)
    return rule and len(title.split()) <= 9 and few and not wording.is_agreeing(title)


def is_clause_with_parts(section: Section) -> bool:
    """Whether a heading over a list is itself a clause ("If I do not follow the rules:")."""
    title = section.title or ""
    if not (title.endswith(":") and section.blocks and section.blocks[0].marked and wording.leads_to_parts(title)):
        return False
    full = sum(wording.is_first_person(b.plain) for b in section.blocks if b.marked)
    return full <= sum(b.marked for b in section.blocks) / 2 and (
        wording.is_first_person(title) or wording.is_we(title)
    )


def paired(blocks: list[Block]) -> list[tuple[str | None, Block]]:
    """Short slogans and the sentence under each, alternating; an empty list when they do not alternate."""
    if len(blocks) < 4 or any(b.marked or b.boxed for b in blocks):
        return []
    short = [len(b.plain.split()) <= 8 and b.plain[-1:] not in ".;:," for b in blocks]
    pairs = [i for i in range(len(blocks) - 1) if short[i] and not short[i + 1] and not blocks[i + 1].gap]
    if len(pairs) < 2 or 2 * len(pairs) < 0.7 * len(blocks):
        return []
    out: list[tuple[str | None, Block]] = []
    for index, block in enumerate(blocks):
        if index - 1 in pairs:
            out.append((blocks[index - 1].plain, block))
        elif index not in pairs:
            out.append((None, block))
    return out
