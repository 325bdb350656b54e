"""Lists as trees: which point stands below which, by its number, its mark, its level and its place on the line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from countersign.policies.reading import marks, wording
from countersign.policies.reading.blocks import Block

_SAME = 6.5
_HANGING = {"line": 1.5, "page": 3.0}  # where a point's place is that of its mark, what goes on stands further in
DEEPEST = 8
_ROMAN = re.compile(r"[ivx]+", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """A point of a list, the paragraphs that go on with it, and the points below it."""

    block: Block
    more: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole text of the point itself."""
        return " ".join([self.block.plain, *self.more])

    def is_section(self) -> bool:
        """Whether the point is a heading over the points below it ("2. Data")."""
        text = self.block.plain
        if not self.children or wording.words(text) > 9 or text[-1:] in ".;:,!?" or text[:1].islower():
            return False
        return not wording.has_verb_of_person(text) and not wording.has_modal(text)


def take(blocks: list[Block], start: int) -> tuple[list[Node], int]:
    """Read the list that begins at START; return its points and where it ends."""
    top: list[Node] = []
    stack: list[Node] = []
    index = start
    while index < len(blocks):
        block = blocks[index]
        if block.marked:
            stack = _place(block, stack, top)
        elif _goes_on(blocks, index, stack):
            stack[-1].more.append(block.plain)
        else:
            break
        index += 1
    return top, index


def _place(block: Block, stack: list[Node], top: list[Node]) -> list[Node]:
    node = Node(block)
    depth = min(_depth(block, stack), DEEPEST)
    stack = stack[:depth]
    (stack[-1].children if stack else top).append(node)
    return [*stack, node]


def _depth(block: Block, stack: list[Node]) -> int:  # noqa: C901  reads best as one list of cases
    """How many of the open points stay open above BLOCK."""
    if not stack:
        return 0
    decimals = marks.depth(block.number)
    if decimals > 1:
        for at in range(len(stack) - 1, -1, -1):
            shorter = marks.depth(stack[at].block.number)
            if 0 < shorter < decimals and _begins(block.number, stack[at].block.number):
                return at + 1
        for at, node in enumerate(stack):
            if marks.depth(node.block.number) >= decimals or marks.depth(node.block.number) == 0:
                return at
        return 0
    alike = [at for at in range(len(stack) - 1, -1, -1) if _alike(block, stack[at].block)]
    level = [at for at in alike if abs(stack[at].block.indent - block.indent) <= _tolerance(block)]
    goes_on = [at for at in alike if _follows(stack[at].block.number, block.number)]
    inner = block.number is not None and block.list_key is None and marks.bare_number(block.number) in ("1", "a", "i")
    if alike and (level or goes_on or not inner or block.indent < stack[alike[0]].block.indent):
        return (level or goes_on or alike)[0]
    above = stack[-1].block
    if block.list_key is not None and block.list_key == above.list_key:
        shallower = [
            at
            for at, node in enumerate(stack)
            if node.block.list_key == block.list_key and node.block.level >= block.level
        ]
        return shallower[0] if shallower else len(stack)
    open_ended = above.plain.endswith(":") or wording.leads_to_parts(above.plain)
    if decimals == 1 and not above.number:
        return (
            len(stack) if open_ended and block.indent >= above.indent and marks.bare_number(block.number) == "1" else 0
        )
    deeper = block.indent > above.indent + _tolerance(block)
    if open_ended or deeper or (marks.is_letter(block.number) and marks.depth(above.number)):
        return len(stack)
    for at, node in enumerate(stack):
        if node.block.indent >= block.indent - 1:
            return at
    return 0


def _tolerance(block: Block) -> float:
    """How far apart two places on the line may be and still be one: blanks in a text, points elsewhere."""
    return 1.5 if block.where.startswith("line") else _SAME


def _begins(number: str | None, shorter: str | None) -> bool:
    return (marks.bare_number(number) or "").startswith((marks.bare_number(shorter) or "?") + ".")


def _alike(a: Block, b: Block) -> bool:
    """Whether two points are of one list."""
    if a.list_key is not None or b.list_key is not None:
        return a.list_key == b.list_key and a.level == b.level
    if (a.number is None) != (b.number is None):
        return False
    tolerance = _tolerance(a)
    if a.number is None or b.number is None:
        return abs(a.indent - b.indent) <= tolerance
    if marks.depth(a.number) or marks.depth(b.number):
        return marks.depth(a.number) == marks.depth(b.number)
    return _family(a.number, b.number) == _family(b.number, a.number)


def _family(number: str, beside: str) -> str:
    """Letter or roman, and how it is bracketed; "i" is a roman one unless it follows "h"."""
    bare, other = marks.bare_number(number) or "", marks.bare_number(beside) or ""
    roman = bool(_ROMAN.fullmatch(bare)) and (
        len(bare) > 1 or _ROMAN.fullmatch(other) or (bare.lower() == "i" and other.lower() not in ("h", "j"))
    )
    return (
        ("roman" if roman else "letter") + ("()" if number.startswith("(") else ")") + ("U" if bare.isupper() else "l")
    )


def _goes_on(blocks: list[Block], index: int, stack: list[Node]) -> bool:
    """Whether an unmarked paragraph goes on with the point above it."""
    if not stack:
        return False
    block, above = blocks[index], stack[-1].block
    text = block.plain
    if text.endswith(":") or block.boxed != above.boxed:
        return False
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    directly = after is not None and after.marked
    if text[0].islower() and not above.plain.endswith((".", ":")):
        return True
    if (
        block.indent > 0
        and block.indent >= above.indent + _HANGING.get(block.where.partition(" ")[0], 0.0)
        and above.indent >= 0
        and block.indent > above.indent - 1
    ):
        return True
    if directly and after is not None and _follows(above.number, after.number):
        return True
    short = wording.words(above.plain) <= 8 and above.plain[-1:] not in ".;:"
    return directly and above.number is None and short and not wording.is_bare_lead(text)


def _follows(number: str | None, later: str | None) -> bool:
    """Whether LATER is the number after NUMBER."""
    a, b = marks.bare_number(number) or "", marks.bare_number(later) or ""
    if a.isdigit() and b.isdigit():
        return int(b) == int(a) + 1
    if re.fullmatch(r"\d+(?:\.\d+)+", a) and re.fullmatch(r"\d+(?:\.\d+)+", b):
        head_a, _, last_a = a.rpartition(".")
        head_b, _, last_b = b.rpartition(".")
        return head_a == head_b and int(last_b) == int(last_a) + 1
    return len(a) == 1 and len(b) == 1 and a.isalpha() and ord(b) == ord(a) + 1
