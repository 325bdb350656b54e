"""
The wordings of one edition: the same policy in the words of those it is for.

An edition with one wording for everybody has none of these rows. Where it has several, every part belongs to one of
them; they are reviewed, approved and published together, and each has a fingerprint of its own.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from django.db import models

from countersign.people.audiences import WIDER, in_words


class Wording(models.Model):
    """The words of an edition for some of the people it is for."""

    edition_id: int

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    edition = models.ForeignKey("policies.Edition", models.CASCADE, related_name="wordings")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    audience = models.JSONField(default=list)  # audience codes, all of them among the edition's
    # A second wording for the same people, with pictures beside the words: each of them may choose to read it.
    has_symbols = models.BooleanField(default=False)
    signer_declarations = models.JSONField(default=list)  # what its reader agrees to; none: what the edition says
    revision = models.PositiveIntegerField(default=0)
    content_sha256 = models.CharField(max_length=64, blank=True)  # set by publishing

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def for_whom(self) -> str:
        """Whom it is for, in words."""
        return in_words(self.audience)


@dataclass(frozen=True)
class WordingView:
    """A wording as readers have it: kept in this process, and never altered."""

    pk: int
    public_id: uuid.UUID
    title: str
    audience: tuple[str, ...]
    has_symbols: bool
    signer_declarations: tuple[str, ...]
    sha256: str

    @property
    def note(self) -> str:
        """Whom it is for, in words, where the title does not say so."""
        whom = in_words(list(self.audience)).casefold()
        return "" if self.title.casefold() == f"for {whom}" else whom


def view_of(wording: Wording) -> WordingView:
    """Return a wording as readers have it."""
    return WordingView(
        wording.pk,
        wording.public_id,
        wording.title,
        tuple(wording.audience),
        wording.has_symbols,
        tuple(wording.signer_declarations),
        wording.content_sha256,
    )


def fitting(wordings: Sequence[WordingView], kinds: Iterable[str], *, symbols: bool = False) -> tuple[WordingView, ...]:
    """
    Return what somebody of these kinds reads: for each kind the wording that names it, else one naming a wider kind.

    Who is two things at once, a teacher and a parent, is bound as both and reads both. With `symbols` it is the wording
    with pictures wherever there is one; without, only where there is no other.
    """
    chosen: set[int] = set()
    for kind in kinds:
        for named in (kind, WIDER.get(kind)):
            found = sorted(
                (each for each in wordings if named in each.audience), key=lambda w: w.has_symbols != symbols
            )
            if found:
                chosen.add(found[0].pk)
                break
    return tuple(each for each in wordings if each.pk in chosen)


class ForSome(Protocol):
    """What is for some kinds of people: a wording, or a text to start from."""

    @property
    def title(self) -> str: ...  # noqa: D102  read as it stands
    @property
    def audience(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def has_symbols(self) -> bool: ...  # noqa: D102


def named_twice(wordings: Sequence[ForSome]) -> tuple[str, ForSome, ForSome] | None:
    """Return a kind that two wordings are for, with both: nobody could tell which of them its people read."""
    seen: dict[tuple[str, bool], ForSome] = {}
    for wording in wordings:
        for kind in wording.audience:
            other = seen.setdefault((kind, wording.has_symbols), wording)
            if other is not wording:
                return kind, other, wording
    return None


def without_wording(wordings: Sequence[Wording], audience: Iterable[str]) -> list[str]:
    """Return the kinds of an audience that no wording is for."""
    named = {kind for wording in wordings for kind in wording.audience}
    return [kind for kind in audience if kind not in named and WIDER.get(kind) not in named]
