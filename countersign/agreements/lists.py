"""
What a person must read: derived each time from the roles held today, never stored.

The union, over all their roles, of what the editions that bind them require or lean on, and of the policies that
nobody signs but everybody of their kind must read.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from countersign.agreements.models import PolicyRead
from countersign.agreements.required import STEP_WORDS, Item, Step, item_of, least_edition, with_progress
from countersign.people.audiences import binds
from countersign.people.models import Person
from countersign.policies.models import Edition, LinkedPolicy, MustRead, Policy, Required
from countersign.policies.required import whom
from countersign.schools.models import School

WORST = list(Step)
"""Of what two editions ask of one section, the one that leaves more to do comes first."""


@dataclass(frozen=True)
class Entry:
    """One thing on somebody's list: a policy or a section of it, and how far they are."""

    policy: Policy
    section: str
    title: str
    must: bool  # required; else only named by what they sign
    step: Step
    read_at: datetime.datetime | None
    url: str

    @property
    def is_done(self) -> bool:
        """Whether it is read, and nothing is left."""
        return self.step is Step.DONE

    @property
    def words(self) -> str:
        """How far they are, in words."""
        return str(STEP_WORDS[self.step])


@dataclass
class Reading:
    """A policy on somebody's list: what of it they read, and why."""

    policy: Policy
    because: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


def editions_binding(school: School, kinds: Iterable[str]) -> list[Edition]:
    """Return the newest editions of what somebody of these kinds signs."""
    held = set(kinds)
    newest = Edition.objects.newest().filter(policy__school=school, policy__is_signed=True).order_by("title", "pk")
    return [each for each in newest if binds(each.audience, held)]


def entries_for(person: Person, today: datetime.date) -> list[Reading]:
    """Return what somebody must read, policy by policy: what is required first."""
    kinds = person.kinds_on(today)
    if not kinds:
        return []
    editions = editions_binding(person.school, kinds)
    titles = {edition.pk: edition for edition in editions}
    found: dict[int, Reading] = {}
    rows = with_progress(Required.objects.filter(edition__in=titles), person, today)
    for row in rows.select_related("link__policy", "edition"):
        reading = found.setdefault(row.link.policy_id, Reading(row.link.policy))
        _because(reading, _("You sign %(title)s") % {"title": row.edition.title})
        _add(reading, _required(item_of(row)))
    must = {
        each.policy_id
        for each in MustRead.objects.filter(policy__school=person.school, policy__is_signed=False)
        if binds([each.kind], kinds)
    }
    links = LinkedPolicy.objects.filter(edition__in=titles).select_related("edition").order_by("edition", "position")
    named: dict[int, list[str]] = {}
    for link in links:
        named.setdefault(link.policy_id, []).append(link.edition.title)
    for policy in _policies({*must, *(set(named) - set(found))}, person, today):
        reading = found.setdefault(policy.pk, Reading(policy))
        if policy.pk in must:
            _because(reading, _("For %(whom)s") % {"whom": _lowered(whom(policy.must_read.all()))})
        for title in named.get(policy.pk, []):
            _because(reading, _("Named in %(title)s") % {"title": title})
        _add(reading, _whole(policy, must=policy.pk in must))
    return sorted(found.values(), key=lambda each: (not any(one.must for one in each.entries), each.policy.title))


def left_to_read(readings: Iterable[Reading]) -> list[Entry]:
    """Return what must be read and is not."""
    return [each for reading in readings for each in reading.entries if each.must and not each.is_done]


def _policies(pks: set[int], person: Person, today: datetime.date) -> Iterable[Any]:
    """Return policies that are in use, with what somebody has read of each as a whole."""
    reads = PolicyRead.objects.filter(person=person, policy=OuterRef("pk"), section="", read_at__isnull=False).order_by(
        "-edition_number"
    )
    return (
        Policy.objects.filter(pk__in=pks, withdrawn_at=None)
        .prefetch_related("must_read")
        .annotate(
            least=least_edition(today, person),
            read_number=Subquery(reads.values("edition_number")[:1]),
            read_at=Subquery(reads.values("read_at")[:1]),
        )
        .order_by("title", "pk")
    )


def _required(item: Item) -> Entry:
    row = item.required
    url = reverse("agreements:required", args=[row.edition.public_id, row.position])
    return Entry(item.policy, row.section, row.title, True, item.step, item.read_at, url)


def _whole(policy: Any, *, must: bool) -> Entry:
    step = Step.UNREAD if policy.read_number is None else Step.DONE
    if step is Step.DONE and policy.read_number < policy.least:
        step = Step.CHANGED
    url = reverse("agreements:read_policy", args=[policy.public_id])
    return Entry(policy, "", "", must, step, policy.read_at, url)


def _add(reading: Reading, entry: Entry) -> None:
    """Put an entry on the list; of one that is there already, the one that leaves more to do stays."""
    for place, other in enumerate(reading.entries):
        if other.section == entry.section:
            if WORST.index(entry.step) < WORST.index(other.step):
                reading.entries[place] = entry
            return
    reading.entries.append(entry)


def _because(reading: Reading, why: str) -> None:
    if why not in reading.because:
        reading.because.append(why)


def _lowered(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"
