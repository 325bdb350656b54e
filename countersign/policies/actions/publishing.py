"""Publishing an edition: a constant number of statements, and nobody can alter it from then on."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from countersign.ledger.actions import keep, record
from countersign.people.models import Person
from countersign.policies.actions.drafts import NotInUse, read_again, require_open
from countersign.policies.actions.wordings import fix_wordings, require_wordings
from countersign.policies.approvals import require_approved
from countersign.policies.events import EditionPublished
from countersign.policies.fingerprint import text_of
from countersign.policies.minimums import Minimum, edition_kinds, moved, only_told
from countersign.policies.models import Doubt, Edition, Part, Policy, PolicyAudience
from countersign.policies.permissions import can_publish
from countersign.policies.wording import clean, codes_in, texts_of
from countersign.refusals import Refused, require
from countersign.schools.models import Post
from countersign.words import later as _

FARTHEST_REVIEW = timedelta(days=3 * 366)


class PlacesLeftToCheck(Refused):
    """A person looks at every guess before it is published."""

    message = _("There are places left to check. Settle each of them, then publish.")


class NoClause(Refused):
    """There is nothing to agree to."""

    message = _("This draft has no clause yet. Add at least one that people agree to.")


class NoTitle(Refused):
    """The file had no title, and nobody gave one."""

    message = _("This draft has no title. Give it one under “Title, people and dates”.")


class NoAudience(Refused):
    """Nobody would be asked to sign."""

    message = _("This draft is for nobody yet. Say whom it is for under “Title, people and dates”.")


class UnknownPosts(Refused):
    """A clause names a post the school does not have."""


class BindsNobody(Refused):
    """A clause binds only people the edition is not for."""


class NoChangeSummary(Refused):
    """Those who signed before are told what changed."""

    message = _("Say in a line or two what changed: people who signed the edition before will read it.")


class ReviewTooFar(Refused):
    """A review that far ahead is a slip of the finger."""

    message = _("The review date is more than three years ahead. Choose an earlier one.")


@transaction.atomic
def publish(
    edition: Edition,
    *,
    effective_date: date,
    review_date: date,
    is_material: bool,
    change_summary: str,
    told_only: Collection[str] = (),
    by: Person,
) -> Edition:
    """
    Publish a draft as the policy's next edition. From here on the database refuses to alter it.

    A constant number of statements however many people are bound: who must sign again follows from `min_edition`.
    Of a material edition the kinds of people in `told_only` are only told, of one that is not material everybody.
    Whoever the edition before was not for must sign in any case; so the first edition is always material.
    """
    edition = read_again(edition)
    policy = edition.policy
    now = timezone.now()
    require(can_publish(by, policy, timezone.localdate(now)))
    require_open(edition)
    every_part = list(edition.parts.select_related("wording").order_by("position", "pk"))
    parts = [part for part in every_part if part.removed_at is None]
    number = (policy.editions.aggregate(newest=Max("number"))["newest"] or 0) + 1
    change_summary = clean(change_summary)
    doubts = _count_doubts(edition)
    wordings = list(edition.wordings.all())
    _require_whole(edition, parts, doubts["left"])
    require_wordings(edition, parts, wordings)
    if number > 1 and not change_summary:
        raise NoChangeSummary
    if review_date > effective_date + FARTHEST_REVIEW:
        raise ReviewTooFar

    require_approved(edition)
    if len(parts) < len(every_part):
        edition.parts.exclude(removed_at=None).delete()
    links = list(edition.links.select_related("policy").order_by("position", "pk"))
    edition.number = number
    edition.title = clean(edition.title)
    edition.effective_date = effective_date
    edition.review_date = review_date
    kinds = edition_kinds(edition.audience)
    rows = {row.kind: row for row in policy.audience_rows.all()}
    edition.told_only = only_told(edition.audience, told_only if is_material else kinds, rows)
    edition.is_material = len(edition.told_only) < len(kinds)
    edition.change_summary = change_summary
    edition.published_at = now
    edition.published_by = by
    fix_wordings(wordings, parts)
    edition.content_sha256 = keep(text_of(edition, parts, links, wordings).encode(), "application/json")
    edition.save()
    _move(policy, edition, rows)

    published = EditionPublished(
        subject=edition.reference,
        policy=policy.reference,
        number=number,
        title=edition.title,
        content=edition.content_sha256,
        source=edition.source_sha256 or None,
        effective_date=effective_date,
        review_date=review_date,
        is_material=edition.is_material,
        told_only=edition.told_only,
        change_summary=change_summary,
        doubts_settled=doubts["settled"],
    )
    record(published, school=policy.school, by=by, at=now)
    return edition


def _count_doubts(edition: Edition) -> dict[str, int]:
    """Return how many doubts are left and how many were settled."""
    still_there = Q(part=None) | Q(part__removed_at=None)
    return edition.doubts.aggregate(
        left=Count("pk", filter=still_there & Q(settled_at=None) & ~Q(kind__in=Doubt.TELLING)),
        settled=Count("pk", filter=~Q(settled_at=None)),
    )


def _require_whole(edition: Edition, parts: list[Part], left: int) -> None:
    """Refuse a draft that is not ready, with the first thing to do."""
    if edition.policy.withdrawn_at is not None:
        raise NotInUse
    if not edition.title.strip():
        raise NoTitle
    if not edition.audience:
        raise NoAudience
    if not any(part.kind == Part.Kind.CLAUSE for part in parts):
        if edition.policy.is_signed:
            raise NoClause
        if not any(part.kind == Part.Kind.PASSAGE for part in parts):
            raise NoClause(gettext("This draft has no text yet. Add at least one passage to read."))
    if left:
        words = ngettext(
            "There is one place left to check. Settle, then publish.",
            "There are %(count)s places left to check. Settle, then publish.",
            left,
        )
        raise PlacesLeftToCheck(words % {"count": left})
    _require_known_posts(edition, parts)
    for part in parts:
        whom = part.wording.audience if part.wording else edition.audience
        if part.roles is not None and not set(part.roles) & set(edition_kinds(whom)):
            only_others = (
                gettext("%(clause)s binds only people this wording is not for. Change whom one of them is for.")
                if part.wording
                else gettext("%(clause)s binds only people this policy is not for. Change whom one of them is for.")
            )
            raise BindsNobody(only_others % {"clause": name_of(part)})


def _require_known_posts(edition: Edition, parts: list[Part]) -> None:
    texts = [*edition.signer_declarations, *edition.approver_declarations]
    for part in parts:
        texts += texts_of(part.lead_in, part.text, part.children)
    unknown = codes_in(texts)
    if unknown:
        unknown -= set(Post.objects.filter(school=edition.policy.school).values_list("code", flat=True))
    if unknown:
        words = gettext(
            "The words name the post “%(code)s”, which the school does not have. Add the post, or change the words."
        )
        raise UnknownPosts(words % {"code": min(unknown)})


def name_of(part: Part) -> str:
    """Return what a refusal calls a part."""
    return gettext("Clause %(number)s") % {"number": part.number} if part.number else f"“{part.text[:40].strip()}…”"


def _move(policy: Policy, edition: Edition, rows: dict[str, PolicyAudience]) -> None:
    """Let the policy follow its newest edition: title, whom it is for, and which signatures still count."""
    before = {kind: row.minimum for kind, row in rows.items()}
    policy.title = edition.title
    if edition.is_material and edition.number and edition.effective_date:
        policy.min_edition = edition.number
        policy.min_edition_due_date = policy.school.last_day_to_sign(edition.effective_date)
    policy.save(update_fields=["title", "min_edition", "min_edition_due_date"])
    usual = Minimum(policy.min_edition, policy.min_edition_due_date)
    after = moved(before, edition.audience, edition.told_only, usual)
    new: list[PolicyAudience] = []
    changed: list[PolicyAudience] = []
    for kind, minimum in after.items():
        own = (None, None) if minimum == usual else (minimum.edition, minimum.due_date)
        row = rows.get(kind) or PolicyAudience(policy=policy, kind=kind)
        if row.pk is None:
            new.append(row)
        elif (row.min_edition, row.min_edition_due_date) != own:
            changed.append(row)
        row.min_edition, row.min_edition_due_date = own
    if gone := set(rows) - set(after):
        policy.audience_rows.filter(kind__in=gone).delete()
    if new:
        PolicyAudience.objects.bulk_create(new)
    if changed:
        PolicyAudience.objects.bulk_update(changed, ["min_edition", "min_edition_due_date"])
