"""
What everybody may read without signing in: the policies in force, where each edition stands, and whose names print.

Nobody who signs is on these pages. Those who hold posts print where the school lets them, for a reader must know whom
to turn to. Governors who approved an edition print always: a school has to publish who they are anyway (DfE,
Constitution of governing bodies of maintained schools, 2017; Academy Trust Handbook).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from countersign.policies.clauses import posts_on, sections_for, unfilled
from countersign.policies.models import Edition, LinkedPolicy, Policy
from countersign.policies.printed import ChildView, ItemView, SectionView, Segments
from countersign.policies.reviews import Due, reviews_of
from countersign.policies.wording import Printed, filled
from countersign.schools.models import Post, School

SENTENCE_ENDS = (".", "!", "?")


@dataclass(frozen=True)
class Standing:
    """Where an edition stands among those of its policy."""

    edition: Edition
    newest: Edition
    count: int
    is_withdrawn: bool

    @property
    def is_newest(self) -> bool:
        """Whether none was published after it."""
        return self.edition.pk == self.newest.pk

    @property
    def is_in_force(self) -> bool:
        """Whether this is what people are asked to sign."""
        return self.is_newest and not self.is_withdrawn

    @property
    def canonical(self) -> str:
        """The address that search engines are to show: the policy's own, for as long as it is in force."""
        return edition_address(self.edition) if self.is_withdrawn else policy_address(self.edition.policy)


def standing_of(edition: Edition, editions: Sequence[Edition]) -> Standing:
    """Return where an edition stands; `editions` are all that were published, the newest first."""
    return Standing(edition, editions[0], len(editions), edition.policy.withdrawn_at is not None)


def schools_shown() -> QuerySet[School]:
    """Return the schools whose policies can be read here, by name; the demonstration only where it stands alone."""
    schools = School.objects.filter(set_up_at__isnull=False)
    if schools.filter(is_demonstration=False).exists():
        schools = schools.filter(is_demonstration=False)
    return schools.order_by("name", "pk")


def school_shown(public_id: UUID | None, own: School | None) -> School | None:
    """Return the school that an address means: the one it names, else one's own, else the only one there is."""
    if public_id is not None:
        return School.objects.filter(public_id=public_id, set_up_at__isnull=False).first()
    if own is not None:
        return own
    schools = list(schools_shown()[:2])
    return schools[0] if len(schools) == 1 else None


def in_force(school: School) -> list[Due]:
    """Return the policies that people are asked to sign, by title, with when each is reviewed."""
    return sorted(reviews_of(school), key=lambda each: (each.edition.title.casefold(), each.policy.pk))


def newest_first(school: School) -> QuerySet[Edition]:
    """Return every published edition of the policies in force, the newest first."""
    published = Edition.objects.published().filter(policy__school=school, policy__withdrawn_at=None)
    return published.select_related("policy").order_by("-published_at", "-pk")


def is_named_in_public(policy: Policy) -> bool:
    """Return whether a published edition names a policy that is not published here itself."""
    named = LinkedPolicy.objects.filter(policy=OuterRef("pk"), edition__published_at__isnull=False)
    return Policy.objects.filter(Exists(named), pk=policy.pk).exists()


def posts_shown(school: School, day: date) -> dict[str, Printed]:
    """Return the school's posts as pages without sign-in print them on a day."""
    return posts_on(school.pk, day) if school.names_holders else posts_unnamed(school)


def posts_unnamed(school: School) -> dict[str, Printed]:
    """Return the school's posts by their titles."""
    titles = Post.objects.filter(school=school).order_by("position", "pk").values_list("code", "title")
    return {code: Printed(title, ()) for code, title in titles}


def sections_shown(edition: Edition, day: date) -> list[SectionView]:
    """Return the whole of an edition as its public page prints it on a day."""
    if edition.policy.school.names_holders:
        return sections_for(edition, None, day)
    return sections_unnamed(edition)


def sections_unnamed(edition: Edition) -> list[SectionView]:
    """Return the whole of an edition with its posts by their titles: what stays true whoever holds them."""
    posts = posts_unnamed(edition.policy.school)
    return [
        replace(section, items=tuple(_item_filled(item, posts) for item in section.items))
        for section in unfilled(edition)
    ]


def _item_filled(item: ItemView, posts: dict[str, Printed]) -> ItemView:
    return replace(
        item,
        lead_in=_run_filled(item.lead_in, posts),
        segments=_run_filled(item.segments, posts),
        children=tuple(_child_filled(child, posts) for child in item.children),
    )


def _child_filled(child: ChildView, posts: dict[str, Printed]) -> ChildView:
    deeper = tuple(_child_filled(each, posts) for each in child.children)
    return ChildView(child.number, _run_filled(child.segments, posts), deeper)


def _run_filled(segments: Segments, posts: dict[str, Printed]) -> Segments:
    """Return segments with the posts' titles; one that begins a sentence has a capital."""
    found, before = [], ""
    for segment in filled(segments, posts):
        starts = not before.strip() or before.rstrip().endswith(SENTENCE_ENDS)
        text = f"{segment.text[:1].upper()}{segment.text[1:]}" if segment.post and starts else segment.text
        found.append(replace(segment, text=text))
        before += text
    return tuple(found)


def policy_address(policy: Policy) -> str:
    """Return where a policy is read as it is in force."""
    return settings.ADDRESS + reverse("policies:public", args=[policy.public_id])


def edition_address(edition: Edition) -> str:
    """Return the permanent address of an edition."""
    return settings.ADDRESS + reverse("policies:public_edition", args=[edition.policy.public_id, edition.number])


def pdf_address(edition: Edition) -> str:
    """Return the permanent address of an edition's sealed PDF."""
    return settings.ADDRESS + reverse("evidence:edition_pdf", args=[edition.policy.public_id, edition.number])


def school_address(name: str, school: School) -> str:
    """Return the permanent address of a page about a school's policies: `list`, `embed`, `json` or `feed`."""
    return settings.ADDRESS + reverse(f"policies:public_{name}", args=[school.public_id])
