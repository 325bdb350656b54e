"""
Words a PDF has broken: by a hyphen at the end of a line, or by spaces in the middle ("P asswo rd").

A word is only put together when it is known: it stands whole elsewhere in the file, or is common in agreements.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z]+(?:[’'][a-z]+)?")
_BROKEN = re.compile(r"([a-z]+)-\0([a-z]+)")
_COMMON_WORDS = """
    acceptable access account accounts agreement allowed appropriate approved behaviour bullying bypass children
    communication computer computers confidential content copyright data designated device devices digital
    disciplinary download downloading email encrypted equipment filtering governor governors headteacher images
    inappropriate information internet laptop learning lesson lessons mobile monitored monitoring network networks
    offensive online parents password passwords permission permitted personal phone phones photographs policies
    policy private professional protection pupil pupils report responsible responsibility reviewed safeguarding
    safety school schools security sharing software staff student students systems teacher teachers technology
    understand unsuitable username video volunteers website websites signature
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_KEEP_HYPHEN = (
    "e",
    "non",
    "self",
    "co",
    "well",
    "whole",
    "anti",
    "up",
    "on",
    "off",
    "in",
    "re",
    "pre",
    "third",
    "two",
    "multi",
    "cyber",
    "so",
    "high",
    "low",
    "long",
    "school",
)
_SMALL_WORDS = """
    a i an as at be by do go he if in is it me my no of on or so to up us we am the and for are not any all can use
    has may our own see who you
"""
_SMALL = frozenset(_SMALL_WORDS.split())


class Mender:
    """Knows the words of one file."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.known: Counter[str] = Counter()
        for line in lines:
            self.known.update(word.lower() for word in _WORD.findall(line))

    def _is_word(self, word: str) -> bool:
        return word in _COMMON or self.known[word] >= 2 or word in _SMALL

    def mend(self, text: str) -> str:
        """Put broken words together again."""
        text = _BROKEN.sub(self._hyphen, text) if "\0" in text else text
        words = text.split(" ")
        if len(words) < 2:
            return text
        out: list[str] = []
        index = 0
        while index < len(words):
            for length in (4, 3, 2):
                pieces = words[index : index + length]
                if len(pieces) == length and self._broken(pieces):
                    out.append("".join(pieces))
                    index += length
                    break
            else:
                out.append(words[index])
                index += 1
        return " ".join(out)

    def _broken(self, pieces: list[str]) -> bool:
        if not all(pieces) or not all(p.isalpha() for p in pieces[:-1]) or any(p[0].isupper() for p in pieces[1:]):
            return False
        last = pieces[-1].rstrip(".,;:!?)’'”\"")
        whole = ("".join(pieces[:-1]) + last).lower()
        if not last.isalpha() or (whole not in _COMMON and self.known[whole] < 2) or len(whole) < 5:
            return False
        return any(not self._is_word(p.lower()) for p in [*pieces[:-1], last])

    def _hyphen(self, found: re.Match[str]) -> str:
        first, second = found.groups()
        if f"{first}{second}" in _COMMON or self.known[f"{first}{second}"]:
            return f"{first}{second}"
        if first in _KEEP_HYPHEN or (self.known[first] and self.known[second]) or second in _SMALL:
            return f"{first}-{second}"
        return f"{first}{second}"
