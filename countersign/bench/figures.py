"""A measured figure, the bar it is held to, and the table of all of them."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """
    Something measured, beside the bar set for it or the yardstick of the same run.

    `value` None: it was not measured, and `note` says what is missing. `bar` None: it is there to compare with.
    """

    row: str
    what: str
    value: float | None
    unit: str
    bar: float | None = None
    is_at_least: bool = False  # the bar is a floor, not a ceiling
    note: str = ""
    database: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times better than the bar it is: below 1 it falls short."""
        if not self.value or not self.bar:
            return None
        return self.value / self.bar if self.is_at_least else self.bar / self.value

    @property
    def verdict(self) -> str:
        """Whether the bar is met, and by how much, in words."""
        if self.value is None:
            return "not measured"
        if self.bar is None:
            return "to compare"
        if self.value == self.bar or (self.value < self.bar) is not self.is_at_least:
            return "met"
        return f"short by {1 / self.ratio:.2f} times" if self.ratio else "short"

    def as_line(self) -> str:
        """Return this as the row of a Markdown table."""
        bar = "" if self.bar is None else f"{'>=' if self.is_at_least else '<='} {readable(self.bar)} {self.unit}"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        value = "" if self.value is None else f"{readable(self.value)} {self.unit}"
        cells = (self.row, self.what, self.database, value, bar, ratio, self.verdict, self.note)
        return "| " + " | ".join(cells) + " |"


def readable(value: float) -> str:
    """Return a number with as many digits as say something."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


HEADINGS = "| row | what | database | figure | bar | times better than the bar | | |\n|" + " --- |" * 8


def table(figures: Iterable[Figure]) -> str:
    """Return figures as a Markdown table."""
    return "\n".join([HEADINGS, *(figure.as_line() for figure in figures)])


def report(*figures: Figure) -> None:
    """Hand figures to whoever started this row, a line of JSON each."""
    for figure in figures:
        sys.stdout.write(json.dumps(asdict(figure)) + "\n")
    sys.stdout.flush()


def read(line: str) -> Figure:
    """Return the figure of a line."""
    return Figure(**json.loads(line))
