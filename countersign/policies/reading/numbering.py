"""
The numbers Word prints beside paragraphs, which stand nowhere in the text.

Counted as Word counts (ECMA-376, part 1, 17.9): one set of counters for each abstract numbering, whatever lists share
it; `startOverride` starts anew when its list is first met; a shallower number resets the deeper ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)
_PLACE = re.compile(r"%([1-9])")


@dataclass(slots=True)
class Level:
    """How one level of a list is printed."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False
    indent: float = 0.0


@dataclass(slots=True)
class Abstract:
    """A numbering definition: its levels, and the counters of all lists that use it."""

    levels: dict[int, Level] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)
    style_link: str | None = None


@dataclass(slots=True)
class Printed:
    """What stands beside a paragraph."""

    number: str | None
    level: int
    list_key: str
    indent: float


@dataclass(slots=True)
class _List:
    abstract_id: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, Level] = field(default_factory=dict)
    met: set[int] = field(default_factory=set)


class Numbering:
    """The lists of one document, counted paragraph by paragraph in reading order."""

    def __init__(self, root: etree._Element | None) -> None:
        self.abstracts: dict[str, Abstract] = {}
        self.lists: dict[str, _List] = {}
        self.style_levels: dict[tuple[str, str], int] = {}
        self._named: dict[str, str] = {}
        if root is None:
            return
        for element in root.iterchildren(f"{W}abstractNum"):
            self._define(element)
        for element in root.iterchildren(f"{W}num"):
            self._use(element)

    def _define(self, element: etree._Element) -> None:
        key = element.get(f"{W}abstractNumId", "")
        abstract = self.abstracts[key] = Abstract(style_link=_value(element, "numStyleLink"))
        if name := _value(element, "styleLink"):
            self._named[name] = key
        for child in element.iterchildren(f"{W}lvl"):
            level = _whole(child.get(f"{W}ilvl"), 0)
            abstract.levels[level] = _level(child)
            if style := _value(child, "pStyle"):
                self.style_levels[key, style] = level

    def _use(self, element: etree._Element) -> None:
        lst = _List(_value(element, "abstractNumId") or "")
        for override in element.iterchildren(f"{W}lvlOverride"):
            level = _whole(override.get(f"{W}ilvl"), 0)
            if (start := _value(override, "startOverride")) is not None:
                lst.starts[level] = _whole(start, 1)
            if (own := override.find(f"{W}lvl")) is not None:
                lst.levels[level] = _level(own)
        self.lists[element.get(f"{W}numId", "")] = lst

    def level_of_style(self, num_id: str, style: str) -> int:
        """The level a list gives to paragraphs of a style."""
        lst = self.lists.get(num_id)
        return self.style_levels.get((lst.abstract_id, style), 0) if lst else 0

    def _abstract(self, lst: _List) -> tuple[str, Abstract] | None:
        abstract = self.abstracts.get(lst.abstract_id)
        if abstract and abstract.style_link and not abstract.levels:
            key = self._named.get(abstract.style_link, "")
            return (key, self.abstracts[key]) if key in self.abstracts else None
        return (lst.abstract_id, abstract) if abstract else None

    def count(self, num_id: str, level: int) -> Printed | None:
        """Count one paragraph of list NUM_ID at LEVEL; None when the list does not exist."""
        lst = self.lists.get(num_id)
        found = self._abstract(lst) if lst else None
        if lst is None or found is None:
            return None
        key, abstract = found
        counters, levels = abstract.counters, {**abstract.levels, **lst.levels}
        here = levels.get(level, Level())
        if level in lst.starts and level not in lst.met:
            counters[level] = lst.starts[level]
        elif level in counters:
            counters[level] += 1
        else:
            counters[level] = here.start
        lst.met.add(level)
        for deeper in [d for d in counters if d > level]:
            restart = levels.get(deeper, Level()).restart
            if restart is None or (restart > 0 and level < restart):
                del counters[deeper]
        for shallower in range(level):
            counters.setdefault(shallower, levels.get(shallower, Level()).start)
        if here.form == "none" and not here.text.strip():
            return None
        return Printed(_print(here, levels, counters), level, f"{key}", here.indent)


def _print(here: Level, levels: dict[int, Level], counters: dict[int, int]) -> str | None:
    if here.form in ("bullet", "none") and "%" not in here.text:
        return None

    def place(found: re.Match[str]) -> str:
        level = int(found.group(1)) - 1
        form = "decimal" if here.legal else levels.get(level, Level()).form
        return formatted(counters.get(level, 1), form)

    return _PLACE.sub(place, here.text).strip() or None


def formatted(number: int, form: str) -> str:
    """NUMBER as Word prints it in FORM."""
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        out, left = "", max(0, min(number, 3999))
        for value, sign in _ROMAN:
            while left >= value:
                out, left = out + sign, left - value
        return out.upper() if form == "upperRoman" else out
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "ordinal":
        suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
        return f"{number}{suffix}"
    return "" if form in ("none", "bullet") else str(number)


def _level(element: etree._Element) -> Level:
    restart = _value(element, "lvlRestart")
    legal = element.find(f"{W}isLgl")
    indent = element.find(f"{W}pPr/{W}ind")
    left = indent.get(f"{W}left", indent.get(f"{W}start")) if indent is not None else None
    return Level(
        start=_whole(_value(element, "start"), 1),
        form=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText") or "",
        restart=None if restart is None else _whole(restart, 0),
        legal=legal is not None and legal.get(f"{W}val", "1") not in ("0", "false"),
        indent=_whole(left, 0) / 20,
    )


def _value(element: etree._Element, child: str) -> str | None:
    found = element.find(f"{W}{child}")
    return found.get(f"{W}val") if found is not None else None


def _whole(text: str | None, otherwise: int) -> int:
    try:
        return int(float(text)) if text is not None else otherwise
    except (ValueError, OverflowError):
        return otherwise
