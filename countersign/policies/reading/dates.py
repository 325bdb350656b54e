"""
Dates as people write them, with the precision they were written in.

"January 2018" stays a month. 04/03/2019 is 4 March in Britain and 3 April in America: when nothing in the file says
which, it stays blank and is asked about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_PATTERN = re.compile(
    r"(?<![\w.])(?:"
    r"(?P<iso>(?:19|20)\d\d)-(?P<isom>\d\d)(?:-(?P<isod>\d\d))?(?![\d-])"
    r"|(?P<da>\d{1,2})\s?(?:st|nd|rd|th)?\s*(?:of\s+)?" + _MONTH.format("mb") + r",?\s+(?P<yb>(?:19|20)\d\d)"
    r"|" + _MONTH.format("mc") + r"\s+(?P<dc>\d{1,2})(?:st|nd|rd|th)?,\s*(?P<yc>(?:19|20)\d\d)"
    r"|(?P<n1>\d{1,2})(?P<sep>[/.\-])(?P<n2>\d{1,2})(?P=sep)(?P<ny>(?:19|20)\d\d|\d\d)(?![\d/])"
    r"|" + _MONTH.format("md") + r",?\s+(?P<yd>(?:19|20)\d\d)"
    r"|(?P<me>\d{1,2})/(?P<ye>(?:19|20)\d\d)(?!\d)"
    r")(?!\w)",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:spring|summer|autumn|winter|michaelmas|lent)(?: term)? (?:19|20)\d\d|\b(?:19|"
    r"20)\d\d\s*[/–-]\s*(?:(?:19|20)?\d\d)\b|"
    r"^\s*(?:19|20)\d\d\s*$|\bannual|\byearly\b|\bevery\b|\btbc\b|\bn/?a\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written; `other` is the second way to read it, if there is one."""

    iso: str | None
    other: str | None = None
    raw: str = ""


def find(text: str) -> list[str]:
    """All dates in TEXT, as they stand there."""
    return [raw for raw, _ in find_at(text)]


def find_at(text: str) -> list[tuple[str, int]]:
    """All dates in TEXT with where they begin."""
    return [(m.group(0), m.start()) for m in _PATTERN.finditer(text)]


def has_date(text: str) -> bool:
    """Whether TEXT holds a date."""
    return bool(_PATTERN.search(text))


def is_vague(text: str) -> bool:
    """Whether TEXT speaks of a time no date can be made of ("Spring 2021", "2023 / 2024", "annually")."""
    return bool(_VAGUE.search(text))


def is_season(text: str) -> bool:
    """Whether TEXT names a year, and in it no month: "Spring 2021", "2023 / 2024"."""
    return bool(re.search(r"(?:19|20)\d\d", text)) and is_vague(text) and not has_date(text)


@dataclass(frozen=True, slots=True)
class Order:
    """Whether numbers are written day first, None when nothing says so; proven when another date shows it."""

    days_first: bool | None
    is_proven: bool = False


def order(texts: list[str], *, british: bool, american: bool) -> Order:
    """The order of day and month in this file."""
    first = second = 0
    for text in texts:
        for found in _PATTERN.finditer(text):
            if found.group("n1"):
                a, b = int(found.group("n1")), int(found.group("n2"))
                first += a > 12 >= b
                second += b > 12 >= a
    if bool(first) != bool(second):
        return Order(bool(first), True)
    if (first and second) or british == american:
        return Order(None)
    return Order(british)


def read(raw: str, order: Order) -> Written:
    """Read one date as written."""
    found = _PATTERN.search(raw)
    if not found:
        return Written(None, raw=raw)
    part = found.groupdict()
    if part["iso"]:
        return Written(_iso(part["iso"], part["isom"], part["isod"]), raw=raw)
    if part["da"]:
        return Written(_iso(part["yb"], _month(part["mb"]), part["da"]), raw=raw)
    if part["dc"]:
        return Written(_iso(part["yc"], _month(part["mc"]), part["dc"]), raw=raw)
    if part["yd"]:
        return Written(_iso(part["yd"], _month(part["md"]), None), raw=raw)
    if part["ye"]:
        return Written(_iso(part["ye"], part["me"], None), raw=raw)
    year = part["ny"] if len(part["ny"]) == 4 else f"20{part['ny']}"
    british, american = _iso(year, part["n2"], part["n1"]), _iso(year, part["n1"], part["n2"])
    if british is None or american is None or british == american:
        return Written(british or american, raw=raw)
    if order.days_first is None:
        return Written(None, british, raw)
    first, second = (british, american) if order.days_first else (american, british)
    return Written(first, None if order.is_proven else second, raw)


def _month(name: str) -> str:
    return str(next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3])))


def _iso(year: str, month: str, day: str | None) -> str | None:
    try:
        full = date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return full.isoformat() if day else full.isoformat()[:7]


def spoken(iso: str) -> str:
    """An ISO date in words: "4 March 2019"."""
    parts = [int(p) for p in iso.split("-")]
    month = _MONTHS[parts[1] - 1].capitalize() if len(parts) > 1 else ""
    return " ".join(str(p) for p in [*parts[2:], month, parts[0]] if p)
