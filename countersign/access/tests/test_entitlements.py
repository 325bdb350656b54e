"""The table of what somebody may use: each row, its borders in time, and which row beats which."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from countersign.access.entitlements import (
    LOCAL,
    Brought,
    Engagement,
    Facts,
    Level,
    Permitted,
    Signed,
    entitled,
)

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MAIL = Brought("mail", frozenset({"staff", "governors"}), is_kept=True)
DRIVE = Brought("drive", frozenset({"staff"}))
PAPERS = Brought("papers", frozenset({"governors"}))
BRINGS = (MAIL, DRIVE, PAPERS)
SIGNED = Signed(
    signed_at=datetime(2026, 9, 2, 9, 0, tzinfo=UTC),
    edition=3,
    countersigned_at=datetime(2026, 9, 3, 9, 0, tzinfo=UTC),
    countersigned_by="head",
    due_date=date(2027, 9, 2),
    grace_days=14,
)
REMOTE = Permitted("remote", "Remote access", SIGNED.countersigned_at or NOW, until=date(2026, 12, 18))
TEACHER = Facts("t1", (Engagement("staff-teaching", date(2020, 9, 1)),), (SIGNED,), (REMOTE,))


def test_who_signed_and_was_countersigned_has_what_the_role_brings_and_the_permissions() -> None:
    result = entitled(TEACHER, BRINGS, NOW)

    assert result.level is Level.FULL
    assert result.enabled
    assert result.rights == {"mail", "drive"}
    assert result.permissions == {"remote"}
    assert result.because["remote"] == "Permission given on 3 September 2026 until 18 December 2026"
    assert result.because["papers"] == "Not part of the role"


def test_suspension_beats_everything() -> None:
    result = entitled(replace(TEACHER, suspended_at=NOW, suspension_reason="while we look into it"), BRINGS, NOW)

    assert (result.level, result.enabled, result.rights, result.is_decision) == (
        Level.WITHDRAWN, False, frozenset(), True,
    )  # fmt: skip
    assert result.reason == "Suspended: while we look into it"


def test_the_last_day_is_included_whole_and_ends_at_local_midnight() -> None:
    last = date(2027, 7, 31)  # summer time: local midnight is 23:00 UTC
    leaver = replace(TEACHER, engagements=(Engagement("staff", date(2020, 9, 1), last),))
    midnight = datetime(2027, 8, 1, tzinfo=LOCAL)

    assert entitled(leaver, BRINGS, midnight - timedelta(seconds=1)).enabled
    gone = entitled(leaver, BRINGS, midnight)
    assert (gone.level, gone.reason, gone.is_decision) == (Level.WITHDRAWN, "Left on 31 July 2027", False)


@pytest.mark.parametrize("sunday", [date(2026, 3, 29), date(2026, 10, 25)])
def test_days_are_right_on_the_sundays_when_clocks_change(sunday: date) -> None:
    leaver = replace(TEACHER, engagements=(Engagement("staff", date(2020, 9, 1), sunday),))
    leaver = replace(leaver, signed=(replace(SIGNED, signed_at=datetime(2025, 9, 1, tzinfo=UTC),
                                             countersigned_at=datetime(2025, 9, 2, tzinfo=UTC)),))  # fmt: skip
    monday = sunday + timedelta(days=1)
    midnight = datetime(monday.year, monday.month, monday.day, tzinfo=LOCAL)

    assert entitled(leaver, BRINGS, (midnight - timedelta(seconds=1)).astimezone(UTC)).enabled
    assert not entitled(leaver, BRINGS, midnight.astimezone(UTC)).enabled


def test_an_account_may_wait_switched_off_for_the_first_day() -> None:
    joiner = replace(TEACHER, engagements=(Engagement("staff", date(2026, 11, 30)),))

    waiting = entitled(joiner, BRINGS, NOW)
    assert (waiting.level, waiting.enabled, waiting.rights) == (Level.PREPARED, False, frozenset())
    assert waiting.reason.endswith("off until 30 November 2026")
    assert entitled(joiner, BRINGS, datetime(2026, 11, 30, tzinfo=LOCAL)).level is Level.FULL


@pytest.mark.parametrize(
    ("signed", "reason"),
    [
        (Signed(), "Has not signed"),
        (replace(SIGNED, countersigned_at=None, countersigned_by=None), "Not yet countersigned"),
        (replace(SIGNED, countersigned_by="t1"), "Countersigned by nobody else"),
        (replace(SIGNED, is_authorised=False), "Countersigned by somebody who could not"),
    ],
)
def test_nothing_is_made_without_two_people(signed: Signed, reason: str) -> None:
    result = entitled(replace(TEACHER, signed=(signed,)), BRINGS, NOW)

    assert (result.level, result.reason, result.enabled, result.rights) == (Level.NONE, reason, False, frozenset())


def test_a_refusal_withdraws_until_somebody_countersigns_after_it() -> None:
    refused = replace(SIGNED, refused_at=NOW - timedelta(days=1), refusal_reason="wrong edition")
    again = replace(refused, countersigned_at=NOW - timedelta(hours=1))

    result = entitled(replace(TEACHER, signed=(refused,)), BRINGS, NOW)
    assert (result.level, result.reason) == (Level.WITHDRAWN, "Refused on 22 November 2026: wrong edition")
    assert entitled(replace(TEACHER, signed=(again,)), BRINGS, NOW).level is Level.FULL


def test_being_late_takes_permissions_first_and_the_rest_after_the_grace() -> None:
    def on(day: date) -> tuple[Level, list[str]]:
        result = entitled(teacher, BRINGS, datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=LOCAL))
        return result.level, sorted(result.rights | result.permissions)

    teacher = replace(TEACHER, permissions=(replace(REMOTE, until=None),))
    due = date(2027, 9, 2)

    assert on(due) == (Level.FULL, ["drive", "mail", "remote"])
    assert on(due + timedelta(days=1)) == (Level.FULL, ["drive", "mail"])
    assert on(due + timedelta(days=14)) == (Level.FULL, ["drive", "mail"])
    assert on(due + timedelta(days=15)) == (Level.NARROWED, ["mail"])


def test_where_nothing_is_kept_for_the_late_the_account_is_switched_off() -> None:
    result = entitled(TEACHER, (DRIVE,), datetime(2027, 10, 1, tzinfo=UTC))

    assert (result.level, result.enabled) == (Level.WITHDRAWN, False)
    assert result.reason == "Signing is 29 days late (14 days allowed)"


def test_a_permission_ends_by_itself_or_when_withdrawn() -> None:
    withdrawn = replace(REMOTE, withdrawn_at=NOW)

    last_minute = datetime(2026, 12, 18, 23, 59, tzinfo=LOCAL)
    assert entitled(TEACHER, BRINGS, last_minute).permissions == {"remote"}
    after = entitled(TEACHER, BRINGS, last_minute + timedelta(minutes=1))
    assert (after.permissions, after.because["remote"]) == (frozenset(), "Permission ended on 18 December 2026")
    assert entitled(replace(TEACHER, permissions=(withdrawn,)), BRINGS, NOW).permissions == frozenset()


def test_an_ended_role_takes_only_what_it_brought() -> None:
    both = (Engagement("staff", date(2020, 9, 1)), Engagement("governors", date(2020, 9, 1), date(2026, 11, 20)))
    result = entitled(replace(TEACHER, engagements=both), BRINGS, NOW)

    assert result.rights == {"mail", "drive"}
    assert result.because["papers"] == "Role ended on 20 November 2026"


START = datetime(2025, 1, 1, tzinfo=UTC)
known_moments = st.integers(0, 3 * 365 * 24 * 3600).map(lambda seconds: START + timedelta(seconds=seconds))
moments = st.none() | known_moments
days = st.dates(date(2025, 1, 1), date(2028, 1, 1))
engagements = st.builds(Engagement, st.sampled_from(["staff", "staff-supply", "governors"]), days, st.none() | days)
standings = st.builds(
    Signed, moments, st.just(1), moments, st.sampled_from([None, "t1", "head"]), st.booleans(), st.none() | days,
    st.integers(0, 30), moments, st.just(""), moments, st.booleans(),
)  # fmt: skip
anybody = st.builds(
    Facts,
    person=st.just("t1"),
    engagements=st.lists(engagements, max_size=3).map(tuple),
    signed=st.lists(standings, max_size=3).map(tuple),
    permissions=st.lists(
        st.builds(Permitted, st.sampled_from(["remote", "usb"]), st.just(""), known_moments, st.none() | days,
                  moments), max_size=3,
    ).map(tuple),
    suspended_at=moments,
)  # fmt: skip


@given(anybody, known_moments)
def test_whatever_happens_nobody_may_sign_in_without_a_role_two_signatures_and_no_suspension(
    facts: Facts, now: datetime
) -> None:
    result = entitled(facts, BRINGS, now)

    if result.enabled:
        assert any(
            each.countersigned_by == "head" and each.countersigned_at is not None and each.countersigned_at <= now
            for each in facts.signed
        )
        assert any(e.covers(now.astimezone(LOCAL).date()) for e in facts.engagements)
        assert facts.suspended_at is None or facts.suspended_at > now
    else:
        assert not result.rights
        assert not result.permissions
    assert result.reason


@given(anybody, standings, known_moments)
def test_one_more_policy_that_asks_for_a_signature_never_gives_anything(
    facts: Facts, other: Signed, now: datetime
) -> None:
    unsigned = replace(other, countersigned_at=None, countersigned_by=None, is_asked=True)
    alone, together = (
        entitled(each, BRINGS, now) for each in (facts, replace(facts, signed=(*facts.signed, unsigned)))
    )

    assert together.rights <= alone.rights
    assert together.permissions <= alone.permissions


ASKED = Signed(due_date=date(2026, 12, 7), grace_days=14)


def test_of_several_policies_the_latest_one_decides() -> None:
    def on(day: date) -> tuple[Level, list[str]]:
        result = entitled(teacher, BRINGS, datetime(day.year, day.month, day.day, 12, tzinfo=LOCAL))
        return result.level, sorted(result.rights | result.permissions)

    teacher = replace(TEACHER, signed=(SIGNED, ASKED), permissions=(replace(REMOTE, until=None),))
    due = date(2026, 12, 7)

    assert on(due) == (Level.FULL, ["drive", "mail", "remote"])
    assert on(due + timedelta(days=1)) == (Level.FULL, ["drive", "mail"])
    assert on(due + timedelta(days=15)) == (Level.NARROWED, ["mail"])


def test_an_account_begins_with_one_agreement_that_both_have_signed() -> None:
    neither = replace(TEACHER, signed=(ASKED, replace(ASKED, due_date=date(2026, 12, 1))))

    assert entitled(neither, BRINGS, NOW).level is Level.NONE
    assert entitled(replace(neither, signed=(ASKED, SIGNED)), BRINGS, NOW).level is Level.FULL


def test_a_refusal_under_any_policy_that_asks_withdraws_and_one_that_asks_no_more_does_not() -> None:
    refused = Signed(refused_at=NOW - timedelta(days=1), refusal_reason="not cleared", decision="agreement:2")
    result = entitled(replace(TEACHER, signed=(SIGNED, refused)), BRINGS, NOW)

    assert (result.level, result.decision) == (Level.WITHDRAWN, "agreement:2")
    over = replace(refused, is_asked=False)
    assert entitled(replace(TEACHER, signed=(SIGNED, over)), BRINGS, NOW).level is Level.FULL


def test_what_was_countersigned_counts_on_when_its_policy_asks_no_more_and_is_never_late() -> None:
    withdrawn = replace(SIGNED, is_asked=False, due_date=date(2025, 1, 1))

    assert entitled(replace(TEACHER, signed=(withdrawn,)), BRINGS, NOW).level is Level.FULL
