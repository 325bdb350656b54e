"""An academic year as it is drawn: a row for each month, a place for each of its days. A calculation."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from countersign.schools.days import SEPTEMBER, SchoolDays, What
from countersign.ui.dates import month_name

WIDTH, LEFT, STEP = 360, 36, 10.4
TOP, ROW, SIZE = 4, 17, 9


@dataclass(frozen=True)
class Square:
    """One day: what it is, whether that is guessed, and where it is drawn."""

    x: float
    y: float
    what: str
    is_guessed: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """One month: its name, its days as drawn, and how many of them are open."""

    first: date
    short: str
    y: float
    squares: tuple[Square, ...]
    for_staff: int
    for_pupils: int
    bank_holidays: int


@dataclass(frozen=True)
class Year:
    """Everything that is drawn."""

    months: tuple[Month, ...]
    height: int
    counts: Mapping[What, int]

    @property
    def for_pupils(self) -> int:
        """How many days the school is open for its pupils."""
        return self.counts[What.OPEN]


def year_of(days: SchoolDays, year: int, today: date) -> Year:
    """Place the days of an academic year."""
    counts: Counter[What] = Counter()
    months = []
    for row in range(12):
        first = date(year, SEPTEMBER, 1) + relativedelta(months=row)
        length = (first + relativedelta(months=1) - first).days
        y = TOP + row * ROW
        whats = [days.what(first + timedelta(days=place)) for place in range(length)]
        counts.update(whats)
        squares = tuple(
            Square(
                x=round(LEFT + place * STEP, 1),
                y=y,
                what=what,
                is_guessed=days.guessed(day := first + timedelta(days=place)),
                is_today=day == today,
            )
            for place, what in enumerate(whats)
        )
        pupils = whats.count(What.OPEN)
        months.append(
            Month(
                first,
                month_name(first.month)[:3],
                y + SIZE,
                squares,
                pupils + whats.count(What.INSET),
                pupils,
                whats.count(What.BANK_HOLIDAY),
            )
        )
    return Year(tuple(months), TOP + 12 * ROW, counts)
