"""Tables drawn with lines on a page of a PDF."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from dataclasses import dataclass, field

import pypdfium2
import pypdfium2.raw as pdfium

from countersign.policies.reading.pdflines import Line

_THIN = 3.0
_NEAR = 3.0


@dataclass(slots=True)
class Grid:
    """The edges of a table; rows count from the top."""

    xs: list[float]
    ys: list[float]
    cells: dict[tuple[int, int], list[Line]] = field(default_factory=dict)

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.ys[-1]

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.ys[0]

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column a point lies in."""
        if not (self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return len(self.ys) - 2 - row, column


def find(page: pypdfium2.PdfPage) -> list[Grid]:
    """The tables on a page, from top to bottom."""
    across, down = _rules(page)
    if not across or not down:
        return []
    grids = []
    for group_across, group_down in _groups(across, down):
        xs = _edges([x for x, _, _ in group_down])
        ys = _edges([y for y, _, _ in group_across])
        if len(xs) >= 2 and len(ys) >= 2 and (len(xs) > 2 or len(ys) > 2) and len(xs) < 40 and len(ys) < 400:
            grids.append(Grid(xs, ys))
    return sorted(grids, key=lambda g: -g.top)


_Rule = tuple[float, float, float]


def _rules(page: pypdfium2.PdfPage) -> tuple[list[_Rule], list[_Rule]]:
    """Lines across as (y, from, to) and down as (x, from, to); boxes give four."""
    across: list[_Rule] = []
    down: list[_Rule] = []
    width, height = page.get_size()
    for index, shape in enumerate(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=4)):
        if index > 20000:
            break
        left, bottom, right, top = shape.get_bounds()
        wide, high = right - left, top - bottom
        if wide >= 0.98 * width and high >= 0.5 * height:
            continue
        if high <= _THIN and wide > 8:
            across.append(((top + bottom) / 2, left, right))
        elif wide <= _THIN and high > 4:
            down.append(((left + right) / 2, bottom, top))
        elif wide > 14 and high > 9 and pdfium.FPDFPath_CountSegments(shape.raw) in (4, 5) and _stroked(shape):
            across += [(top, left, right), (bottom, left, right)]
            down += [(left, bottom, top), (right, bottom, top)]
    return across, down


def _stroked(shape: pypdfium2.PdfObject) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(shape.raw, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(stroke.value)


def _groups(across: list[_Rule], down: list[_Rule]) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Rules that touch belong to one table."""
    rules = [(rule, True) for rule in across] + [(rule, False) for rule in down]
    if len(rules) > 4000:
        return []
    parent = list(range(len(rules)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, (a, _) in enumerate(rules[: len(across)]):
        for j, (b, _) in enumerate(rules[len(across) :], len(across)):
            if a[1] - _NEAR <= b[0] <= a[2] + _NEAR and b[1] - _NEAR <= a[0] <= b[2] + _NEAR:
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[_Rule], list[_Rule]]] = {}
    for i, (rule, is_across) in enumerate(rules):
        group = groups.setdefault(root(i), ([], []))
        (group[0] if is_across else group[1]).append(rule)
    return [group for group in groups.values() if group[0] and group[1]]


def _edges(places: list[float]) -> list[float]:
    """Places that nearly coincide are one edge."""
    out: list[float] = []
    for place in sorted(places):
        if not out or place - out[-1] > _NEAR:
            out.append(place)
    return out
