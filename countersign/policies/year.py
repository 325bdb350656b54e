"""The year of reviews as it is drawn: a column for each month, a mark for each policy. A calculation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from countersign.policies import clocks
from countersign.ui.dates import month_name

WIDTH, LEFT, STEP = 360, 6, 24
APART = 12  # more between what is overdue and this month, so that the two labels do not touch
TOP, ROW, FOOT = 14, 17, 34
COLUMNS = 14  # what is overdue, twelve months, what comes later


@dataclass(frozen=True)
class Mark:
    """One policy: late, soon or neither, and where it is drawn."""

    x: float
    y: float
    state: str


@dataclass(frozen=True)
class Column:
    """One month, or what comes before or after the year."""

    x: float
    name: str
    is_now: bool


@dataclass(frozen=True)
class Month:
    """One month in words, for the list of the year."""

    name: str
    is_now: bool
    policies: tuple[tuple[str, str, date], ...]  # title, state, day


@dataclass(frozen=True)
class Year:
    """Everything that is drawn."""

    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    months: tuple[Month, ...]
    height: int
    axis: int


def of(reviews: Sequence[tuple[str, date]], day: date) -> Year:
    """Place reviews in the twelve months from a day's own, those overdue before them and later ones after."""
    first = day.replace(day=1)
    begins = [first + relativedelta(months=place) for place in range(12)]
    places: list[list[tuple[str, str, date]]] = [[] for _ in range(COLUMNS)]
    for title, due in sorted(reviews, key=lambda each: (each[1], each[0])):
        months = (due.year - first.year) * 12 + due.month - first.month
        state = clocks.state_of(due, day)
        place = 0 if state == "late" else min(months + 1, COLUMNS - 1)
        places[place].append((title, state, due))
    most = max(1, *(len(each) for each in places))
    axis = TOP + most * ROW
    middle = [round(LEFT + (place + 0.5) * STEP - 1 + (APART if place else 0), 1) for place in range(COLUMNS)]
    every_other = [month_name(each.month)[:3] if place % 2 == 0 else "" for place, each in enumerate(begins)]
    names = [_("Late"), *every_other, _("Later")]  # a label for each month would run into the next
    return Year(
        columns=tuple(Column(x, name, place == 1) for place, (x, name) in enumerate(zip(middle, names, strict=True))),
        marks=tuple(
            Mark(middle[place], round(axis - (row + 0.5) * ROW, 1), state)
            for place, found in enumerate(places)
            for row, (_title, state, _due) in enumerate(found)
        ),
        months=(
            *([Month(_("Overdue"), is_now=False, policies=tuple(places[0]))] if places[0] else []),
            *(
                Month(
                    f"{month_name(each.month)}{'' if each.year == day.year else f' {each.year}'}",
                    place == 1,
                    tuple(places[place]),
                )
                for place, each in enumerate(begins, 1)
            ),
            *([Month(_("Later"), is_now=False, policies=tuple(places[-1]))] if places[-1] else []),
        ),
        height=axis + FOOT,
        axis=axis,
    )
