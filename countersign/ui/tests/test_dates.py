from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.ui.dates import MONTHS, DateParts, WrongDate, read_date


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2999, 12, 31)))
def test_every_day_is_read_whether_its_month_is_a_number_or_a_name(day: date) -> None:
    name = MONTHS[day.month - 1]

    for month in (str(day.month), f"{day.month:02}", name, name[:3].lower(), f" {name[:3]}. "):
        assert read_date(DateParts(str(day.day), month, str(day.year))) == day


@given(st.tuples(st.text(max_size=6), st.text(max_size=12), st.text(max_size=6)))
def test_whatever_is_typed_gives_a_date_or_a_sentence(typed: tuple[str, str, str]) -> None:
    told = None
    try:
        read_date(DateParts(*typed))
    except WrongDate as wrong:
        told = wrong

    if told:
        assert told.message
        assert set(told.parts) <= {"day", "month", "year"}
        assert told.parts


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (DateParts("4", "", "2026"), "The date must include a month", ("month",)),
        (DateParts("", "", "2026"), "The date must include a day and a month", ("day", "month")),
        (DateParts("31", "2", "2027"), "There is no 31 February in 2027: check the day and the month", ("day",)),
        (DateParts("4", "13", "2026"), "The month must be a number from 1 to 12, or its name", ("month",)),
        (DateParts("4", "ju", "2026"), "The month must be a number from 1 to 12, or its name", ("month",)),
        (DateParts("32", "1", "2026"), "The day must be a number from 1 to 31", ("day",)),
        (DateParts("4", "9", "26"), "The year must have 4 numbers, like 2026", ("year",)),
        (DateParts("٤", "9", "2026"), "The day must be a number from 1 to 31", ("day",)),
    ],
)
def test_a_wrong_date_is_told_by_what_is_wrong_with_it(typed: DateParts, message: str, parts: tuple[str, ...]) -> None:
    with pytest.raises(WrongDate) as wrong:
        read_date(typed)

    assert (wrong.value.message, wrong.value.parts) == (message, parts)
