"""What is done to a school: set it up, change its details, its posts and its rule."""

import re
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from countersign.access import catalogue
from countersign.ledger import keys
from countersign.ledger.actions import open_chain, record
from countersign.people import actions as people
from countersign.people.audiences import Audience
from countersign.people.models import Account, Holding, Person
from countersign.people.names import tidy
from countersign.people.permissions import can_set_up
from countersign.refusals import Refused, require
from countersign.schools.models import Post, School
from countersign.schools.posts import STARTING_POSTS
from countersign.setup.answers import Answers, Holder, Rule
from countersign.setup.events import PostAdded, PostChanged, RemindersChanged, SchoolChanged, SchoolSetUp
from countersign.setup.names import told_apart
from countersign.words import later as _

SETTING_UP_LOCK = 0x5C4001
GOVERNING = {"chair-of-governors"}


class SetUpAlready(Refused):
    """Two people set up at once, or one came late."""

    message = _(
        "A school has been set up here meanwhile, so nothing of this was kept. Sign in, or ask whoever set it up."
    )


class NobodyCountersigns(Refused):
    """Without a post that countersigns nothing would ever come into force."""

    message = _("Choose at least one post that may countersign.")


class NoTitle(Refused):
    """A post prints its title where nobody holds it."""

    message = _("Give the post a title.")


class WrongOrder(Refused):
    """Somebody else would be told before the signer was reminded for the last time."""

    message = _("People are reminded first, then their line manager is told, and then the headteacher. Check the days.")


class CodeTaken(Refused):
    """Two posts of one code."""

    message = _("The school has a post with this short name already. Choose another.")


class WrongCode(Refused):
    """A code that a text could not name."""

    message = _("The short name may have small letters, numbers and hyphens only, like premises-manager.")


@transaction.atomic
def set_up(answers: Answers) -> Person:
    """
    Make the school with its chain, posts, first administrator and holders, all or nothing; return the administrator.

    Only into an empty database: whoever comes second is told, and nothing of theirs is kept.
    """
    now = timezone.now()
    today = timezone.localdate(now)
    if connection.vendor == "postgresql":  # SQLite lets one writer in at a time already
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SETTING_UP_LOCK])
    if School.objects.exists():
        raise SetUpAlready
    if not answers.countersigning:
        raise NobodyCountersigns

    name = tidy(answers.name)
    school = School.objects.create(
        name=name,
        web_address=answers.web_address,
        chain=open_chain(name),
        opened_at=now,
        set_up_at=now,
        **_of_rule(answers.rule),
    )
    posts = make_posts(school, answers.countersigning)
    administrator = _make_administrator(school, answers, today, now)
    named = {administrator.email.casefold(): administrator, administrator.printed_name.casefold(): administrator}
    for code, holder in answers.holders.items():
        person = _find_or_add(school, code, holder, named, today, now)
        people.hold_post(posts[code], person, from_date=today, by=None, at=now)
    catalogue.begin(school, at=now)
    transaction.on_commit(lambda: make_seal_key(school))
    record(
        SchoolSetUp(
            subject=school.reference,
            name=school.name,
            web_address=school.web_address,
            renewal=renewal_of(school),
            days_to_sign=school.days_to_sign,
            grace_days=school.grace_days,
            countersigning_posts=sorted(answers.countersigning),
        ),
        school=school,
        by=administrator,
        at=now,
    )
    return administrator


def make_posts(school: School, countersigning: list[str]) -> dict[str, Post]:
    """Make the posts every school starts with."""
    made = Post.objects.bulk_create(
        Post(
            school=school,
            code=post.code,
            title=str(post.title),
            may_countersign=post.code in countersigning,
            position=place,
        )
        for place, post in enumerate(STARTING_POSTS)
    )
    return {post.code: post for post in made}


def make_seal_key(school: School) -> None:
    """Make the key that seals the school's records; made again when first needed, should this not come to pass."""
    keys.school_key(school.chain.uuid, school.name)


@transaction.atomic
def change_details(
    school: School, *, name: str, web_address: str, urn: str = "", ukprn: str = "", by: Person
) -> School:
    """Change the school's name, web address or numbers; what was signed keeps those it had."""
    school = School.objects.select_for_update().get(pk=school.pk)
    require(can_set_up(by, school))
    school.name, school.web_address, school.urn, school.ukprn = tidy(name), web_address, urn, ukprn
    return _changed(school, ["name", "web_address", "urn", "ukprn"], by)


@transaction.atomic
def change_rule(school: School, rule: Rule, *, by: Person) -> School:
    """Change when people sign again: it counts from now on, for what was signed before too."""
    school = School.objects.select_for_update().get(pk=school.pk)
    require(can_set_up(by, school))
    values = _of_rule(rule)
    for field, value in values.items():
        setattr(school, field, value)
    return _changed(school, list(values), by)


