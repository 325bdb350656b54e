"""A signature drawn with finger or mouse: strokes of points, kept as a small drawing made by us."""

import json

WIDTH, HEIGHT = 600, 200
MOST_POINTS = 5000


def as_svg(text: str) -> bytes:
    """
    Return a drawing of strokes given as JSON, `[[x, y, x, y, ...], ...]` in a field of 600 by 200.

    Raises ValueError when it is anything else: nothing of what was sent is kept as it came.
    """
    strokes = json.loads(text)
    if not isinstance(strokes, list) or not strokes:
        raise ValueError("no strokes")
    paths, count = [], 0
    for stroke in strokes:
        if not isinstance(stroke, list) or len(stroke) < 2 or len(stroke) % 2:
            raise ValueError("a stroke is pairs of numbers")
        count += len(stroke)
        if count > MOST_POINTS * 2 or not all(type(value) in (int, float) for value in stroke):
            raise ValueError("too many points, or not numbers")
        points = [
            (min(max(round(x), 0), WIDTH), min(max(round(y), 0), HEIGHT))
            for x, y in zip(stroke[::2], stroke[1::2], strict=True)
        ]
        paths.append("M" + " L".join(f"{x} {y}" for x, y in [*points, points[-1]]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f'<title>Drawn signature</title><path d="{" ".join(paths)}" fill="none" stroke="#0e5358" '
        'stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>'
    ).encode()
