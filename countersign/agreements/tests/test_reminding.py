"""Which step of what somebody is asked is told on which day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.agreements.reminding import Asked, Away, Clock, Steps, Telling, To, next_opening, opening
from countersign.schools.days import SchoolDays, TermDates, as_text
from countersign.schools.tests.calendars import calendars

DAY = timedelta(days=1)
LONDON = ZoneInfo("Europe/London")
MONDAY = date(2026, 11, 2)
AUTUMN = SchoolDays(
    as_text([TermDates(date(2026, 9, 2), date(2026, 12, 18), date(2026, 10, 26), date(2026, 10, 30))], [])
)
STEPS = Steps()
dates = st.dates(date(2026, 6, 1), date(2027, 12, 31))
absences = st.lists(
    st.builds(
        lambda first, length: Away(first, None if length is None else first + length * DAY),
        dates,
        st.none() | st.integers(0, 60),
    ),
    max_size=3,
)


def year_of(clock: Clock, since: date, until: date, works: list[bool] | None = None) -> list[Telling]:
    """Return what is told from day to day to somebody who never signs; on days without work nothing is."""
    told: list[Telling] = []
    for place in range((until - since).days):
        day = since + place * DAY
        if works and not works[place % len(works)]:
            continue
        if (step := clock.due(Asked(1, since, tuple(told)), day)) is not None:
            told.append(Telling(day, step))
    return told


def test_the_steps_fall_on_the_third_seventh_and_ninth_school_day_and_then_others_are_told() -> None:
    told = year_of(Clock(STEPS, AUTUMN), MONDAY, date(2026, 12, 18))

    assert told == [
        Telling(date(2026, 11, 2), 0),
        Telling(date(2026, 11, 5), 3),
        Telling(date(2026, 11, 11), 7),
        Telling(date(2026, 11, 13), 9),
        Telling(date(2026, 11, 17), 11),
        Telling(date(2026, 11, 23), 15),
    ]
    assert [STEPS.to(each.step) for each in told[-2:]] == [To.MANAGER, To.HEAD]


def test_half_term_does_not_count_and_nothing_is_told_in_it() -> None:
    told = year_of(Clock(STEPS, AUTUMN), date(2026, 10, 21), date(2026, 11, 10))

    assert [each.day for each in told] == [date(2026, 10, 21), date(2026, 11, 2), date(2026, 11, 6)]


def test_the_clock_stands_still_while_somebody_is_away() -> None:
    away = [Away(date(2026, 11, 4), date(2026, 11, 10))]
    told = year_of(Clock(STEPS, AUTUMN, away), MONDAY, date(2026, 11, 20))

    assert told == [Telling(MONDAY, 0), Telling(date(2026, 11, 12), 3), Telling(date(2026, 11, 18), 7)]


def test_what_is_asked_from_a_saturday_on_is_told_on_monday() -> None:
    told = year_of(Clock(STEPS, AUTUMN), date(2026, 11, 7), date(2026, 11, 13))

    assert told == [Telling(date(2026, 11, 9), 0), Telling(date(2026, 11, 11), 3)]


def test_a_worker_that_was_down_for_days_tells_only_the_newest_step() -> None:
    clock = Clock(STEPS, AUTUMN)
    asked = Asked(1, MONDAY, (Telling(MONDAY, 0),))

    assert clock.due(asked, date(2026, 11, 12)) == 7  # the third day went by
    assert clock.due(Asked(1, MONDAY, (*asked.told, Telling(date(2026, 11, 12), 7))), date(2026, 11, 12)) is None


def test_nobody_is_reported_who_was_never_asked() -> None:
    clock = Clock(STEPS, AUTUMN)
    late = date(2026, 11, 24)

    assert clock.due(Asked(1, MONDAY), late) == 0
    assert clock.due(Asked(1, MONDAY, (Telling(late, 0),)), late + DAY) is None
    assert clock.due(Asked(1, MONDAY, (Telling(late, 0),)), late + 3 * DAY) == 3


def test_a_school_that_tells_nobody_else_only_reminds() -> None:
    told = year_of(Clock(Steps((0, 5), None, None), AUTUMN), MONDAY, date(2026, 12, 18))

    assert [each.step for each in told] == [0, 5]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(around=MONDAY), dates, absences, st.lists(st.booleans(), min_size=1, max_size=9).filter(any))
def test_no_step_is_told_twice_or_out_of_order_nor_on_a_day_that_is_not_one(
    days: SchoolDays, since: date, away: list[Away], works: list[bool]
) -> None:
    clock = Clock(STEPS, days, away)
    told = year_of(clock, since, since + 90 * DAY, works)

    assert [each.step for each in told] == sorted({each.step for each in told})
    assert len({each.day for each in told}) == len(told)
    for day, step in told:
        assert days.is_open(day)
        assert not any(each.has(day) for each in away)
        assert step in STEPS.all
    if told:
        assert STEPS.to(told[0].step) is To.SIGNER


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(around=MONDAY), dates, absences, st.integers(0, 120))
def test_a_clock_counts_what_a_walk_from_day_to_day_counts(
    days: SchoolDays, since: date, away: list[Away], length: int
) -> None:
    walked = [since + n * DAY for n in range(1, length + 1)]
    counted = sum(days.is_open(day) and not any(each.has(day) for each in away) for day in walked)

    assert Clock(STEPS, days, away).place(since, since + length * DAY) == counted


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(calendars(around=MONDAY), dates, absences)
def test_the_next_step_is_the_one_that_comes(days: SchoolDays, since: date, away: list[Away]) -> None:
    clock = Clock(STEPS, days, away)
    coming = clock.next(Asked(1, since), since)
    told = year_of(clock, since, since + 40 * DAY)

    if told:
        assert coming == tuple(told[0])


def at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=LONDON)


def test_messages_leave_between_eight_and_five_on_school_days_only() -> None:
    def leaves(moment: datetime) -> datetime:
        return opening(moment, AUTUMN, LONDON)

    assert leaves(at(2026, 11, 2, 8, 0)) == at(2026, 11, 2, 8, 0)
    assert leaves(at(2026, 11, 2, 16, 59)) == at(2026, 11, 2, 16, 59)
    assert leaves(at(2026, 11, 2, 7, 59)) == at(2026, 11, 2, 8, 0)
    assert leaves(at(2026, 11, 2, 17, 0)) == at(2026, 11, 3, 8, 0)
    assert leaves(at(2026, 11, 6, 18, 0)) == at(2026, 11, 9, 8, 0)
    assert leaves(at(2026, 10, 24, 12, 0)) == at(2026, 11, 2, 8, 0)
    assert next_opening(at(2026, 11, 2, 9, 0), AUTUMN, LONDON) == at(2026, 11, 3, 8, 0)


def test_eight_o_clock_is_eight_o_clock_before_and_after_the_clocks_change() -> None:
    guessed = SchoolDays()
    friday, monday = at(2026, 10, 23, 8, 0), at(2026, 10, 26, 8, 0)  # the clocks go back on the Sunday between

    assert opening(datetime(2026, 10, 23, 7, 0, tzinfo=UTC), guessed, LONDON) == friday
    assert opening(datetime(2026, 10, 26, 7, 0, tzinfo=UTC), guessed, LONDON) == monday
    assert (friday.utcoffset(), monday.utcoffset()) == (timedelta(hours=1), timedelta(0))
    assert opening(datetime(2027, 4, 12, 6, 30, tzinfo=UTC), guessed, LONDON).astimezone(UTC).hour == 7
