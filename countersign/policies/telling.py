"""
The sentences that tell of a change.

Each is whole, so that it can be said in another language: the names of the parts within it, and a capital at its
beginning when it is done.
"""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from countersign.people.audiences import in_words
from countersign.policies.comparison import Change, Changed
from countersign.policies.placing import Placed, written
from countersign.policies.wording import lowered

FIRST_WORDS = 5


def title_of(change: Change, reader: str = "you") -> str:
    """Return in a few words what happened to a part, told to one reader ("you") or of one ("them")."""
    words = words_for(change, reader)
    names = {"name": name_of(change.new or change.old), "before": name_of(change.old) if change.old else ""}
    return capital(words % names)


def words_for(change: Change, reader: str) -> str:
    """Return the sentence that says what happened, with places for what the parts are called."""
    kinds, new, old = change.kinds, change.new, change.old
    if Changed.ADDED in kinds:
        is_new = ngettext("%(name)s is new", "%(name)s are new", len(new))
        return reaches_now(new, reader) if change.was_elsewhere else is_new
    if Changed.REMOVED in kinds:
        taken_out = ngettext("%(name)s was taken out", "%(name)s were taken out", len(old))
        return no_longer_reaches(old, reader) if change.was_elsewhere else taken_out
    if Changed.SPLIT in kinds or Changed.JOINED in kinds:
        return ngettext("%(before)s is now %(name)s", "%(before)s are now %(name)s", len(old))
    if Changed.BINDING in kinds:
        return _("%(name)s binds now") if new[0].item.is_clause else _("%(name)s does not bind any more")
    if Changed.REWORDED in kinds:
        return _("%(name)s has new words")
    if Changed.AUDIENCE in kinds:
        return _("%(name)s binds others than before")
    if Changed.MOVED in kinds:
        return _("%(name)s stands in another place")
    if Changed.RENUMBERED in kinds:
        return _("%(name)s was %(before)s") if old[0].number else _("%(name)s has a number now")
    return _("%(name)s is printed differently")


def reaches_now(parts: Sequence[Placed], reader: str) -> str:
    """Return the sentence that parts which were there before are for a reader now."""
    count, is_bound = len(parts), any(part.item.is_clause for part in parts)
    if reader == "you":
        return (
            ngettext("%(name)s binds you now", "%(name)s bind you now", count)
            if is_bound
            else ngettext("%(name)s is for you now", "%(name)s are for you now", count)
        )
    return (
        ngettext("%(name)s binds them now", "%(name)s bind them now", count)
        if is_bound
        else ngettext("%(name)s is for them now", "%(name)s are for them now", count)
    )


def no_longer_reaches(parts: Sequence[Placed], reader: str) -> str:
    """Return the sentence that parts which are still there are not for a reader any more."""
    count, is_bound = len(parts), any(part.item.is_clause for part in parts)
    if reader == "you":
        return (
            ngettext("%(name)s no longer binds you", "%(name)s no longer bind you", count)
            if is_bound
            else ngettext("%(name)s no longer is for you", "%(name)s no longer are for you", count)
        )
    return (
        ngettext("%(name)s no longer binds them", "%(name)s no longer bind them", count)
        if is_bound
        else ngettext("%(name)s no longer is for them", "%(name)s no longer are for them", count)
    )


def notes_of(change: Change, *, is_personal: bool) -> Iterator[str]:
    """Go through what is to be said besides: the number and place it had, whom it binds, that it was there before."""
    kinds, old, new = change.kinds, change.old, change.new
    if not is_personal and Changed.AUDIENCE in kinds:
        yield _("It binds %(now)s. Before, it was %(before)s.") % {"now": whom(new), "before": whom(old)}
    if not (old and new):
        if not is_personal and any(each.item.roles is not None for each in old or new):
            yield _("For %(whom)s.") % {"whom": whom(new or old)}
        return
    if Changed.BINDING in kinds:
        yield _("Before, it was only to be read.") if new[0].item.is_clause else _("Now it is only to be read.")
    if Changed.MOVED in kinds and old[0].section and old[0].section != new[0].section:
        yield _("Before, it stood under “%(section)s”.") % {"section": old[0].section}
    elif Changed.RENUMBERED in kinds and kinds - {Changed.RENUMBERED} and old[0].number:
        yield _("Before, its number was %(number)s.") % {"number": old[0].number}
    if kinds == {Changed.PRINTING} or kinds == {Changed.PRINTING, Changed.RENUMBERED}:
        yield _("The words are the same: only capitals, signs or spaces differ.")


def whom(parts: Sequence[Placed]) -> str:
    """Return whom parts bind, as it stands within a sentence."""
    codes = {code for part in parts for code in part.item.roles or ()}
    if not codes or any(part.item.roles is None for part in parts):
        return _("everybody the policy is for")
    return lowered(in_words(sorted(codes)))


def name_of(parts: Sequence[Placed]) -> str:
    """Return what a sentence calls parts: by their numbers, or where they have none by their first words."""
    if all(part.number and part.item.is_clause for part in parts):
        numbers = [part.number for part in parts]
        if len(numbers) == 1:
            return _("clause %(number)s") % {"number": numbers[0]}
        return _("clauses %(others)s and %(last)s") % {"others": ", ".join(numbers[:-1]), "last": numbers[-1]}
    names = [first_words(part) for part in parts]
    if len(names) == 1:
        return names[0]
    return pgettext("parts", "%(others)s and %(last)s") % {"others": ", ".join(names[:-1]), "last": names[-1]}


def first_words(part: Placed) -> str:
    """Return the first words of a part in quotation marks."""
    words = written(part.item.lead_in or part.item.segments, has_addresses=False).replace("**", "").split()
    rest = "…" if len(words) > FIRST_WORDS else ""
    return f"“{' '.join(words[:FIRST_WORDS])}{rest}”"


def capital(sentence: str) -> str:
    """Return a sentence with a capital at its beginning."""
    return f"{sentence[:1].upper()}{sentence[1:]}"
