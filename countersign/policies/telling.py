"""The sentences that tell of a change."""

from collections.abc import Iterator, Sequence

from countersign.people.audiences import in_words
from countersign.policies.comparison import Change, Changed
from countersign.policies.placing import Placed, written
from countersign.policies.wording import lowered

FIRST_WORDS = 5


def title_of(change: Change, reader: str = "you") -> str:
    """Return in a few words what happened to a part, told to one reader ("you") or of one ("them")."""
    kinds = change.kinds
    name = name_of(change.new or change.old)
    are, were = ("are", "were") if len(change.new or change.old) > 1 else ("is", "was")
    if Changed.ADDED in kinds:
        return f"{name} {bound(change.new)} {reader} now" if change.was_elsewhere else f"{name} {are} new"
    if Changed.REMOVED in kinds:
        return f"{name} no longer {bound(change.old)} {reader}" if change.was_elsewhere else f"{name} {were} taken out"
    if Changed.SPLIT in kinds or Changed.JOINED in kinds:
        before = name_of(change.old)
        return f"{before} {'are' if len(change.old) > 1 else 'is'} now {lowered(name)}"
    if Changed.BINDING in kinds:
        return f"{name} binds now" if change.new[0].item.is_clause else f"{name} does not bind any more"
    if Changed.REWORDED in kinds:
        return f"{name} has new words"
    if Changed.AUDIENCE in kinds:
        return f"{name} binds others than before"
    if Changed.MOVED in kinds:
        return f"{name} stands in another place"
    if Changed.RENUMBERED in kinds:
        return f"{name} was {lowered(name_of(change.old))}" if change.old[0].number else f"{name} has a number now"
    return f"{name} is printed differently"


def notes_of(change: Change, *, is_personal: bool) -> Iterator[str]:
    """Go through what is to be said besides: the number and place it had, whom it binds, that it was there before."""
    kinds, old, new = change.kinds, change.old, change.new
    if not is_personal and Changed.AUDIENCE in kinds:
        yield f"It binds {whom(new)}. Before, it was {whom(old)}."
    if not (old and new):
        if not is_personal and any(each.item.roles is not None for each in old or new):
            yield f"For {whom(new or old)}."
        return
    if Changed.BINDING in kinds:
        yield "Before, it was only to be read." if new[0].item.is_clause else "Now it is only to be read."
    if Changed.MOVED in kinds and old[0].section and old[0].section != new[0].section:
        yield f"Before, it stood under “{old[0].section}”."
    elif Changed.RENUMBERED in kinds and kinds - {Changed.RENUMBERED} and old[0].number:
        yield f"Before, its number was {old[0].number}."
    if kinds == {Changed.PRINTING} or kinds == {Changed.PRINTING, Changed.RENUMBERED}:
        yield "The words are the same: only capitals, signs or spaces differ."


def whom(parts: Sequence[Placed]) -> str:
    """Return whom parts bind, as it stands within a sentence."""
    codes = {code for part in parts for code in part.item.roles or ()}
    if not codes or any(part.item.roles is None for part in parts):
        return "everybody the policy is for"
    return lowered(in_words(sorted(codes)))


def bound(parts: Sequence[Placed]) -> str:
    """Return the verb for how parts reach a reader."""
    if not any(part.item.is_clause for part in parts):
        return "are for" if len(parts) > 1 else "is for"
    return "bind" if len(parts) > 1 else "binds"


def name_of(parts: Sequence[Placed]) -> str:
    """Return what parts are called: by their numbers, or where they have none by their first words."""
    if all(part.number and part.item.is_clause for part in parts):
        numbers = [part.number for part in parts]
        if len(numbers) == 1:
            return f"Clause {numbers[0]}"
        return f"Clauses {', '.join(numbers[:-1])} and {numbers[-1]}"
    names = [first_words(part) for part in parts]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def first_words(part: Placed) -> str:
    """Return the first words of a part in quotation marks."""
    words = written(part.item.lead_in or part.item.segments, has_addresses=False).replace("**", "").split()
    rest = "…" if len(words) > FIRST_WORDS else ""
    return f"“{' '.join(words[:FIRST_WORDS])}{rest}”"
