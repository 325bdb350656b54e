"""Read a date as people type it in three boxes, and say exactly what is wrong with it."""

from datetime import date
from typing import NamedTuple

from django.utils.dates import MONTHS as MONTHS_SPOKEN
from django.utils.translation import gettext as _

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class DateParts(NamedTuple):
    """A date as it was typed, right or wrong."""

    day: str = ""
    month: str = ""
    year: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed at all."""
        return not any(part.strip() for part in self)


class WrongDate(ValueError):
    """What is wrong with a typed date, and in which of its boxes."""

    def __init__(self, message: str, *parts: str) -> None:
        super().__init__(message)
        self.message = message
        self.parts = parts


def read_date(typed: DateParts) -> date:
    """Return the date that was typed, or raise `WrongDate` with a sentence for the person."""
    missing = [name for name, text in zip(DateParts._fields, typed, strict=True) if not text.strip()]
    if missing:
        raise WrongDate(what_is_missing(missing), *missing)
    month = read_month(typed.month.strip())
    day = whole_number(typed.day)
    year = whole_number(typed.year)
    if month is None:
        raise WrongDate(_("The month must be a number from 1 to 12, or its name"), "month")
    if day is None or not 1 <= day <= 31:
        raise WrongDate(_("The day must be a number from 1 to 31"), "day")
    if year is None or not 1900 <= year <= 2999:
        raise WrongDate(_("The year must have 4 numbers, like 2026"), "year")
    try:
        return date(year, month, day)
    except ValueError:
        no_such_day = _("There is no %(day)s %(month)s in %(year)s: check the day and the month")
        raise WrongDate(no_such_day % {"day": day, "month": month_name(month), "year": year}, "day") from None


def what_is_missing(parts: list[str]) -> str:
    """Return the sentence that says which of the three boxes are empty."""
    sentences = {
        ("day",): _("The date must include a day"),
        ("month",): _("The date must include a month"),
        ("year",): _("The date must include a year"),
        ("day", "month"): _("The date must include a day and a month"),
        ("day", "year"): _("The date must include a day and a year"),
        ("month", "year"): _("The date must include a month and a year"),
    }
    return sentences.get(tuple(parts), _("Enter a date"))


def month_name(month: int) -> str:
    """Return the name of a month, 1 to 12, in the language of the page."""
    return str(MONTHS_SPOKEN[month])


def read_month(text: str) -> int | None:
    """Return the month of a number, a name or its first three letters, in English or the language of the page."""
    number = whole_number(text)
    if number is not None:
        return number if 1 <= number <= 12 else None
    word = text.casefold().rstrip(".")
    if len(word) < 3:
        return None
    names = [(month, name) for month in range(1, 13) for name in (MONTHS[month - 1], month_name(month))]
    matches = {month for month, name in names if name.casefold().startswith(word)}
    return matches.pop() if len(matches) == 1 else None


def whole_number(text: str) -> int | None:
    """Return the whole number typed in plain digits, or None."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
