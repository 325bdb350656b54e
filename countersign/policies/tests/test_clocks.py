"""Stages, days and words of reviews."""

import datetime
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.policies import calendars, clocks, year

days = st.dates(date(2015, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "stage"),
    [
        (date(2026, 12, 1), None),
        (date(2026, 12, 2), date(2026, 12, 2)),  # 90 days before
        (date(2027, 1, 30), date(2026, 12, 2)),
        (date(2027, 1, 31), date(2027, 1, 31)),  # 30
        (date(2027, 2, 23), date(2027, 2, 23)),  # 7
        (date(2027, 3, 1), date(2027, 2, 23)),
        (date(2027, 3, 2), date(2027, 3, 2)),  # the day
        (date(2027, 3, 8), date(2027, 3, 2)),
        (date(2027, 3, 9), date(2027, 3, 9)),  # then each week
        (date(2028, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_warning_comes_at_90_30_7_and_0_days_and_then_each_week(day: date, stage: date | None) -> None:
    assert clocks.newest_stage(date(2027, 3, 2), day) == stage


@given(days, st.integers(-400, 4000))
def test_the_newest_stage_is_never_in_the_future_and_never_goes_back(due: date, offset: int) -> None:
    day = due + timedelta(days=offset)
    stage, before = clocks.newest_stage(due, day), clocks.newest_stage(due, day - timedelta(days=1))
    if stage is None:
        assert offset < -90
    else:
        assert stage <= day
        assert clocks.newest_stage(due, stage) == stage
        assert before is None or before <= stage
        assert stage in (before, day)


def test_a_header_long_past_is_told_in_years_and_months() -> None:
    assert clocks.due_words(date(2020, 3, 4), date(2026, 11, 22)) == "Overdue since 4 March 2020: 6 years 8 months"
    assert clocks.due_words(date(2026, 11, 20), date(2026, 11, 22)) == "Overdue since 20 November 2026: 2 days"
    assert clocks.due_words(date(2026, 11, 22), date(2026, 11, 22)) == "Due today, 22 November 2026"
    assert clocks.due_words(date(2026, 11, 30), date(2026, 11, 22), "2026-11") == "By November 2026"


def test_a_date_without_a_day_lasts_to_its_end() -> None:
    assert clocks.last_day("2020") == date(2020, 12, 31)
    assert clocks.last_day("2020-02") == date(2020, 2, 29)
    assert clocks.last_day("2020-02-03") == date(2020, 2, 3)


@given(st.text(max_size=12) | st.from_regex(r"\A[0-9]{4}-[0-9]{2}(-[0-9]{2})?\Z"))
def test_whatever_stands_for_a_date_is_a_day_or_nothing(text: str) -> None:
    assert clocks.last_day(text) is None or text.startswith(clocks.last_day(text).isoformat()[:4])  # type: ignore[union-attr]


@given(st.text(), st.text())
def test_a_calendar_has_short_lines_and_its_words_come_back(title: str, note: str) -> None:
    made = datetime.datetime(2026, 11, 22, 9, 30, tzinfo=datetime.UTC)
    day = calendars.Day("a@countersign", date(2027, 3, 4), title, note, "https://a.example/p/")
    text = calendars.calendar("Reviews", [day], made)

    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert lines[-1] == ""
    assert not any(each in text.replace("\r\n", "") for each in "\r\n")
    whole = text.replace("\r\n ", "").split("\r\n")
    assert whole[0] == "BEGIN:VCALENDAR"
    assert "DTSTART;VALUE=DATE:20270304" in whole
    assert "DTEND;VALUE=DATE:20270305" in whole
    assert sum(line.startswith("BEGIN:VEVENT") for line in whole) == 1
    summary = next(line for line in whole if line.startswith("SUMMARY:"))
    assert unescaped(summary.removeprefix("SUMMARY:")) == "".join(
        each for each in title.replace("\r\n", "\n").replace("\r", "\n") if each == "\n" or each.isprintable()
    )


def unescaped(text: str) -> str:
    found, letters = "", iter(text)
    for letter in letters:
        if letter == "\\":
            letter = {"n": "\n"}.get(following := next(letters), following)  # noqa: PLW2901
        found += letter
    return found


@given(st.lists(st.tuples(st.text(max_size=5), days), max_size=12), days)
def test_every_review_is_drawn_once_and_told_once(reviews: list[tuple[str, date]], day: date) -> None:
    drawn = year.of(reviews, day)

    assert len(drawn.marks) == len(reviews)
    assert len({(mark.x, mark.y) for mark in drawn.marks}) == len(reviews)
    assert all(0 < mark.x < year.WIDTH and 0 < mark.y < drawn.axis for mark in drawn.marks)
    assert sorted((title, due) for month in drawn.months for title, _, due in month.policies) == sorted(reviews)
