"""Putting a document into a draft that is open: its parts are matched by their words with those that are there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from countersign.ledger.actions import record
from countersign.ledger.models import Content
from countersign.people.models import Person
from countersign.policies.actions import Words
from countersign.policies.actions.editing import open_draft, write
from countersign.policies.actions.linking import link_policies
from countersign.policies.clauses import posts_on
from countersign.policies.drafting import DoubtDraft, Draft, PartDraft, draft_of, notices_of
from countersign.policies.earlier import Did, remember, said_of
from countersign.policies.events import DraftReadAnew
from countersign.policies.models import Doubt, Edition, Part
from countersign.policies.naming import Names
from countersign.policies.ordering import renumber
from countersign.policies.putting_in import continued
from countersign.policies.receiving import Understood
from countersign.refusals import Refused
from countersign.words import later as _


class HasWordings(Refused):
    """A file holds one wording, and the draft several."""

    message = _("This draft has several wordings, so a file cannot be matched with it. Change the clauses by hand.")


class SeveralAgreements(Refused):
    """A file whose agreements would have to be told apart before one of them is matched."""

    message = _("This file holds several agreements. Put in one that holds only the one of this draft.")


@dataclass(frozen=True)
class Matched:
    """What became of the parts of a draft."""

    same: int
    changed: int
    added: int
    taken_out: int

    @property
    def in_words(self) -> str:
        """Return it as the page says it."""
        told = [
            (self.same, ngettext("%(count)s part as it was", "%(count)s parts as they were", self.same)),
            (self.changed, ngettext("%(count)s part with new words", "%(count)s parts with new words", self.changed)),
            (self.added, ngettext("%(count)s part new", "%(count)s parts new", self.added)),
            (self.taken_out, ngettext("%(count)s part taken out", "%(count)s parts taken out", self.taken_out)),
        ]
        parts = ", ".join(words % {"count": count} for count, words in told if count)
        return gettext("The file is matched with the draft by its words: %(parts)s.") % {"parts": parts}


@transaction.atomic
def read_into(edition: Edition, *, name: str, source: str, understood: str, by: Person) -> Matched:
    """
    Let a draft say what a file with one agreement says: what continues a part keeps its key, topics and whom it binds.

    Where the file says what the file before said, what somebody wrote meanwhile stays. Words that changed go into the
    history of their part, and a part that the file does not have is taken out: both can be brought back.
    """
    edition = open_draft(edition, by)
    now = timezone.now()
    if edition.wordings.exists():
        raise HasWordings
    reading: Understood = json.loads(Content.objects.get(pk=understood).read())
    agreements = reading["agreements"]
    if len(agreements) != 1:
        raise SeveralAgreements
    school = edition.policy.school
    draft = draft_of(agreements[0], notices_of(0, agreements, reading["notices"]), school.name)
    posts = posts_on(school.pk, timezone.localdate(now))
    draft.doubts += Names(agreements[0]["contacts"], posts).replace_in(draft.parts)

    there = {part.key: part for part in edition.parts.kept()}
    keys = continued(draft, edition)
    order, altered = put(draft, edition, {place: there[key] for place, key in keys.items()}, by)
    kept = {part.pk for part in order}
    gone = [part for part in there.values() if part.pk not in kept]
    for part in gone:
        remember(part, Did.TAKEN_OUT, by=by)
        part.removed_at = now
        part.revision += 1
        part.save(update_fields=["removed_at", "revision"])
    renumber(order)
    link_policies(edition, draft.linked)
    ask(edition, draft.doubts, order, altered)
    edition.source_name, edition.source_sha256, edition.understood_sha256 = name, source, understood
    edition.save(update_fields=["source_name", "source_sha256", "understood_sha256"])
    added = len(order) - len(keys)
    matched = Matched(len(order) - len(altered), len(altered) - added, added, len(gone))
    read = DraftReadAnew(
        subject=edition.reference,
        policy=edition.policy.reference,
        source_name=name,
        source=source,
        understood=understood,
    )
    record(read, school=school, by=by, at=now)
    return matched


def put(draft: Draft, edition: Edition, there: dict[int, Part], by: Person) -> tuple[list[Part], set[int]]:
    """Put what was read into the parts it continues, and the rest into new ones. Return them, and which say anew."""
    order, altered = [], set()
    for place, read in enumerate(draft.parts):
        part = there.get(place)
        if part is None:
            part = Part(edition=edition, position=place, source=read.source)
            write(part, words_of(read, None))
            remember(part, Did.ADDED, by=by, said={})
            altered.add(place)
        else:
            words = words_of(read, part)
            if part.source != read.source and said(words) != said(part):
                altered.add(place)
            else:  # what somebody wrote meanwhile stays
                words = replace(Words(**said_of(part)), number=words.number)
            part.source = read.source
            if said_of(words) != said_of(part):
                remember(part, Did.READ_ANEW, by=by)
                write(part, words)
            else:
                part.save(update_fields=["source"])
        order.append(part)
    return order, altered


def said(words: Words | Part) -> tuple[object, ...]:
    """Return what of a part a file can change."""
    return words.text, words.lead_in, words.children


def words_of(read: PartDraft, there: Part | None) -> Words:
    """Return what was read of a part; whom it binds and what it is about stays where somebody has said so."""
    roles, topics = read.roles, read.topics
    if there is not None:
        roles, topics = there.roles if there.roles is not None else roles, there.topics or topics
    return Words(read.text, read.kind, read.number, read.lead_in, read.children, roles, topics).checked()


def ask(edition: Edition, doubts: Sequence[DoubtDraft], order: Sequence[Part], altered: set[int]) -> None:
    """Ask anew about the parts that say something new, and list afresh what of the file was left out."""
    edition.doubts.left_out().delete()
    Doubt.objects.filter(part__in=[order[place].pk for place in altered], settled_at=None).exclude(
        kind=Doubt.STARTING_POINT
    ).delete()
    Doubt.objects.bulk_create(
        Doubt(
            edition=edition, part=None if each.part is None else order[each.part], kind=each.kind[:30], text=each.text,
            where=each.where, marks=each.marks, answers=each.answers,
        )
        for each in doubts
        if each.part in altered or each.kind in Doubt.TELLING
    )  # fmt: skip
