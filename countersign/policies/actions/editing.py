"""What is done to a draft before it is published: its clauses, its details, and the doubts about it."""

from django.db import transaction
from django.utils import timezone

from countersign.people.models import Person
from countersign.policies.actions.drafts import read_again, require_open
from countersign.policies.actions.linking import link_policies
from countersign.policies.earlier import Did, remember, remember_details, said_of
from countersign.policies.models import Doubt, Edition, Part, Wording
from countersign.policies.ordering import renumber, siblings
from countersign.policies.permissions import can_edit
from countersign.policies.typed import Details, Words
from countersign.policies.wording import clean
from countersign.refusals import Refused, require
from countersign.words import later as _

BY_HAND = "Changed by hand"


class ChangedMeanwhile(Refused):
    """Somebody else saved the same thing first; both wordings are shown, and nothing typed is lost."""

    message = _("Somebody changed this meanwhile. Below is how it is now; your words are still in the boxes.")


class NothingToJoin(Refused):
    """The last part has no next one."""

    message = _("There is nothing after it to join it with.")


class TakenOut(Refused):
    """A part that is not in the draft any more."""

    message = _("This was taken out of the draft. Put it back first.")


class NoSuchWording(Refused):
    """Somebody removed the wording meanwhile, or gave the edition several."""

    message = _("The wordings of this draft changed meanwhile. Choose the wording again, then add the clause.")


class NoPlaceToSplit(Refused):
    """A split that would leave one half empty."""

    message = _("Choose the sentence before which it is split.")


def open_draft(edition: Edition, by: Person) -> Edition:
    """Return a draft locked and read again, refusing those who may not edit and what is no draft any more."""
    edition = read_again(edition)
    require(can_edit(by, edition.policy.school, timezone.localdate()))
    require_open(edition)
    return edition


def open_part(part: Part, by: Person, revision: int | None = None) -> Part:
    """Return a part of a draft read again, refusing a form that was filled in over an older wording."""
    edition = open_draft(Edition(pk=part.edition_id), by)
    part = Part.objects.get(pk=part.pk, edition=edition)
    part.edition = edition
    if revision is not None and part.revision != revision:
        raise ChangedMeanwhile
    return part


def open_kept(part: Part, by: Person, revision: int | None = None) -> Part:
    """Return a part that is still in its draft, read again."""
    part = open_part(part, by, revision)
    if part.removed_at is not None:
        raise TakenOut
    return part


@transaction.atomic
def change_part(part: Part, words: Words, *, revision: int, by: Person) -> Part:
    """
    Change what a part says, whom it binds and what it is about. Whoever edits it has settled its doubts.

    A part that was taken out is back with these words. What it says already is no change, however old the form is:
    a button pressed twice is no clash.
    """
    part = open_part(part, by)
    words = words.checked()
    if part.removed_at is not None or said_of(words) != said_of(part):
        if part.revision != revision:
            raise ChangedMeanwhile
        remember(part, Did.CHANGED, by=by)
        was_out, part.removed_at = part.removed_at is not None, None
        write(part, words)
        if was_out:
            renumber(siblings(part))
    settle_by_hand(part, by)
    return part


def write(part: Part, words: Words) -> None:
    """Store checked words in a part."""
    for name in ("text", "kind", "number", "lead_in", "children", "roles", "topics"):
        setattr(part, name, getattr(words, name))
    part.revision += 1
    part.save()


def settle_by_hand(part: Part, by: Person) -> None:
    """Settle the open doubts about a part that somebody has just edited, but not whether the whole text is theirs."""
    asked = part.doubts.filter(settled_at=None).exclude(kind=Doubt.STARTING_POINT)
    asked.update(settled_at=timezone.now(), settled_by=by, settled_as=BY_HAND)


@transaction.atomic
def add_part(edition: Edition, words: Words, *, after: Part | None, wording: Wording | None = None, by: Person) -> Part:
    """Add a part after another, in the same wording, or at the beginning of one."""
    edition = open_draft(edition, by)
    words = words.checked()
    if after is not None:
        wording = after.wording
    if (None if wording is None else wording.edition_id) != (edition.pk if edition.wordings.exists() else None):
        raise NoSuchWording
    part = Part(edition=edition, wording=wording, position=0)
    write(part, words)
    order = [each for each in siblings(part) if each.pk != part.pk]
    place = next((here + 1 for here, each in enumerate(order) if after and each.pk == after.pk), 0)
    renumber([*order[:place], part, *order[place:]])
    remember(part, Did.ADDED, by=by, said={})
    return part


