"""The days of schools that entered anything: terms that overlap or not, half terms, closed days of both kinds."""

from datetime import date, timedelta

from hypothesis import strategies as st

from countersign.schools.days import ClosedDates, SchoolDays, TermDates, as_text

DAY = timedelta(days=1)


def calendars(around: date = date(2027, 3, 1)) -> st.SearchStrategy[SchoolDays]:
    """Return the days of schools around a day."""
    starts = st.dates(around - 600 * DAY, around + 700 * DAY)
    lengths = st.integers(0, 120)
    return st.builds(
        lambda terms, closed: SchoolDays(
            as_text([_term(*each) for each in terms], [_closed(*each) for each in closed])
        ),
        st.lists(st.tuples(starts, lengths, st.none() | lengths, st.integers(0, 10)), max_size=5),
        st.lists(st.tuples(starts, st.integers(0, 30), st.booleans()), max_size=4),
    )


def _term(first: date, length: int, break_after: int | None, break_length: int) -> TermDates:
    last = first + length * DAY
    if break_after is None:
        return TermDates(first, last)
    break_first = first + min(break_after, length) * DAY
    return TermDates(first, last, break_first, min(break_first + break_length * DAY, last))


def _closed(first: date, length: int, is_inset: bool) -> ClosedDates:  # noqa: FBT001  drawn
    return ClosedDates(first, first + length * DAY, is_inset)