@transaction.atomic
def change_reminders(
    school: School, *, days: list[int], manager_day: int | None, head_day: int | None, by: Person
) -> School:
    """Change on which school days people are reminded, and when their line manager and the head are told."""
    school = School.objects.select_for_update().get(pk=school.pk)
    require(can_set_up(by, school))
    days = sorted(set(days))
    told = [day for day in (manager_day, head_day) if day is not None]
    if not days or (told and min(told) <= days[-1]) or (len(told) == 2 and told[0] >= told[1]):
        raise WrongOrder
    school.reminder_days = " ".join(map(str, days))
    school.manager_day, school.head_day = manager_day, head_day
    school.save(update_fields=["reminder_days", "manager_day", "head_day"])
    event = RemindersChanged(subject=school.reference, reminder_days=days, manager_day=manager_day, head_day=head_day)
    record(event, school=school, by=by, at=timezone.now())
    return school


@transaction.atomic
def change_post(post: Post, *, title: str, may_countersign: bool, by: Person) -> Post:
    """Rename a post, or say whether its holder may countersign."""
    post = Post.objects.select_for_update(of=("self",)).select_related("school").get(pk=post.pk)
    require(can_set_up(by, post.school))
    title = tidy(title)
    if not title:
        raise NoTitle
    if (post.title, post.may_countersign) == (title, may_countersign):
        return post
    others = Post.objects.filter(school=post.school, may_countersign=True).exclude(pk=post.pk)
    if not may_countersign and not others.exists():
        raise NobodyCountersigns
    post.title, post.may_countersign = title, may_countersign
    post.save(update_fields=["title", "may_countersign"])
    event = PostChanged(subject=post.school.reference, code=post.code, title=title, may_countersign=may_countersign)
    record(event, school=post.school, by=by, at=timezone.now())
    return post


@transaction.atomic
def add_post(school: School, *, code: str, title: str, may_countersign: bool, by: Person) -> Post:
    """Add a post of the school's own, which texts can then name."""
    school = School.objects.select_for_update().get(pk=school.pk)
    require(can_set_up(by, school))
    title = tidy(title)
    if not title:
        raise NoTitle
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,49}", code):
        raise WrongCode
    if Post.objects.filter(school=school, code=code).exists():
        raise CodeTaken
    place = Post.objects.filter(school=school).count()
    post = Post.objects.create(school=school, code=code, title=title, may_countersign=may_countersign, position=place)
    event = PostAdded(subject=school.reference, code=code, title=title, may_countersign=may_countersign)
    record(event, school=school, by=by, at=timezone.now())
    return post


@transaction.atomic
def give_post(post: Post, person: Person, *, from_date: date, by: Person) -> Holding:
    """Give a post to somebody from a day on."""
    return people.hold_post(post, person, from_date=from_date, by=by, at=timezone.now())


@transaction.atomic
def give_post_to_new_person(post: Post, holder: Holder, *, from_date: date, by: Person) -> Holding:
    """Add somebody the school does not have yet, and give them a post from a day on."""
    now = timezone.now()
    person = _add(post.school, post.code, holder, from_date, by, now)
    return people.hold_post(post, person, from_date=from_date, by=by, at=now)


def renewal_of(school: School) -> str:
    """Return the yearly rule as the ledger keeps it: a day of the year, or "a year after signing"."""
    if school.renewal_month is None:
        return "a year after signing"
    return f"--{school.renewal_month:02d}-{school.renewal_day:02d}"  # ISO 8601's form of a day without its year


def _of_rule(rule: Rule) -> dict[str, int | None]:
    return {
        "renewal_month": rule.month,
        "renewal_day": rule.day,
        "days_to_sign": rule.days_to_sign,
        "grace_days": rule.grace_days,
    }


def _changed(school: School, fields: list[str], by: Person) -> School:
    school.save(update_fields=fields)
    event = SchoolChanged(
        subject=school.reference,
        name=school.name,
        web_address=school.web_address,
        urn=school.urn,
        ukprn=school.ukprn,
        renewal=renewal_of(school),
        days_to_sign=school.days_to_sign,
        grace_days=school.grace_days,
    )
    record(event, school=school, by=by, at=timezone.now())
    return school


def _make_administrator(school: School, answers: Answers, today: date, now: datetime) -> Person:
    name = told_apart(answers.your_name)
    administrator = people.add_person(
        school,
        forename=name.forename,
        surname=name.surname,
        printed_name=name.printed,
        email=answers.your_email,
        is_administrator=True,
        kind=Audience.STAFF,
        from_date=today,
        by=None,
        at=now,
    )
    administrator.account = Account.objects.create(email=answers.your_email.lower(), password=answers.password_hash)
    administrator.save(update_fields=["account"])
    return administrator


def _find_or_add(
    school: School,
    code: str,
    holder: Holder,
    named: dict[str, Person],
    today: date,
    now: datetime,
) -> Person:
    """Return who holds a post: the administrator by their address, anybody by a name that was given before."""
    name = tidy(holder.name).casefold()
    person = named.get(name) or named.get(holder.email.casefold())
    if person is None:
        person = _add(school, code, holder, today, None, now)
    named[name] = person
    return person


def _add(school: School, code: str, holder: Holder, from_date: date, by: Person | None, now: datetime) -> Person:
    name = told_apart(holder.name)
    return people.add_person(
        school,
        forename=name.forename,
        surname=name.surname,
        printed_name=name.printed,
        email=holder.email,
        kind=Audience.GOVERNORS if code in GOVERNING else Audience.STAFF,
        from_date=from_date,
        by=by,
        at=now,
    )
