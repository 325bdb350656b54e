"""
What the ledger keeps of something that happened: an `Event` for each kind, declared in the app it belongs to.

    @dataclass(frozen=True)
    class AgreementSigned(Event):
        "A person signed an edition."

        kind = "agreement.signed"
        edition: str
        name: Personal
        shown: ContentHash

`subject` says what it is about, as in "agreement:<uuid>". A `Personal` value enters the hash salted and can be erased
later; a `ContentHash` is what `actions.keep` returned.
"""

import types
from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import Enum
from typing import Annotated, Any, ClassVar, Union, get_args, get_origin, get_type_hints

from .canonical import canonical


class Mark(Enum):
    """How a field enters the hash, where it does not simply stand in it."""

    PERSONAL = "personal"
    CONTENT = "content"


Personal = Annotated[str, Mark.PERSONAL]
"""Words about a person: hashed with a salt, erasable."""

PersonalFields = Annotated[dict[str, str], Mark.PERSONAL]
"""Named words about a person, such as the signature fields of an edition: hashed with a salt as one value, erasable."""

ContentHash = Annotated[str, Mark.CONTENT]
"""The SHA-256 of bytes that the ledger keeps."""

_KINDS: "dict[str, type[Event]]" = {}


@dataclass(frozen=True)
class Event:
    """Something that happened. Its first sentence is what the reference says of it."""

    kind: ClassVar[str] = ""
    subject: str

    def __init_subclass__(cls) -> None:
        """Enter the kind in the register, and refuse to have two of one name."""
        other = _KINDS.get(cls.kind)
        if other and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"{cls.__qualname__} and {other.__qualname__} are both events of kind {cls.kind!r}.")
        _KINDS[cls.kind] = cls


@dataclass(frozen=True)
class Parts:
    """An event sorted by how its values enter the hash."""

    fields: dict[str, object]
    personal: dict[str, str]
    contents: dict[str, str]


def parts(event: Event) -> Parts:
    """Sort the values of an event into plain fields, personal values (as text) and contents."""
    found = Parts({}, {}, {})
    for name, mark in marks(type(event)).items():
        value = getattr(event, name)
        if mark is Mark.PERSONAL and value is not None:
            found.personal[name] = value if isinstance(value, str) else canonical(value)
        elif mark is Mark.CONTENT and value is not None:
            found.contents[name] = value
        else:
            found.fields[name] = value
    return found


_MARKS: dict[str, dict[str, Mark | None]] = {}


def marks(event_type: type[Event]) -> dict[str, Mark | None]:
    """Return each field of a kind of event but the subject, with its mark."""
    if event_type.kind not in _MARKS:
        hints = get_type_hints(event_type, include_extras=True)
        names = [each.name for each in fields(event_type) if each.name != "subject"]
        _MARKS[event_type.kind] = {name: _mark(hints[name]) for name in names}
    return _MARKS[event_type.kind]


def _mark(hint: Any) -> Mark | None:
    if get_origin(hint) is Annotated:
        return next((each for each in get_args(hint)[1:] if isinstance(each, Mark)), None)
    if get_origin(hint) in (Union, types.UnionType):
        return next((mark for each in get_args(hint) if (mark := _mark(each))), None)
    return None


def kinds() -> "dict[str, type[Event]]":
    """Return all kinds of events that have been declared, in order."""
    return dict(sorted(_KINDS.items()))


def reference(known: Iterable[type[Event]] | None = None) -> str:
    """Draw docs/reference/events.md: each kind of event but those of tests, what it means and what it keeps."""
    drawn = [each for each in kinds().values() if ".tests." not in each.__module__] if known is None else known
    lines = [
        "# Events",
        "",
        "What the ledger keeps, drawn from the code. Personal values enter the hash salted and can be erased;",
        "a content is kept as the exact bytes and named by its SHA-256. How: [record format](record-format.md).",
    ]
    for event_type in drawn:
        lines += ["", f"## `{event_type.kind}`", "", " ".join((event_type.__doc__ or "").split()), ""]
        lines += ["| field | kept as |", "| --- | --- |", "| subject | text |"]
        hints = get_type_hints(event_type, include_extras=True)
        lines += [f"| {name} | {_described(hints[name])} |" for name in marks(event_type)]
    return "\n".join(lines) + "\n"


_WORDS: dict[str, str] = {
    "str": "text",
    "int": "whole number",
    "bool": "yes or no",
    "NoneType": "nothing",
    "datetime": "moment",
    "date": "day",
    "list": "list of",
    "dict": "named values:",
    "object": "any of these",
}


def _described(hint: Any) -> str:
    if get_origin(hint) is Annotated:
        prefix = {Mark.PERSONAL: "personal, salted: ", Mark.CONTENT: "content: ", None: ""}[_mark(hint)]
        return prefix + _described(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(_described(each) for each in get_args(hint))
    if origin := get_origin(hint):
        return f"{_WORDS[origin.__name__]} {_described(get_args(hint)[-1])}"
    return _WORDS[hint.__name__]
