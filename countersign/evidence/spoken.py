"""Moments, days and counts as a record prints them, or its page says them: exact, with the zone said once."""

from datetime import UTC, date, datetime

from django.utils import timezone
from django.utils.dateformat import format as dated
from django.utils.translation import gettext as _


def moment_in_words(at: datetime) -> str:
    """Return a moment to the second, in the school's time."""
    return dated(timezone.localtime(at), "j F Y, H:i:s")


def exact_moment(at: datetime) -> str:
    """Return a moment to the millisecond, in the school's time."""
    return f"{dated(timezone.localtime(at), 'l')} {moment_in_words(at)}.{at.microsecond // 1000:03d}"


def utc_moment(at: datetime) -> str:
    """Return a moment to the millisecond, in UTC."""
    utc = at.astimezone(UTC)
    return f"{utc:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d} UTC"


def day_in_words(day: date) -> str:
    """Return a day."""
    return dated(day, "j F Y")


def document_date(text: str) -> str:
    """Return a document's own date, with the precision it has: 2023, 2023-09 or 2023-09-14."""
    parts = text.split("-")
    try:
        if len(parts) == 3:
            return day_in_words(date.fromisoformat(text))
        return dated(date(int(parts[0]), int(parts[1]), 1), "F Y") if len(parts) == 2 else text
    except ValueError:
        return text


def duration(seconds: int) -> str:
    """Return a time span: 6 min 12 s."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return _("%(seconds)s s") % {"seconds": rest}
    return _("%(minutes)s min %(seconds)s s") % {"minutes": f"{minutes:,}", "seconds": rest}


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def kept_moment(text: str) -> str:
    """Return a moment as the facts have it."""
    return moment_in_words(datetime.fromisoformat(text))


def kept_day(text: str) -> str:
    """Return a day as the facts have it."""
    return day_in_words(date.fromisoformat(text))


def edition_in_words(title: str, number: int | str) -> str:
    """Return which edition of which policy is meant."""
    return _("%(title)s, edition %(number)s") % {"title": title, "number": number}
