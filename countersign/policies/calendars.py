"""
Review dates as an iCalendar (RFC 5545): all-day events that a calendar subscribes to. A calculation.

Text is escaped (3.3.11), lines end in CRLF and are folded at 75 octets without cutting a letter (3.1).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # octets


@dataclass(frozen=True)
class Day:
    """One event of a whole day."""

    uid: str
    day: date
    title: str
    note: str
    address: str


def calendar(name: str, days: Iterable[Day], made_at: datetime) -> str:
    """Return a calendar with these days."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Countersign//Policy reviews//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        "X-PUBLISHED-TTL:P1D",
    ]
    stamp = made_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    for each in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escaped(each.uid)}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{each.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escaped(each.title)}",
            f"DESCRIPTION:{escaped(each.note)}",
            f"URL:{each.address}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """Return a text as a value of type TEXT."""
    plain = "".join(
        each for each in text.replace("\r\n", "\n").replace("\r", "\n") if each == "\n" or each.isprintable()
    )
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Go through the pieces of a line, each after the first beginning with a space."""
    piece, octets = "", 0
    for letter in line:
        size = len(letter.encode())
        if octets + size > LONGEST_LINE:
            yield piece
            piece, octets = " ", 1
        piece += letter
        octets += size
    yield piece
