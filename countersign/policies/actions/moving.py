"""Moving the parts of a draft: to a place, after another, a heading with what stands under it."""

from django.db import transaction

from countersign.people.models import Person
from countersign.policies.actions.editing import open_kept
from countersign.policies.earlier import Did, remember
from countersign.policies.models import Part
from countersign.policies.ordering import block_of, renumber, siblings
from countersign.refusals import Refused
from countersign.words import later as _


class NoPlaceToMove(Refused):
    """A move after something that is not there any more."""

    message = _("What it should stand after is not there any more. Look at the order as it is now, and choose again.")


@transaction.atomic
def move_part(part: Part, *, to: int, with_its_clauses: bool = False, by: Person) -> None:
    """
    Move a part to a place, counted from 0, among those that are kept.

    A heading may take with it what stands under it, up to the next heading.
    """
    part = open_kept(part, by)
    order = siblings(part)
    moving = block_of(part, order) if with_its_clauses else [part]
    staying = [each for each in order if each not in moving]
    to = max(0, min(to, len(staying)))
    renumber([*staying[:to], *moving, *staying[to:]])
    remember(part, Did.MOVED, by=by, said={})


@transaction.atomic
def move_after(part: Part, after: Part | None, *, with_its_clauses: bool = False, by: Person) -> None:
    """Move a part to stand after another of its wording, wherever that one is by now, or to the beginning."""
    part = open_kept(part, by)
    order = siblings(part)
    moving = block_of(part, order) if with_its_clauses else [part]
    staying = [each for each in order if each not in moving]
    if after is not None and after not in staying:
        raise NoPlaceToMove
    move_part(part, to=staying.index(after) + 1 if after else 0, with_its_clauses=with_its_clauses, by=by)
