"""Posts that policies in force print: those without a holder, and telling people of a new one."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from countersign.notices.actions import send
from countersign.people.models import Holding, Person, Role
from countersign.people.speaking import speaking_to
from countersign.policies import clocks
from countersign.policies.clauses import codes_of, posts_on
from countersign.policies.models import Edition, HolderNews, HoldingSeen, PolicyAudience
from countersign.policies.wording import Printed, lowered
from countersign.schools.models import Post, School
from countersign.words import later as _

BATCH = 500
SAID = _("""Hello %(forename)s,

Somebody new at %(school)s is:

%(posts)s

Our policies print the name by themselves. You need not sign anything again. You can read it here:

{link}
""")


def without_holder(edition: Edition, posts: dict[str, Printed]) -> list[tuple[str, str]]:
    """Return the posts that an edition prints and nobody holds, as code and title."""
    return [(code, posts[code].title) for code in sorted(codes_of(edition) & set(posts)) if not posts[code].names]


def wanting_holders(school: School, day: date) -> dict[str, list[str]]:
    """Return the codes of posts that nobody holds, each with the titles of the policies in force that print it."""
    posts = posts_on(school.pk, day)
    found: dict[str, list[str]] = {}
    for edition in editions_in_force(school):
        for code, _title in without_holder(edition, posts):
            found.setdefault(code, []).append(edition.title)
    return found


def editions_in_force(school: School) -> list[Edition]:
    """Return the newest published edition of each policy that is kept."""
    return list(Edition.objects.newest().filter(policy__school=school).select_related("policy").order_by("title", "pk"))


def tell_of_holders(now: datetime) -> int:
    """
    Tell people bound by policies that print a post of its new holder, and return how many were written to.

    Each person once, in batches: a worker that dies goes on where it was. Nobody signs again.
    """
    today = timezone.localdate(now)
    unseen = Holding.objects.filter(seen=None, from_date__lte=today)
    for school in School.objects.filter(pk__in=unseen.values("post__school").distinct()).order_by("pk"):
        look_at_holdings(school, now)
    if timezone.localtime(now).hour < clocks.EARLIEST_HOUR:
        return 0
    told = 0
    for news in HolderNews.objects.filter(done_at=None).order_by("pk"):
        told += tell_a_batch(news, now)
    return told


@transaction.atomic
def look_at_holdings(school: School, now: datetime) -> HolderNews | None:
    """Note which holdings have begun, and make news of those that change what a policy in force prints."""
    School.objects.select_for_update().get(pk=school.pk)
    today = timezone.localdate(now)
    holdings = Holding.objects.filter(seen=None, from_date__lte=today, post__school=school).select_related("post")
    editions = editions_in_force(school)
    posts: dict[Post, set[int]] = {}
    found = list(holdings.order_by("post__position", "pk"))
    for holding in found:
        if holding.is_held_on(today) and (changed := changed_by(holding, editions)):
            posts.setdefault(holding.post, set()).update(changed)
    news = None
    if posts:
        news = HolderNews.objects.create(school=school, posts=[post.title for post in posts], made_at=now)
        news.policies.set(set().union(*posts.values()))
    HoldingSeen.objects.bulk_create(
        HoldingSeen(holding=each, news=news if each.post in posts else None) for each in found
    )
    return news


def changed_by(holding: Holding, editions: list[Edition]) -> list[int]:
    """Return the policies whose printed words changed when somebody began to hold a post."""
    if holding.made_at is None:  # from before this was kept
        return []
    begins = timezone.make_aware(datetime.combine(holding.from_date, time.min))
    since = max(begins, holding.made_at)
    return [
        each.policy_id
        for each in editions
        if each.published_at is not None and each.published_at < since and holding.post.code in codes_of(each)
    ]


@transaction.atomic
def tell_a_batch(news: HolderNews, now: datetime) -> int:
    """Write to the next people bound, and note how far this came."""
    news = HolderNews.objects.select_for_update(of=("self",)).select_related("school").get(pk=news.pk)
    if news.done_at is not None:
        return 0
    policies = list(news.policies.filter(withdrawn_at=None))
    today = timezone.localdate(now)
    kinds = PolicyAudience.objects.filter(policy__in=policies).values("kind")
    roles = Role.objects.filter(Role.on(today), kind__in=kinds)
    bound = Person.objects.filter(school=news.school, pk__gt=news.told_to, pk__in=roles.values("person"))
    people = list(bound.exclude(email="").select_related("school").order_by("pk")[:BATCH])
    path = f"/policies/{policies[0].public_id}/" if len(policies) == 1 else "/policies/public/"
    posts = "\n".join(f"- {lowered(title)}" for title in news.posts)
    for person in people:
        with speaking_to(person):
            subject = gettext("A new name in our policies: %(school)s") % {"school": news.school.name}
            text = SAID % {"forename": person.called, "school": news.school.name, "posts": posts}
        send(
            person,
            about=news.school.reference,
            subject=subject,
            text=text,
            link_path=path,
            asked_by=None,
            at=now,
        )
    if people:
        news.told_to = people[-1].pk
    if len(people) < BATCH:
        news.done_at = now
    news.save(update_fields=["told_to", "done_at"])
    return len(people)
