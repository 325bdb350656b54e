"""Which blocks are headings, when a file's own styles say so and when only its looks do."""

from __future__ import annotations

import re

from countersign.policies.reading import fields, marks, roles, titles, wording
from countersign.policies.reading.blocks import Block, Kind, Part

_ADDRESS = re.compile(r"@|www\.|https?://")
_ADJECTIVES = re.compile(r"\b(?:Prohibited|Forbidden|Permitted|Required|Expected|Unacceptable)\b")  # "Prohibited Use"
_SMALL = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "is",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
    "your",
    "my",
    "our",
    "&",
    "/",
    "-",
    "–",
    "not",
    "you",
    "i",
}


def mark(blocks: list[Block]) -> None:
    """Set `part` of every block that is a heading."""
    open_blocks = [b for b in blocks if b.part not in (Part.DROPPED,)]
    for index, block in enumerate(open_blocks):
        if block.part is Part.UNKNOWN:
            after = open_blocks[index + 1] if index + 1 < len(open_blocks) else None
            before = open_blocks[index - 1] if index else None
            if _is_heading(block, before, after):
                block.part = Part.HEADING


def _is_heading(block: Block, before: Block | None, after: Block | None) -> bool:  # noqa: C901  reads best as one list of cases
    text = block.plain
    count = wording.words(text)
    if not text or fields.has_blank(text):
        return False
    if block.kind is Kind.HEADING:
        return count <= 30 and not (text.endswith(".") and (wording.is_first_person(text) or count > 12))
    if block.marked:
        return _is_numbered_heading(block, after)
    if count > 14 or len(text) > 110 or text[-1] in ".;,!" or _ADDRESS.search(text) or text[0].islower():
        return False
    if block.boxed or after is None:
        return False
    if text.endswith("?"):
        return count <= 12
    if wording.is_declaration(text):
        return False
    if roles.only_names_roles(text) or (block.gap and titles.is_agreement_title(text) and not text.endswith(":")):
        return True
    if wording.is_bare_lead(text):
        return True
    if (
        after.marked
        and count <= 2
        and (before is None or before.marked or before.part is Part.HEADING)
        and text[0].isupper()
    ):
        return True
    if wording.has_verb_of_person(text) and not text.endswith(":"):
        return _is_shouted(text) and not wording.is_first_person(text) and count <= 6
    if text.endswith(":"):
        return True
    if block.bold or _is_shouted(text):
        return True
    if after.marked and (before is None or before.marked or before.part is Part.HEADING) and count <= 6:
        return is_titled(text) and not wording.has_modal(text)
    if after.marked and is_titled(text) and count <= 6 and not wording.has_modal(text) and text[-1] not in ')"':
        return True
    alone = block.gap and (after.gap or after.marked or after.plain.endswith(":") or len(after.plain) > 2 * len(text))
    return alone and is_titled(text) and count <= 9 and not wording.has_modal(_ADJECTIVES.sub(" ", text))


def _is_numbered_heading(block: Block, after: Block | None) -> bool:
    text = block.plain
    if block.number is None or block.box or wording.words(text) > 10 or text[-1] in ".;,!:" or text[0].islower():
        return False
    if wording.has_verb_of_person(text) or wording.has_modal(text) or after is None:
        return False
    if after.marked:
        deeper = after.level > block.level and after.list_key == block.list_key and block.list_key is not None
        if block.list_key is None or after.list_key is None:
            deeper = marks.depth(after.number) > marks.depth(block.number) > 0
        below = after.number is None and not deeper and marks.depth(block.number) > 0
        lettered = marks.depth(block.number) > 0 and marks.is_letter(after.number) and not marks.is_letter(block.number)
        return deeper or ((below or lettered) and (block.bold or is_titled(text)))
    return after.part in (Part.UNKNOWN, Part.HEADING) and len(after.plain) > len(text) + 10


def _is_shouted(text: str) -> bool:
    letters = [c for c in re.sub(r"\([^()]*\)\s*:?$", "", text) if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.85 * len(letters)


def is_titled(text: str) -> bool:
    """Whether TEXT looks like a heading by its capitals: all words that matter, or only the first of a few."""
    names = [w for w in re.findall(r"[A-Za-z][\w'’-]*", text) if w.lower() not in _SMALL]
    if not names or not next(letter for letter in text if letter.isalpha()).isupper():
        return False
    return all(w[0].isupper() for w in names) or len(text.split()) <= 6
