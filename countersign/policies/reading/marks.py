"""The number, bullet or box a line begins with, as typed by its author."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

BOXES = "☐☑☒□▢❏❐❑❒◻◽⬜⃞■"
_BOX = re.compile(rf"^(?:[{BOXES}]|\[[ xX_]?\](?!\())\s*")
_BULLETS = "•·‣⁃∙●○◦▪▫◆◇❖➢➤►▶▸➔→✓✔✗\uf0b7\uf0a7\uf0d8\uf0fc\uf076\uf0a8"
_DASHED = re.compile(r"^(?:[-–—*+]|o(?=\s))\s+(?=\S)")
_DECIMAL = re.compile(
    r"^(\(?(\d{1,3}(?:\.\d{1,3}){1,5})[.):]?)(?=\s|[A-Z(\[“\"])\s*(?=\S)|^(\(?(\d{1,3})[.):])(?!\d)\s*(?=\S)"
)
_BARE_DECIMAL = re.compile(r"^(\d{1,2})(?:\s{2,}|\t\s*)(?=[A-Z(])")
_LETTER = re.compile(r"^(\(([a-zA-Z]|[ivxIVX]{1,5})\)|([a-z]|[ivx]{2,5}|[A-H])[.)])\s+(?=\S)")
_TIME_OR_MONEY = re.compile(r"^\d{1,2}[.:]\d{2}\s*(?:am|pm|noon|hrs)\b|^\d+(?:\.\d+)?\s*(?:%|GB|MB|per cent)")
_DATE = re.compile(r"^\d{1,2}[./]\d{1,2}[./]\d{2,4}\b")


@dataclass(frozen=True, slots=True)
class Mark:
    """A number as printed, or a bullet, or a box."""

    number: str | None = None
    bullet: bool = False
    box: bool = False


def split(text: str) -> tuple[Mark | None, str]:
    """Return the mark TEXT begins with, if any, and the rest."""
    text = text.lstrip()
    if not text or _TIME_OR_MONEY.match(text) or _DATE.match(text):
        return None, text
    if found := _BOX.match(text):
        inner, rest = split(text[found.end() :])
        return (Mark(number=inner.number, box=True) if inner else Mark(box=True)), rest
    if text[0] in _BULLETS or unicodedata.category(text[0]) == "Co":
        return Mark(bullet=True), text.lstrip(_BULLETS + text[0]).lstrip()
    for pattern in (_DECIMAL, _LETTER, _BARE_DECIMAL):
        if found := pattern.match(text):
            return Mark(number=found.group(0).strip()), text[found.end() :].lstrip()
    if found := _DASHED.match(text):
        return Mark(bullet=True), text[found.end() :]
    if unicodedata.category(text[0]) == "So" and text[0] not in "©®™℗№°" and len(text) > 2 and text[1:2].isspace():
        return Mark(bullet=True), text[1:].lstrip()
    return None, text


def bare_number(printed: str | None) -> str | None:
    """The number without its punctuation: "(a)" is "a", "1.1." is "1.1"."""
    if printed is None:
        return None
    return printed.strip().strip("().:[]-–— ").strip() or None


def depth(number: str | None) -> int:
    """How many parts a decimal number has; 0 for anything else."""
    bare = bare_number(number) or ""
    return bare.count(".") + 1 if re.fullmatch(r"\d+(?:\.\d+)*", bare) else 0


def is_letter(number: str | None) -> bool:
    """Whether a number is a letter or a roman numeral."""
    bare = bare_number(number) or ""
    return bool(re.fullmatch(r"[A-Za-z]|[ivxIVX]{1,5}", bare))
