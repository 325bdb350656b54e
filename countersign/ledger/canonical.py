"""
One way to write a value as text, so that one thing has one hash.

The text is RFC 8785 (JSON Canonicalization Scheme) for the values we keep: objects, arrays, strings, whole numbers
up to 2**53 - 1, true, false and null. There are no fractions, so nothing depends on how a number is printed. Moments
are strings: UTC, to the millisecond, as in 2026-11-23T19:42:08.123Z.
"""

import json
from datetime import UTC, date, datetime

NOT_KEPT = "The ledger keeps text, whole numbers, yes or no, lists, named values, days and moments; not {}."

LARGEST = 2**53 - 1


def moment(at: datetime) -> str:
    """Return a moment as the ledger writes it."""
    if at.tzinfo is None:
        raise TypeError("A moment needs its time zone.")
    at = at.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def to_millisecond(at: datetime) -> datetime:
    """Return a moment without what the ledger does not keep of it."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def plain(value: object) -> object:
    """Return a value in the shapes JSON has, its names in order."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int) and -LARGEST <= value <= LARGEST:
        return value
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict) and all(isinstance(name, str) for name in value):
        is_plain = "".join(value).isascii()  # then both orders are the same, and this one is quick
        return {name: plain(value[name]) for name in (sorted(value) if is_plain else sorted(value, key=_utf16))}
    raise TypeError(NOT_KEPT.format(repr(type(value).__name__)))


_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def canonical(value: object) -> str:
    """Return the one text of a value."""
    return _written(plain(value))


def _utf16(name: str) -> bytes:
    # RFC 8785, section 3.2.3: names are sorted by their UTF-16 code units.
    return name.encode("utf-16-be")
