"""The bank holidays of a year, from a dated list of what the law says."""

import tomllib
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from dateutil.easter import easter
from dateutil.relativedelta import MO, relativedelta

DAY = timedelta(days=1)
SATURDAY = 5


@lru_cache
def pack(name: str = "england_and_wales") -> dict[str, Any]:
    """Return what is on file of a country's bank holidays: the law, when it was looked at, and the days."""
    return tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> dict[date, str]:
    """Return the bank holidays of a year with their names."""
    found: dict[date, str] = {}
    moving: list[tuple[date, str]] = []
    for each in pack()["yearly"]:
        day = _day_of(each, year)
        if each.get("moves") and day.weekday() >= SATURDAY:
            moving.append((day, each["name"]))
        else:
            found[day] = each["name"]
    for day, name in moving:
        while day.weekday() >= SATURDAY or day in found:
            day += DAY  # noqa: PLW2901  the day in its place
        found[day] = name
    for each in pack()["once"]:
        if each["date"].year == year:
            found.pop(each.get("instead_of"), None)
            found[each["date"]] = each["name"]
    return found


def _day_of(rule: dict[str, Any], year: int) -> date:
    if "easter" in rule:
        return easter(year) + int(rule["easter"]) * DAY
    if rule.get("monday") == "first":
        return date(year, rule["month"], 1) + relativedelta(weekday=MO(1))
    if rule.get("monday") == "last":
        return date(year, rule["month"], 1) + relativedelta(day=31, weekday=MO(-1))
    return date(year, rule["month"], rule["day"])
