"""Names and addresses as people type them: kept whole, tidied only where nobody could see a difference."""

import re
import unicodedata

# Formatting that turns the text around it about, which a name may not do to the page it stands on.
OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")


HONORIFICS = frozenset(
    [
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "reverend"),
        *("father", "fr", "sister", "sr", "brother", "sir", "dame", "lord", "lady", "cllr"),
    ]
)


def is_honorific(word: str) -> bool:
    """Return whether a word is a title that stands before a name."""
    return word.rstrip(".").casefold() in HONORIFICS


def tidy(text: str) -> str:
    """Return a name with its letters composed, single spaces, and no control characters."""
    text = OVERRIDES.sub("", unicodedata.normalize("NFC", text))
    return " ".join("".join(" " if unicodedata.category(each) in ("Cc", "Zl", "Zp") else each for each in text).split())


def masked(address: str) -> str:
    """Return an address with its name hidden but for the first letter: p…@mail.example."""
    name, _, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if name else ""
