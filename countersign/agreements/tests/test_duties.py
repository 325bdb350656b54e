"""What somebody must sign and until when."""

import datetime
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from countersign.agreements.duties import Duty, Rule, State, day_of_year, duty, oldest_valid_signing, valid_until
from countersign.schools.days import SchoolDays, TermDates, as_text
from countersign.schools.tests.calendars import calendars

A_YEAR_AFTER = Rule(renewal=None, days_to_sign=10, grace_days=14)
EACH_SEPTEMBER = Rule(renewal=(9, 1), days_to_sign=10, grace_days=14)

days = st.dates(date(2015, 1, 1), date(2040, 12, 31))
rules = st.builds(
    Rule,
    renewal=st.none() | st.tuples(st.integers(1, 12), st.integers(1, 31)),
    days_to_sign=st.integers(0, 60),
    grace_days=st.integers(0, 60),
    days=calendars(),
)


def ask(today: date, rule: Rule = A_YEAR_AFTER, *, signed: tuple[int, date] | None = None, lowest: int = 1) -> Duty:
    return duty(
        today,
        rule,
        min_edition=lowest,
        min_edition_due=date(2026, 9, 15),
        bound_since=date(2020, 9, 1),
        signed_edition=signed[0] if signed else None,
        signed_date=signed[1] if signed else None,
    )


def test_whoever_has_not_signed_is_due_until_the_day_and_lapses_after_the_grace() -> None:
    assert ask(date(2026, 9, 15)).state is State.DUE
    assert ask(date(2026, 9, 16)).state is State.OVERDUE
    assert ask(date(2026, 9, 29)).state is State.OVERDUE
    assert ask(date(2026, 9, 30)).state is State.LAPSED


def test_a_signature_counts_for_a_year_and_may_be_renewed_ten_school_days_before() -> None:
    signed = (1, date(2026, 9, 10))
    assert ask(date(2027, 7, 14), signed=signed).state is State.CURRENT  # five days in July, five in September
    assert ask(date(2027, 7, 15), signed=signed).state is State.DUE
    assert ask(date(2027, 9, 10), signed=signed).state is State.DUE
    assert ask(date(2027, 9, 11), signed=signed).state is State.OVERDUE


def test_signing_shortly_before_the_yearly_date_counts_for_the_coming_year() -> None:
    assert valid_until(date(2026, 7, 6), EACH_SEPTEMBER) == date(2026, 9, 1)
    assert valid_until(date(2026, 7, 7), EACH_SEPTEMBER) == date(2027, 9, 1)


def test_an_older_edition_counts_until_the_newer_one_is_due() -> None:
    signed = (1, date(2026, 3, 1))
    assert ask(date(2026, 9, 15), signed=signed, lowest=2).state is State.DUE
    assert ask(date(2026, 9, 16), signed=signed, lowest=2).state is State.OVERDUE


def test_whoever_joins_later_gets_the_same_number_of_school_days() -> None:
    autumn = TermDates(date(2026, 9, 2), date(2026, 12, 18), date(2026, 11, 2), date(2026, 11, 6))
    joined = duty(
        date(2026, 11, 20),
        A_YEAR_AFTER._replace(days=SchoolDays(as_text([autumn], []))),
        min_edition=1,
        min_edition_due=date(2026, 9, 15),
        bound_since=date(2026, 11, 1),
        signed_edition=None,
        signed_date=None,
    )
    assert (joined.state, joined.due_date) == (State.DUE, date(2026, 11, 20))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days, rules)
def test_the_gate_and_the_duty_agree_on_which_signatures_count(today: datetime.date, rule: Rule) -> None:
    oldest = oldest_valid_signing(today, rule)
    assert valid_until(oldest, rule) >= today
    assert valid_until(oldest - timedelta(days=1), rule) < today


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days, rules)
def test_a_signature_counts_on_its_own_day_and_for_at_most_a_year_and_the_days_to_sign(
    signed: datetime.date, rule: Rule
) -> None:
    until = valid_until(signed, rule)
    assert signed <= until
    if rule.renewal is None:
        assert until <= signed + timedelta(days=366)
    else:
        renewals = [day_of_year(year, rule.renewal) for year in range(signed.year, signed.year + 9)]
        assert until == next(day for day in renewals if signed < rule.notice(day))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days, rules)
def test_what_is_asked_is_what_is_needed_by_a_day_within_the_days_to_sign(today: datetime.date, rule: Rule) -> None:
    last = rule.last_day_asked(today)
    assert today > rule.notice(last)
    assert today <= rule.notice(last + timedelta(days=1))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days, rules, st.lists(st.integers(0, 800), min_size=2, max_size=2))
def test_time_alone_never_makes_a_duty_better(start: datetime.date, rule: Rule, offsets: list[int]) -> None:
    order = [State.CURRENT, State.DUE, State.OVERDUE, State.LAPSED]
    earlier, later = sorted(offsets)

    def state(offset: int) -> int:
        found = duty(
            start + timedelta(days=offset),
            rule,
            min_edition=1,
            min_edition_due=start,
            bound_since=start,
            signed_edition=1,
            signed_date=start,
        )
        return order.index(found.state)

    assert state(earlier) <= state(later)
