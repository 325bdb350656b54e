"""What is never taken away from many people at once without a named approver saying so."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Limits:
    """How much may be taken away by lists and dates before somebody is asked: more than both is too much."""

    people: int = 3
    percent: int = 25
    away: timedelta = timedelta(days=45)
    """After so long without a look, dates alone take nothing away: the clock may be wrong."""

    def are_passed(self, count: int, of: int) -> bool:
        """Return whether so many out of so many is too much at once."""
        return count > self.people and count * 100 > of * self.percent


USUAL = Limits()


def taking_too_much(losing: int, active: int, limits: Limits) -> str:
    """Return why taking access from so many people has to wait, or nothing where it may go on."""
    if not limits.are_passed(losing, active):
        return ""
    return (
        f"{losing} of {active} people would lose access at once (limit {limits.people} and {limits.percent} %): "
        "a named approver must release it"
    )


def seeing_too_little(missing: int, linked: int, limits: Limits) -> str:
    """Return why a directory that shows too few of our accounts is not believed. Nothing of it can be released."""
    if not limits.are_passed(missing, linked):
        return ""
    return (
        f"The directory shows only {linked - missing} of the {linked} accounts we know. "
        "Nothing is changed: check the folder and the filter in the settings"
    )


def clock_moved(last: datetime | None, now: datetime, limits: Limits) -> str:
    """Return why dates are not believed after the clock went back or far ahead."""
    if last is None or last - timedelta(hours=1) <= now <= last + limits.away:
        return ""
    return (
        f"The clock says {now:%Y-%m-%d %H:%M}, the last look was {last:%Y-%m-%d %H:%M} UTC: "
        "a named approver must confirm the date before access is taken away"
    )
