"""A name typed in one box, told apart into what a person's record keeps."""

from typing import NamedTuple

from countersign.people.names import is_honorific, tidy


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
    if len(words) > 2 and is_honorific(words[0]):
        words = words[1:]
    return Name(" ".join(words[:-1]) or "".join(words), words[-1] if len(words) > 1 else "", printed)
