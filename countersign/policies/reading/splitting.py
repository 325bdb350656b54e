"""Several agreements in one file: where each begins, and what stands before the first."""

from __future__ import annotations

from dataclasses import dataclass, field

from countersign.policies.reading import roles, titles, wording
from countersign.policies.reading.blocks import Block, Part


@dataclass(slots=True)
class Piece:
    """The blocks of one agreement; `body` is the text of a policy before it, common to all."""

    blocks: list[Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)


def split(blocks: list[Block]) -> tuple[list[Piece], list[Block]]:
    """The agreements of a file and the text that belongs to none of them."""
    starts = [0]
    for index in range(1, len(blocks)):
        if _starts(blocks, index) and not (starts[-1] and _is_called_again(blocks, starts[-1], index)):
            starts.append(index)
    spans = [blocks[a:b] for a, b in zip(starts, [*starts[1:], len(blocks)], strict=True)]
    merged: list[list[Block]] = []
    for span in spans:
        if merged and not _parts_from(merged[-1], span):
            merged[-1] = [*merged[-1], *span]
        else:
            merged.append(span)
    while len(merged) > 1 and _rules(merged[-1]) < 2 and not _signed(merged[-1]):
        last = merged.pop()
        merged[-1] = [*merged[-1], *last]
    if len(merged) == 1:
        return [Piece(merged[0])], []
    agreements = [
        span for span in merged if titles.is_agreement_title(_title(span)) or roles.only_names_roles(_title(span))
    ]
    if len(agreements) >= 1 and merged[0] is not agreements[0]:
        before = [b for span in merged[: merged.index(agreements[0])] for b in span]
        return [Piece(span, before) for span in agreements], before
    return [Piece(span) for span in merged], []


def _starts(blocks: list[Block], index: int) -> bool:
    """Whether an agreement may begin at a block."""
    block = blocks[index]
    if block.part is not Part.HEADING:
        return False
    if block.number is not None and not block.new_page:
        return False
    text = titles.APPENDIX.sub("", block.plain)
    if roles.only_names_roles(text) and not wording.is_bare_lead(text):
        return True
    return titles.is_agreement_title(text) and not text.endswith(":")


def _is_called_again(blocks: list[Block], start: int, index: int) -> bool:
    """Whether the heading at INDEX says again what the one above it began ("Appendix 1: ...", then a title)."""
    between = blocks[start + 1 : index]
    quiet = len(between) <= 2 and not _rules(between) and not _signed(between)
    return quiet and titles.is_agreement_title(titles.APPENDIX.sub("", blocks[start].plain))


def _title(span: list[Block]) -> str:
    heads = [b for b in span[:4] if b.part in (Part.HEADING, Part.ZONE, Part.TITLE) or b.title]
    called = [titles.APPENDIX.sub("", titles.first_column(b.text)) for b in heads]
    if called:
        return next((text for text in called if titles.is_agreement_title(text)), called[0])
    found = titles.choose(span, None)
    return titles.APPENDIX.sub("", titles.first_column(found.text)) if found else ""


def _parts_from(above: list[Block], span: list[Block]) -> bool:
    """Whether SPAN is an agreement of its own and not a part of the one above."""
    title = _title(span)
    heading = titles.choose(above, None)
    name = titles.first_column(heading.text) if heading else ""
    own, others = roles.roles_in(title), roles.roles_in(name) or roles.roles_in(_title(above))
    if (roles.PUPILS in own and any(r.startswith("pupils") for r in others)) or (
        roles.STUDENTS in own and roles.PUPILS in others
    ):
        own = others
    is_policy = bool(heading) and not titles.is_agreement_title(name)
    if _rules(above) < 2 and not (_signed(above) and _rules(above)):
        has_body = sum(b.part is Part.UNKNOWN for b in above) >= 3
        return bool(is_policy and has_body and titles.is_agreement_title(title) and _rules(span))
    if not _rules(span):
        return False
    if not titles.is_agreement_title(title):
        return _signed(above) and bool(own) and own != others
    if titles.APPENDIX.match(span[0].plain) or span[0].new_page:
        return own != others or not own
    return bool(own) and own != others and (_signed(above) or _rules(span) >= 2)


def _rules(span: list[Block]) -> int:
    return sum(
        b.part is Part.UNKNOWN
        and (b.marked or wording.is_first_person(b.plain) or wording.is_we(b.plain) or wording.is_imperative(b.plain))
        for b in span
    )


def _signed(span: list[Block]) -> bool:
    return any(b.part is Part.FIELDS for b in span)
