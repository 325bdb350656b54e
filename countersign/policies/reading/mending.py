"""
Words a PDF has broken: by a hyphen at the end of a line, or by spaces in the middle ("P asswo rd").

A word is only put together when it is known: it stands whole elsewhere in the file, or is common in agreements.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[A-Za-z]+(?:[’'][a-z]+)?")
_STOPS = ".,;:!?)'\"’”"
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
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
_WHOLE_WORDS = """
    user name names web site sites head teacher teachers pass word words down load loading net work works on line
    safe guarding note book lap top touch screen
"""
_WHOLE = frozenset(_WHOLE_WORDS.split())  # side by side they are two words that somebody wrote as two


class Mender:
    """Knows the words of one file."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.known: Counter[str] = Counter()
        for line in lines:
            self.known.update(word.lower() for word in _WORD.findall(line))

    def _is_word(self, word: str) -> bool:
        return word in _COMMON or self.known[word] >= 2 or word in _SMALL or word in _WHOLE

    def mend(self, text: str) -> str:
        """Put broken words together again."""
        text = _BROKEN.sub(self._hyphen, text) if "\0" in text else text
        words = text.split(" ")
        if len(words) < 2:
            return text
        odd = [not self._is_word(word.rstrip(_STOPS).lower()) for word in words]
        out: list[str] = []
        index = 0
        while index < len(words):
            for length in (4, 3, 2):
                if any(odd[index : index + length]) and self._broken(words[index : index + length], length):
                    out.append("".join(words[index : index + length]))
                    index += length
                    break
            else:
                out.append(words[index])
                index += 1
        return " ".join(out)

    def _broken(self, pieces: list[str], length: int) -> bool:
        """Whether pieces are one word: one of them is none by any reading, or none of them is known here."""
        if len(pieces) < length or not all(pieces) or any(p[0].isupper() for p in pieces[1:]):
            return False
        parts = [*pieces[:-1], pieces[-1].rstrip(_STOPS)]
        whole = "".join(parts).lower()
        if not all(p.isalpha() for p in parts) or len(whole) < 5 or (whole not in _COMMON and self.known[whole] < 2):
            return False
        fragment = any(not _VOWEL.search(p) or (len(p) == 1 and p not in "aAI") for p in parts)
        return fragment or not any(self._is_word(p.lower()) for p in parts)

    def _hyphen(self, found: re.Match[str]) -> str:
        first, second = found.groups()
        if f"{first}{second}" in _COMMON or self.known[f"{first}{second}"]:
            return f"{first}{second}"
        if first in _KEEP_HYPHEN or (self.known[first] and self.known[second]) or second in _SMALL:
            return f"{first}-{second}"
        return f"{first}{second}"
