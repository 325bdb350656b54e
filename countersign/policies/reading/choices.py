"""Consents and wishes: what a person may answer either way, and take back; never a duty."""

from __future__ import annotations

import re

from countersign.policies.reading import fields, marks, wording
from countersign.policies.reading.blocks import Block, Kind, Part
from countersign.policies.reading.model import Choice

_BOX = rf"[{marks.BOXES}]|\[ ?\]|_{{2,}}"
_HEAD = re.compile(
    r"^\s*(?P<options>(?:yes|no|agree|disagree|n/?a|y|n)(?:\s+(?:yes|no|agree|disagree|n/?a|y|n))+)\s*$", re.IGNORECASE
)
_ROW = re.compile(rf"^(?P<text>\S.*?)\s+(?P<boxes>(?:{_BOX})(?:\s+(?:{_BOX}))+)\s*$")
_YES_NO = re.compile(
    rf"^(?P<text>.{{4,}}?)[\s:,–-]*\(?(?:{_BOX})?\s*(?P<a>yes|i agree|i do|i give permission|"
    rf"agree)\s*(?:{_BOX})?\s*(?:[/|,]|\bor\b|\s)\s*(?:{_BOX})?\s*"
    rf"(?P<b>no|i do not agree|i do not|i do not give permission|"
    rf"disagree)\)?\s*(?:{_BOX})?\s*(?:\((?:please )?(?:delete|circle|tick)[^)]*\))?[.\s]*$",
    re.IGNORECASE,
)
_TWO_BOXES = re.compile(
    rf"^(?:{_BOX})\s*(?P<a>(?:yes,? )?I (?:do )?(?:give|grant|consent|agree|allow|permit|accept)\b"
    rf"[^\[{marks.BOXES}]*?)\s*"
    rf"(?:/|\bor\b)?\s*(?:{_BOX})\s*(?P<b>(?:no,? )?I (?:do not|don['’]t|withhold|refuse)\b.*?)[.\s]*$",
    re.IGNORECASE,
)
_YES_NO_FIRST = re.compile(
    rf"^(?:{_BOX})?\s*yes\s*(?:{_BOX})?\s*[/|]?\s*(?:{_BOX})?\s*no\s*(?:{_BOX})?[\s:.–-]+(?P<text>[A-Z].{{4,}})$",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"\s*\((?:please )?(?:circle|delete|tick|select)\b[^)]*\)\s*[.:]?\s*$|\s*[:–-]\s*$", re.IGNORECASE
)
_ONLY_YES_NO = re.compile(
    rf"^(?:(?:{_BOX})?\s*yes\s*(?:{_BOX})?\s*[/|]?\s*(?:{_BOX})?\s*no\s*(?:{_BOX})?)$", re.IGNORECASE
)


def mark_choices(blocks: list[Block]) -> None:  # noqa: C901  reads best as one list of cases
    """Set `part` and `options` of every line that asks for a yes or a no."""
    options: list[str] = []
    consent = False
    for index, block in enumerate(blocks):
        if block.part not in (Part.UNKNOWN, Part.FIELDS):
            options = [] if block.part is not Part.DROPPED else options
            continue
        text = block.text
        if head := _HEAD.match(text):
            options, block.part = head.group("options").split(), Part.DROPPED
        elif options and (row := _ROW.match(text)):
            _choose(block, row.group("text"), options)
        elif (
            (row := _ROW.match(text))
            and not fields.is_label(row.group("text"))
            and re.search(rf"[{marks.BOXES}]|\[ ?\]", row.group("boxes"))
        ):
            _choose(block, row.group("text"), ["Yes", "No"])
        elif (asked := _YES_NO.match(block.plain)) and len(asked.group("text").split()) > 1:
            _choose(block, asked.group("text"), [_sentence(asked.group("a")), _sentence(asked.group("b"))])
        elif asked := _TWO_BOXES.match(f"☐ {block.plain}" if block.box else block.plain):
            _choose(block, *_either(asked.group("a"), asked.group("b")))
        elif asked := _YES_NO_FIRST.match(block.plain):
            _choose(block, asked.group("text"), ["Yes", "No"])
        elif _ONLY_YES_NO.match(block.plain):
            before = next((b for b in reversed(blocks[:index]) if b.part is not Part.DROPPED), None)
            block.part = Part.DROPPED
            if before is not None and before.part is Part.UNKNOWN:
                _choose(before, before.text, ["Yes", "No"])
        elif (wording.is_wish(block.plain) and (";" in block.plain or block.box)) or (
            block.box and consent and wording.is_consent(block.plain)
        ):
            block.part = Part.CHOICE
        else:
            options = []
            consent = _heads_consent(block, consent=consent)


def _heads_consent(block: Block, *, consent: bool) -> bool:
    if (
        not block.marked
        and len(block.plain.split()) <= 12
        and (block.kind is Kind.HEADING or block.bold or not block.plain.endswith("."))
    ):
        return bool(re.search(r"\b(?:consents?|permissions?)\b", block.plain, re.IGNORECASE))
    return consent


def _choose(block: Block, text: str, options: list[str]) -> None:
    block.part, block.fields = Part.CHOICE, []
    block.text, block.options = _TRAILING.sub("", marks.split(text.strip())[1]).strip(), list(options)


def _either(yes: str, no: str) -> tuple[str, list[str]]:
    """The question and the two answers of boxes side by side: what follows the second belongs to both."""
    verb = re.match(r"(?:yes,? )?I (?:do )?(\w+)", yes, re.IGNORECASE)
    shared = re.search(r"\b(?:for|to|that)\b.*$", no)
    stem = no[: shared.start()].rstrip() if shared else no
    if shared and verb and verb.group(1).lower() in stem.lower():
        return f"{yes} {shared.group(0)}", [yes, stem]
    return yes, [yes, no]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].lower()


def choices_of(blocks: list[Block]) -> list[Choice]:
    """The choices of one agreement; a wish for several things is several choices."""
    out: list[Choice] = []
    for block in blocks:
        if block.part is not Part.CHOICE:
            continue
        if wording.is_wish(block.plain) and ";" in block.plain:
            head = re.match(
                r"^(?:I|We|I ?/ ?we) (?:wish|would like|request|want|apply) to\s+", block.plain, re.IGNORECASE
            )
            start = head.group(0) if head else ""
            wishes = re.split(r"\s*;\s*(?:and\s+)?", block.plain[len(start) :].rstrip(". "))
            out += [Choice(start + wish, [], block.plain, block.where) for wish in wishes if wish]
        else:
            out.append(Choice(block.plain, list(block.options), block.source, block.where))
    return out
