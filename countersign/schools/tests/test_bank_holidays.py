"""The bank holidays of England and Wales are those that were proclaimed."""

from datetime import date

import pytest

from countersign.schools.bank_holidays import bank_holidays, pack

PROCLAIMED = {  # as https://www.gov.uk/bank-holidays lists them
    2022: "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27",
    2023: "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26",
    2024: "01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26",
    2025: "01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26",
    2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28",
    2028: "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
}


@pytest.mark.parametrize("year", PROCLAIMED)
def test_they_are_the_proclaimed_ones(year: int) -> None:
    assert sorted(bank_holidays(year)) == [date.fromisoformat(f"{year}-{day}") for day in PROCLAIMED[year].split()]


@pytest.mark.parametrize("year", range(1999, 2061))
def test_every_year_has_at_least_eight_and_none_is_on_a_weekend(year: int) -> None:
    days = bank_holidays(year)
    assert len(days) >= 8
    assert all(day.weekday() < 5 and day.year == year for day in days)


def test_the_list_says_what_it_rests_on_and_when_it_was_looked_at() -> None:
    assert "Banking and Financial Dealings Act 1971" in pack()["law"]
    assert isinstance(pack()["checked"], date)
