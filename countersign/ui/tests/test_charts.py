from hypothesis import given
from hypothesis import strategies as st

from countersign.ui import charts

counts = st.lists(st.integers(0, 5000), min_size=0, max_size=60)


@given(counts, st.integers(0, 5000), st.integers(0, 20))
def test_nothing_is_drawn_outside_the_chart(values: list[int], of: int, days_to_come: int) -> None:
    points: list[tuple[str, int | None]] = [(f"Mo {place}", value) for place, value in enumerate(values)]
    points += [("Fr 9", None)] * days_to_come

    line = charts.line(points, of)

    for knot in line.knots:
        assert 0 <= knot.x <= charts.WIDTH
        assert knot.y is None or charts.TOP <= knot.y <= charts.HEIGHT - charts.BOTTOM
    assert sum(bool(knot.labels) for knot in line.knots) <= 11


def test_more_is_higher() -> None:
    low, high = charts.line([("Mo 16", 10), ("Tu 17", 20)], of=90).knots

    assert low.y is not None
    assert high.y is not None
    assert high.y < low.y


def test_days_to_come_are_not_drawn_as_counted() -> None:
    line = charts.line([("Mo 16", 10), ("Tu 17", None)], of=90)

    assert line.last is line.knots[0]
    assert line.still_to_go
    assert not charts.line([("Mo 16", 10)], of=90).still_to_go
    assert charts.line([], of=0).last is None
