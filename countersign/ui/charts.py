"""Where the lines and words of a chart go. The template draws them; the table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 360, 168
LEFT, RIGHT, TOP, BOTTOM = 30, 14, 16, 34


@dataclass(frozen=True)
class Knot:
    """One day of a line: where it is drawn, what it is called, and how many there were."""

    x: float
    y: float | None  # None for a day that is still to come
    labels: tuple[str, ...]
    value: int | None


@dataclass(frozen=True)
class Level:
    """A line across, with its figure."""

    y: float
    value: int


@dataclass(frozen=True)
class Line:
    """A line chart as it is drawn."""

    knots: tuple[Knot, ...]
    levels: tuple[Level, ...]
    path: str
    still_to_go: str  # from the last day counted to everybody on the last day; empty when there is none

    @property
    def last(self) -> Knot | None:
        """The last day that was counted."""
        return next((knot for knot in reversed(self.knots) if knot.y is not None), None)


def line(points: Sequence[tuple[str, int | None]], of: int) -> Line:
    """Place a line of counts, of which `of` is the most there can be; a day still to come has no count."""
    most = max([of, 1, *(value for _, value in points if value is not None)])
    step = (WIDTH - LEFT - RIGHT) / max(len(points) - 1, 1)

    def height(value: int) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / most), 1)

    every = -(-len(points) // 11)  # more than eleven labels would run into each other
    knots = tuple(
        Knot(
            x=round(LEFT + place * step, 1),
            y=None if value is None else height(value),
            labels=tuple(label.split(" ", 1)) if (len(points) - 1 - place) % every == 0 else (),
            value=value,
        )
        for place, (label, value) in enumerate(points)
    )
    counted = [knot for knot in knots if knot.y is not None]
    ahead = counted and counted[-1] is not knots[-1]
    return Line(
        knots=knots,
        levels=tuple(Level(height(value), value) for value in sorted({0, most // 2, most})),
        path=" ".join(f"{knot.x},{knot.y}" for knot in counted),
        still_to_go=f"{counted[-1].x},{counted[-1].y} {knots[-1].x},{height(most)}" if ahead else "",
    )
