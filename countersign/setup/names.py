"""A name typed in one box, told apart into what a person's record keeps."""

from typing import NamedTuple

from countersign.people.names import tidy

HONORIFICS = frozenset(
    [
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "revd", "reverend"),
        *("father", "fr", "sister", "sr", "brother", "sir", "dame", "lord", "lady", "cllr"),
    ]
)


class Name(NamedTuple):
    """A name in the parts that are kept, and as it prints."""

    forename: str
    surname: str
    printed: str


def told_apart(typed: str) -> Name:
    """
    Return a typed name in its parts: the last word is the surname, whatever is before it the forename.

    With only a title and a surname ("Mrs Lowther") the title stays where the forename would be: nothing is lost.
    """
    printed = tidy(typed)
    words = printed.split()
    if len(words) > 2 and words[0].rstrip(".").casefold() in HONORIFICS:
        words = words[1:]
    return Name(" ".join(words[:-1]) or "".join(words), words[-1] if len(words) > 1 else "", printed)
