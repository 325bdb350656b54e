"""When each policy is next reviewed, and what asked for a review meanwhile: read from editions and reviews."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils import timezone

from countersign.policies import clocks
from countersign.policies.models import Edition, Policy, Review
from countersign.schools.models import School


@dataclass(frozen=True)
class Due:
    """A policy with the day of its next review, and the reviews that somebody asked for and nobody has closed."""

    policy: Policy
    edition: Edition  # the newest published one, or the draft of a policy that has none
    due: date | None
    printed: str  # as the document gives the day of a draft: a month of a year, perhaps
    reviewed: str  # when it was last reviewed, in its precision
    asked: tuple[Review, ...]

    @property
    def is_draft(self) -> bool:
        """Whether nothing of this policy is published yet."""
        return self.edition.published_at is None

    def state(self, day: date) -> str:
        """Return late, soon or nothing."""
        return clocks.state_of(self.due, day)

    def words(self, day: date) -> str:
        """Return when it is due, or for how long it has been overdue."""
        return clocks.due_words(self.due, day, self.printed) if self.due else ""


def reviews_of(school: School, *, drafts: bool = False) -> list[Due]:
    """
    Return every policy in force with its next review, the earliest first.

    With `drafts` also those of which only a draft is there, by the day that the document itself names.
    """
    policies = Policy.objects.filter(school=school, withdrawn_at=None)
    found = []
    for policy in policies.select_related("owner").prefetch_related(*_with_editions()):
        due = due_of(policy)
        if due is not None and (drafts or not due.is_draft):
            found.append(due)
    return sorted(found, key=lambda each: (each.due or date.max, each.policy.title, each.policy.pk))


def _with_editions() -> list[Prefetch]:  # type: ignore[type-arg]
    editions = Edition.objects.filter(discarded_at=None).order_by("-number")
    reviews = Review.objects.select_related("asked_by").order_by("asked_at", "pk")
    return [
        Prefetch("editions", editions, to_attr="editions_kept"),
        Prefetch("reviews", reviews, to_attr="reviews_kept"),
    ]


def due_of(policy: Policy) -> Due | None:
    """Return when a policy is next reviewed, or None while there is nothing of it to review."""
    if not hasattr(policy, "editions_kept"):
        policy = Policy.objects.select_related("owner", "school").prefetch_related(*_with_editions()).get(pk=policy.pk)
    kept: list[Edition] = policy.editions_kept  # type: ignore[attr-defined]
    reviews: list[Review] = policy.reviews_kept  # type: ignore[attr-defined]
    newest = max((each for each in kept if each.published_at), key=lambda each: each.number or 0, default=None)
    if newest is None:
        draft = next((each for each in kept if each.published_at is None), None)
        return draft_due(policy, draft) if draft else None
    last = None
    for each in reviews:
        if each.closed_at and each.closed_edition_id == newest.pk:
            last = each if last is None or (each.closed_at, each.pk) > (last.closed_at, last.pk) else last
    return Due(
        policy=policy,
        edition=newest,
        due=last.next_date if last else newest.review_date,
        printed="",
        reviewed=reviewed_on(newest, last),
        asked=tuple(
            each
            for each in reviews
            if each.closed_at is None and newest.published_at and each.asked_at > newest.published_at
        ),
    )


def draft_due(policy: Policy, draft: Edition) -> Due:
    """Return a draft with the day on which its own document says that it is reviewed."""
    return Due(
        policy=policy,
        edition=draft,
        due=clocks.last_day(draft.next_review),
        printed=draft.next_review,
        reviewed=draft.last_reviewed,
        asked=(),
    )


def reviewed_on(edition: Edition, last: Review | None) -> str:
    """
    Return when an edition was last reviewed, in the precision there is.

    By the review that last found it right; else as its document says or when it was approved, whichever is later.
    """
    if last is not None and last.closed_at is not None:
        return timezone.localdate(last.closed_at).isoformat()
    approved = edition.approved_date.isoformat() if edition.approved_date else ""
    said = edition.last_reviewed
    return approved if approved > said else said


def last_closed(edition: Edition) -> Review | None:
    """Return the newest review that found a published edition right as it is."""
    return Review.objects.filter(closed_edition=edition).order_by("-closed_at", "-pk").first()
