"""A school's days agree with a walk from day to day."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.schools.bank_holidays import bank_holidays
from countersign.schools.days import ClosedDates, SchoolDays, TermDates, What, academic_year, as_text, school_days
from countersign.schools.tests.calendars import calendars

DAY = timedelta(days=1)
NOTHING = SchoolDays()
FERNHILL = school_days(
    as_text(
        [
            TermDates(date(2026, 9, 2), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30)),
            TermDates(date(2027, 1, 5), date(2027, 3, 25), date(2027, 2, 15), date(2027, 2, 19)),
            TermDates(date(2027, 4, 12), date(2027, 7, 21), date(2027, 5, 31), date(2027, 6, 4)),
        ],
        [
            ClosedDates(date(2026, 9, 1), date(2026, 9, 1), is_inset=True),
            ClosedDates(date(2026, 9, 2), date(2026, 9, 2), is_inset=True),
            ClosedDates(date(2026, 11, 16), date(2026, 11, 16)),
        ],
    )
)

dates = st.dates(date(2025, 6, 1), date(2029, 1, 31))


def walk(days: SchoolDays, day: date, count: int, step: timedelta = DAY) -> date:
    while count:
        day += step
        count -= days.is_open(day)
    return day


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(), dates, st.integers(0, 90))
def test_after_and_before_agree_with_a_walk(days: SchoolDays, day: date, count: int) -> None:
    assert days.after(day, count) == walk(days, day, count)
    assert days.before(day, count) == walk(days, day, count, -DAY)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(), dates, st.integers(0, 500), st.booleans())
def test_between_agrees_with_a_walk_both_ways(days: SchoolDays, day: date, length: int, pupils: bool) -> None:  # noqa: FBT001
    last = day + length * DAY
    count = sum(days.is_open(day + n * DAY, pupils=pupils) for n in range(1, length + 1))
    assert days.between(day, last, pupils=pupils) == count
    assert days.between(last, day, pupils=pupils) == -count


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(), dates, st.integers(1, 90))
def test_the_nth_day_after_is_open_and_n_days_away(days: SchoolDays, day: date, count: int) -> None:
    found = days.after(day, count)
    assert days.is_open(found)
    assert days.between(day, found) == count
    assert days.before(found + DAY, 1) == found


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(), dates, st.integers(0, 60), st.integers(0, 40), st.integers(0, 5))
def test_a_later_day_or_more_days_never_end_earlier(
    days: SchoolDays, day: date, later: int, count: int, more: int
) -> None:
    assert days.after(day, count) <= days.after(day + later * DAY, count + more)
    assert days.before(day, count + more) <= days.before(day + later * DAY, count)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(), dates)
def test_nothing_is_open_on_a_weekend_a_bank_holiday_or_a_closed_day_and_pupils_never_without_staff(
    days: SchoolDays, day: date
) -> None:
    closed = [each for each in days.closed if each.first <= day <= each.last and not each.is_inset]
    if day.weekday() >= 5 or day in bank_holidays(day.year) or closed:
        assert not days.is_open(day)
    if not days.is_open(day):
        assert not days.is_open(day, pupils=True)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars())
def test_the_text_that_is_kept_is_the_same_days(days: SchoolDays) -> None:
    again = SchoolDays(as_text(days.terms, days.closed))
    assert again == days
    assert (again.terms, again.closed) == (days.terms, days.closed)


def test_ten_school_days_go_across_a_half_term_a_closed_day_and_the_end_of_summer_time() -> None:
    assert FERNHILL.after(date(2026, 10, 21), 10) == date(2026, 11, 11)  # the clocks go back on 25 October
    assert FERNHILL.after(date(2026, 11, 11), 3) == date(2026, 11, 17)


def test_ten_school_days_go_across_easter_and_the_beginning_of_summer_time() -> None:
    assert FERNHILL.after(date(2027, 3, 22), 10) == date(2027, 4, 20)  # the clocks go forward on 28 March


def test_ten_school_days_go_across_the_summer_holidays_into_a_year_that_is_guessed() -> None:
    assert FERNHILL.after(date(2027, 7, 20), 2) == date(2027, 9, 3)


def test_an_inset_day_is_open_for_staff_only_also_before_the_term() -> None:
    for day in (date(2026, 9, 1), date(2026, 9, 2)):
        assert FERNHILL.is_open(day)
        assert not FERNHILL.is_open(day, pupils=True)
    assert FERNHILL.what(date(2026, 9, 1)) is What.INSET


def test_a_year_that_nobody_entered_is_guessed_with_nothing_in_august_and_around_christmas_and_easter() -> None:
    august = [date(2026, 8, day) for day in range(1, 32)]
    christmas = [date(2026, 12, 24) + n * DAY for n in range(10)]
    easter = [date(2027, 3, 26) + n * DAY for n in range(4)]
    assert not any(NOTHING.is_open(day) for day in [*august, *christmas, *easter])
    assert NOTHING.is_open(date(2026, 11, 30))
    assert NOTHING.guessed(date(2026, 11, 30))
    assert NOTHING.missing(2026) == [(date(2026, 9, 1), date(2027, 8, 31))]


def test_what_was_not_entered_of_a_year_is_guessed_and_said() -> None:
    autumn = SchoolDays(as_text([TermDates(date(2026, 9, 2), date(2026, 12, 18))], []))
    assert autumn.missing(2026) == [(date(2026, 12, 19), date(2027, 8, 31))]
    assert autumn.is_open(date(2027, 1, 12))
    assert not autumn.guessed(date(2026, 9, 1))
    assert FERNHILL.missing(2026) == []
    assert not FERNHILL.is_open(date(2027, 7, 22))


def test_a_term_may_begin_in_august_of_the_year_before() -> None:
    early = SchoolDays(as_text([TermDates(date(2026, 8, 27), date(2026, 12, 18))], []))
    assert academic_year(date(2026, 8, 27)) == 2025
    assert early.is_open(date(2026, 8, 27))
    assert not early.guessed(date(2026, 8, 27))
    assert not early.is_open(date(2026, 8, 26))
