"""
The words of a text, as they count when two wordings are compared: everything but how they are printed.

Capitals, quotation marks, the kind of a hyphen, spaces and the punctuation between words are printing. What stands
inside a word or a number (1.5, re-sign, can't) is not: it can alter what is meant, and so can a word in capitals (IT).
"""

import re
from functools import lru_cache

PUNCTUATION = r"""\s.,;:!?()\[\]"“”„«»‹›'‘’‚…•·*—―\u00ad"""
LETTER = rf"[^{PUNCTUATION}–‐‑-]"
WORD = rf"(?:{LETTER}|[–‐‑-](?=\d))+(?:['‘’.,:·–‐‑@-]{LETTER}+)*"
"""A word, with what joins its letters; a minus sign before a number belongs to it."""

FINDER = re.compile(WORD)
SAME_SIGNS = str.maketrans({**dict.fromkeys("‘’‚", "'"), **dict.fromkeys("“”„«»", '"'), **dict.fromkeys("‐‑–", "-")})
SOFT_HYPHEN = "\u00ad"


def words_of(text: str) -> tuple[str, ...]:
    """Return the words of a text in one form each."""
    return tuple(map(folded, FINDER.findall(text.replace(SOFT_HYPHEN, ""))))


@lru_cache(maxsize=1 << 15)
def folded(word: str) -> str:
    """Return a word in the form in which it is compared; one in capitals, as IT, is not the one in small letters."""
    word = signs_alike(word)
    return word if len(word) > 1 and word.isupper() else word.casefold()


def signs_alike(text: str) -> str:
    """Return a text with one kind of apostrophe, quotation mark and hyphen."""
    return text.translate(SAME_SIGNS)
