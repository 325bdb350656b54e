"""Characters and lines as they stand on a page of a PDF."""

from dataclasses import dataclass


@dataclass(slots=True)
class Glyph:
    """One character and where it stands; `y` is its baseline, upward."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False


@dataclass(slots=True)
class Line:
    """Characters on one baseline without a wide gap."""

    text: str
    left: float
    right: float
    y: float
    size: float
    weight: float = 0.0
    page: int = 0

    @property
    def bold(self) -> bool:
        """Whether most of its letters are bold."""
        return self.weight > 0.5
