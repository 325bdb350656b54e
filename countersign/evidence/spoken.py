"""Moments, days and counts as a record prints them: exact, with the zone said once."""

from datetime import UTC, date, datetime

from django.utils import timezone


def moment_in_words(at: datetime) -> str:
    """Return a moment to the second, in the school's time."""
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y, %H:%M:%S}"


def exact_moment(at: datetime) -> str:
    """Return a moment to the millisecond, in the school's time."""
    return f"{timezone.localtime(at):%A} {moment_in_words(at)}.{at.microsecond // 1000:03d}"


def utc_moment(at: datetime) -> str:
    """Return a moment to the millisecond, in UTC."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d} UTC"


def day_in_words(day: date) -> str:
    """Return a day."""
    return f"{day.day} {day:%B %Y}"


def document_date(text: str) -> str:
    """Return a document's own date, with the precision it has: 2023, 2023-09 or 2023-09-14."""
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return day_in_words(date.fromisoformat(text))
        return f"{date(int(parts[0]), int(parts[1]), 1):%B %Y}" if len(parts) == 2 else text
    except ValueError:
        return text


def duration(seconds: int) -> str:
    """Return a time span: 6 min 12 s."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes:,} min {rest} s" if minutes else f"{rest} s"


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
