"""Read a date as people type it in three boxes, and say exactly what is wrong with it."""

from datetime import date
from typing import NamedTuple

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
        raise WrongDate(f"The date must include a {' and a '.join(missing)}", *missing)
    month = read_month(typed.month.strip())
    day = whole_number(typed.day)
    year = whole_number(typed.year)
    if month is None:
        raise WrongDate("The month must be a number from 1 to 12, or its name", "month")
    if day is None or not 1 <= day <= 31:
        raise WrongDate("The day must be a number from 1 to 31", "day")
    if year is None or not 1900 <= year <= 2999:
        raise WrongDate("The year must have 4 numbers, like 2026", "year")
    try:
        return date(year, month, day)
    except ValueError:
        raise WrongDate(
            f"There is no {day} {MONTHS[month - 1]} in {year}: check the day and the month", "day"
        ) from None


def read_month(text: str) -> int | None:
    """Return the month that a number, a name or the first three letters of a name stand for."""
    number = whole_number(text)
    if number is not None:
        return number if 1 <= number <= 12 else None
    word = text.casefold().rstrip(".")
    matches = [place for place, name in enumerate(MONTHS, 1) if len(word) >= 3 and name.casefold().startswith(word)]
    return matches[0] if len(matches) == 1 else None


def whole_number(text: str) -> int | None:
    """Return the whole number typed in plain digits, or None."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
