"""Putting a document in: what was read of it becomes drafts, one for each agreement chosen."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from countersign.ledger.actions import keep, record
from countersign.ledger.models import Content
from countersign.people.models import Person
from countersign.policies.actions.carrying import carry_over
from countersign.policies.actions.drafts import HasDraft, NotInUse
from countersign.policies.actions.linking import link_policies
from countersign.policies.clauses import posts_on
from countersign.policies.drafting import Draft, draft_of, notices_of
from countersign.policies.events import DraftMade
from countersign.policies.matching import matches
from countersign.policies.models import Doubt, Edition, Part, Policy
from countersign.policies.naming import Names
from countersign.policies.permissions import can_edit
from countersign.policies.receiving import Understood
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _

MEDIA_TYPE = "application/octet-stream"


class NothingChosen(Refused):
    """A file with several agreements, and none of them was chosen."""

    message = _("Choose at least one agreement of the file.")


class OneAtATime(Refused):
    """Several agreements cannot be the next edition of one policy."""

    message = _("Choose one agreement for the next edition of this policy, or make new policies of them.")


class NoAgreement(Refused):
    """Nothing in the file looks like an agreement."""

    message = _("No clause was found in this file. Check that it is the right one, or paste its text.")


@transaction.atomic
def keep_file(school: School, content: bytes, understood: Understood, *, by: Person) -> tuple[str, str]:
    """Keep a file that could be read and what was read of it, and return what names them."""
    now = timezone.now()
    require(can_edit(by, school, timezone.localdate(now)))
    if not understood["agreements"]:
        raise NoAgreement
    source = keep(content, MEDIA_TYPE, is_personal=True)
    text = json.dumps(understood, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return source, keep(text.encode("utf-8", "replace"), "application/json", is_personal=True)


@transaction.atomic
def make_drafts(
    school: School,
    *,
    name: str,
    source: str,
    understood: str,
    chosen: list[int],
    into: Policy | None = None,
    by: Person,
) -> list[Edition]:
    """
    Make a draft of each agreement chosen: the first of a new policy, or the next edition of one there is.

    A file with one agreement whose draft is still open is not made a second one of.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    require(can_edit(by, school, today))
    reading: Understood = json.loads(Content.objects.get(pk=understood).read())
    agreements = reading["agreements"]
    if not chosen or not all(0 <= place < len(agreements) for place in chosen):
        raise NothingChosen
    if into is not None and len(chosen) > 1:
        raise OneAtATime
    if into is None and len(agreements) == 1 and (already := _draft_of(school, source)):
        return [already]
    before = _newest(into) if into is not None else None
    posts = posts_on(school.pk, today)
    editions, events = [], []
    for place in chosen:
        notices = notices_of(place, agreements, reading["notices"])
        draft = draft_of(agreements[place], notices, school.name)
        draft.doubts += Names(agreements[place]["contacts"], posts).replace_in(draft.parts)
        title = draft.details["title"] or draft.suggested_title or name
        policy = into or Policy.objects.create(school=school, title=title[:300], made_at=now)
        edition = Edition.objects.create(
            policy=policy,
            source_name=name,
            source_sha256=source,
            understood_sha256=understood,
            drafted_at=now,
            drafted_by=by,
            **draft.details,
        )
        store(draft, edition, before)
        editions.append(edition)
        events.append(
            DraftMade(
                subject=edition.reference,
                policy=policy.reference,
                title=edition.title,
                source_name=name,
                source=source,
                understood=understood,
                copied_from=None,
            )
        )
    record(*events, school=school, by=by, at=now)
    for edition in editions:
        carry_over(edition, before, by=by)
    return editions


def _draft_of(school: School, source: str) -> Edition | None:
    """Return the draft that was made of the same file and is still open: a second press makes no second one."""
    School.objects.select_for_update().get(pk=school.pk)
    drafts = Edition.objects.drafts().filter(policy__school=school, source_sha256=source)
    return drafts.order_by("pk").first()


def _newest(policy: Policy) -> Edition | None:
    """Return the newest edition of a policy that may get a new draft, or refuse."""
    policy = Policy.objects.select_for_update().get(pk=policy.pk)
    if policy.withdrawn_at is not None:
        raise NotInUse
    if policy.editions.drafts().exists():
        raise HasDraft
    return policy.editions.published().order_by("-number").first()


def store(draft: Draft, edition: Edition, before: Edition | None) -> None:
    """Store the parts, links and doubts of a draft; a clause that continues one of before has its key."""
    keys = continued(draft, before)
    parts = Part.objects.bulk_create(
        Part(
            edition=edition,
            position=place,
            kind=part.kind,
            number=part.number,
            lead_in=part.lead_in,
            text=part.text,
            children=part.children,
            roles=part.roles,
            topics=part.topics,
            source=part.source,
            **({"key": keys[place]} if place in keys else {}),
        )
        for place, part in enumerate(draft.parts)
    )
    link_policies(edition, draft.linked)
    Doubt.objects.bulk_create(
        Doubt(
            edition=edition,
            part=None if doubt.part is None else parts[doubt.part],
            kind=doubt.kind[:30],
            text=doubt.text,
            where=doubt.where,
            marks=doubt.marks,
            answers=doubt.answers,
        )
        for doubt in in_order(draft)
    )


def in_order(draft: Draft) -> list[Any]:
    """Return the doubts in the order of the document, those about the whole of it first."""
    return sorted(draft.doubts, key=lambda doubt: -1 if doubt.part is None else doubt.part)


def continued(draft: Draft, before: Edition | None) -> dict[int, Any]:
    """Return the keys of those parts that continue a part of the edition before."""
    if before is None:
        return {}
    keys = {}
    for kind in Part.Kind.values:
        olds = [part for part in before.parts.kept() if part.kind == kind]
        news = [(place, part) for place, part in enumerate(draft.parts) if part.kind == kind]
        found = matches([part.text for part in olds], [part.text for _, part in news])
        keys.update({news[there][0]: olds[here].key for there, here in found.items()})
    return keys
