"""Points beneath a clause as they are typed: one on each line, a number in square brackets, deeper ones further in."""

import re
from typing import Any

LINE = re.compile(r"^(?P<deep>[ \t]*)(?:\[(?P<number>[^\]\s][^\]]{0,19})\]\s*)?(?P<text>.*\S)\s*$")


def written(children: list[dict[str, Any]], deep: int = 0) -> str:
    """Return points as they are typed."""
    lines = []
    for child in children:
        number = f"[{child['number']}] " if child.get("number") else ""
        lines.append(f"{'  ' * deep}{number}{' '.join(child['text'].split())}")
        if child.get("children"):
            lines.append(written(child["children"], deep + 1))
    return "\n".join(lines)


def read(typed: str) -> list[dict[str, Any]]:
    """Return typed points as they are stored; a line further in is beneath the one before it."""
    top: list[dict[str, Any]] = []
    above: list[tuple[int, list[dict[str, Any]]]] = [(-1, top)]
    for line in typed.replace("\r", "").split("\n"):
        match = LINE.match(line)
        if not match:
            continue
        deep = len(match["deep"].expandtabs(2))
        while len(above) > 1 and above[-1][0] >= deep:
            above.pop()
        child: dict[str, Any] = {"number": match["number"] or "", "text": match["text"]}
        above[-1][1].append(child)
        deeper: list[dict[str, Any]] = []
        child["children"] = deeper
        above.append((deep, deeper))
    return without_empty(top)


def without_empty(children: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return points without empty lists beneath them."""
    for child in children:
        if child["children"]:
            without_empty(child["children"])
        else:
            del child["children"]
    return children
