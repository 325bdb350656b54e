"""
When a policy is due for review, in which stages its people are warned, and how late it is in words.

A calculation: it reads no clock and no database.
"""

import calendar
import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.ui.dates import month_name

BEFORE = (90, 30, 7, 0)
"""How many days before the day people are warned; after it, every week."""

EARLIEST_HOUR = 7
"""Nobody is woken by a message that could wait for the morning."""

SOON_DAYS = 30
WEEK = 7
PARTLY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)


def newest_stage(due: date, day: date) -> date | None:
    """Return the day of the newest warning that has come by a day, or None before the first."""
    if day >= due:
        return day - timedelta(days=(day - due).days % WEEK)
    came = [due - timedelta(days=days) for days in BEFORE if due - timedelta(days=days) <= day]
    return max(came, default=None)


def last_day(text: str) -> date | None:
    """Return the last day of a date as a document writes it: of a year, of a month, or the day itself."""
    match = PARTLY.fullmatch(text)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    try:
        return date(year, month, int(match[3] or calendar.monthrange(year, month)[1]))
    except (ValueError, IndexError):  # a thirteenth month, or a 31 April
        return None


def in_words(text: str) -> str:
    """Return a date in the precision it was given: a year, a month of a year, or a day."""
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return text
    if len(parts) == 1:
        return text
    month = month_name(int(parts[1])) if 1 <= int(parts[1]) <= 12 else parts[1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"


def span(since: date, day: date) -> str:
    """Return how long it is from one day to a later one, as people say it: "6 years 8 months", "12 days"."""
    between = relativedelta(day, since)
    years = ngettext("%(count)s year", "%(count)s years", between.years) % {"count": between.years}
    months = ngettext("%(count)s month", "%(count)s months", between.months) % {"count": between.months}
    if between.years or between.months:
        return " ".join(words for count, words in ((between.years, years), (between.months, months)) if count)
    days = (day - since).days
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}


def counted(count: int, unit: str) -> str:
    """Return a count with its unit."""
    return f"{count} {unit}{'' if count == 1 else 's'}"


def state_of(due: date | None, day: date) -> str:
    """Return whether a review is late, soon, or neither."""
    if due is None:
        return ""
    if due < day:
        return "late"
    return "soon" if (due - day).days <= SOON_DAYS else ""


def due_words(due: date, day: date, printed: str = "") -> str:
    """Return when a review is due, or for how long it has been overdue, in words."""
    when = in_words(printed or due.isoformat())
    if due < day:
        return _("Overdue since %(day)s: %(span)s") % {"day": when, "span": span(due, day)}
    if due == day:
        return _("Due today, %(day)s") % {"day": when}
    return _("By %(day)s") % {"day": when}