@transaction.atomic
def split_part(part: Part, *, at: int, revision: int, by: Person) -> Part:
    """Split a part at a character; the second half follows it, binds the same people and has no number yet."""
    part = open_kept(part, by, revision)
    first, second = part.text[:at].strip(), part.text[at:].strip()
    if not first or not second:
        raise NoPlaceToSplit
    order = siblings(part)
    place = next(here for here, each in enumerate(order) if each.pk == part.pk)
    half = Part(edition=part.edition, wording_id=part.wording_id, position=0, source=part.source)
    write(half, Words(second, part.kind, "", part.lead_in, part.children, part.roles, part.topics))
    remember(half, Did.ADDED, by=by, said={})
    remember(part, Did.SPLIT, by=by)
    part.text, part.children = first, []
    part.revision += 1
    part.save()
    settle_by_hand(part, by)
    renumber([*order[: place + 1], half, *order[place + 1 :]])
    return half


@transaction.atomic
def join_with_next(part: Part, *, revision: int, by: Person) -> Part:
    """Join a part with the one after it, which is taken out and can be put back."""
    part = open_kept(part, by, revision)
    order = siblings(part)
    place = next(here for here, each in enumerate(order) if each.pk == part.pk)
    if place + 1 == len(order) or part.kind == Part.Kind.SECTION or order[place + 1].kind == Part.Kind.SECTION:
        raise NothingToJoin
    following = order[place + 1]
    words = Words(
        f"{part.text} {following.text}",
        part.kind,
        part.number,
        part.lead_in,
        [*part.children, *following.children],
        part.roles,
        list(dict.fromkeys([*part.topics, *following.topics])),
    ).checked()
    remember(part, Did.JOINED, by=by)
    part.source = "\n".join(filter(None, [part.source, following.source]))
    write(part, words)
    settle_by_hand(part, by)
    take_out(following, by)
    return part


def take_out(part: Part, by: Person) -> None:
    """Take a part out of its draft."""
    remember(part, Did.TAKEN_OUT, by=by)
    part.removed_at = timezone.now()
    part.revision += 1
    part.save(update_fields=["removed_at", "revision"])


@transaction.atomic
def remove_part(part: Part, *, revision: int | None = None, by: Person) -> None:
    """Take a part out of the draft. It can be put back until the draft is published."""
    part = open_part(part, by, revision)
    if part.removed_at is None:
        take_out(part, by)


@transaction.atomic
def put_back(part: Part, *, by: Person) -> None:
    """Put a part back where it was."""
    part = open_part(part, by)
    if part.removed_at is not None:
        remember(part, Did.PUT_BACK, by=by)
        part.removed_at = None
        part.revision += 1
        part.save(update_fields=["removed_at", "revision"])
        renumber(siblings(part))


@transaction.atomic
def change_details(edition: Edition, details: Details, *, revision: int, by: Person) -> Edition:
    """Change the title, whom the policy is for, its dates and its form. It settles the doubts about the whole file."""
    edition = open_draft(edition, by)
    if edition.revision != revision:
        raise ChangedMeanwhile
    settled = [name for name in ("title", "audience") if getattr(edition, name) != getattr(details, name)]
    remember_details(edition, Did.CHANGED, details_of(edition), by=by)
    for name, value in vars(details).items():
        setattr(edition, name, value)
    edition.title = " ".join(clean(edition.title).split())[:300]
    edition.revision += 1
    edition.save()
    if "title" in settled:
        settle_head(edition, "title", by)
    if "audience" in settled and edition.audience:
        settle_head(edition, "audience", by)
    return edition


def details_of(edition: Edition) -> Details:
    """Return what an edition says besides its clauses."""
    return Details(**{name: getattr(edition, name) for name in Details.__dataclass_fields__})


def settle_head(edition: Edition, where: str, by: Person) -> None:
    """Settle what was asked about a detail of the draft that somebody has just entered."""
    asked = edition.doubts.filter(part=None, settled_at=None, where=where)
    asked.update(settled_at=timezone.now(), settled_by=by, settled_as=BY_HAND)


@transaction.atomic
def change_links(edition: Edition, names: list[str], *, by: Person) -> None:
    """Say which policies the draft leans on, by the names it gives them, in order."""
    edition = open_draft(edition, by)
    edition.links.exclude(named__in=names).delete()
    link_policies(edition, names)
    place = {name: here for here, name in enumerate(names)}
    for link in edition.links.all():
        link.position = place.get(link.named, len(place))
        link.save(update_fields=["position"])
