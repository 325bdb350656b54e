"""
Which signatures still count, for each kind of people: what publishing moves, and what a look at its impact foretells.

A calculation that reads no database. Publishing and foretelling both ask it, so that they cannot differ.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from countersign.people.audiences import WIDER


@dataclass(frozen=True)
class Minimum:
    """The lowest edition whose signature still counts, and the last day on which an older one does."""

    edition: int
    due_date: date | None


def edition_kinds(audience: list[str]) -> list[str]:
    """Return the kinds an audience is for, the narrower ones written out: staff are also supply staff."""
    return [*audience, *(kind for kind, wider in WIDER.items() if wider in audience and kind not in audience)]


def only_told(audience: list[str], chosen: Collection[str], before: Collection[str]) -> list[str]:
    """
    Return the kinds that are only told of a new edition: those chosen, if the edition before was for them too.

    A kind that was not bound before has signed nothing, and signs whatever was chosen. A narrower kind follows the
    wider one, unless the audience names it.
    """
    kinds = edition_kinds(audience)
    return [kind for kind in kinds if kind in before and (kind if kind in audience else WIDER[kind]) in chosen]


def moved(
    before: Mapping[str, Minimum], audience: list[str], told: Collection[str], new: Minimum
) -> dict[str, Minimum]:
    """Return the minimum of each kind after an edition for this audience, of which some kinds are only told."""
    return {kind: before[kind] if kind in told else new for kind in edition_kinds(audience)}
