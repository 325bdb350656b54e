"""Usernames: plain lower-case letters and figures, as a technician would choose them, and never given twice."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 20  # what Windows allows for a name to sign in with
PLAIN = re.compile(r"^[a-z0-9][a-z0-9._-]{0,19}$")
LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})


def proposed(forename: str, surname: str, taken: Container[str]) -> str:
    """Return the first letter of the forename and the surname, with a number where that is taken."""
    first, last = plain(forename), plain(surname)
    start = (first[:1] + last if last else first) or "person"
    number = 1
    while True:
        end = str(number) if number > 1 else ""
        name = start[: LONGEST - len(end)] + end
        if name not in taken:
            return name
        number += 1


def plain(name: str) -> str:
    """Return a name in the letters a to z and figures, accents dropped; empty for other scripts."""
    spread = unicodedata.normalize("NFKD", name.lower().translate(LETTERS))
    return re.sub(r"[^a-z0-9]", "", spread)
