"""A school whose people have signed, and directories that live in memory."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from countersign.access import actions, opening, steering
from countersign.access.connectors.memory import Memory
from countersign.access.jobs import apply_due, reconcile_due
from countersign.access.models import Connector, Entitlement, Grant, Permission
from countersign.ledger.actions import open_chain
from countersign.people.models import Account, Holding, Person, Role
from countersign.schools.models import Post, School
from countersign.schools.posts import STARTING_POSTS

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def make_school(name: str = "Hollin Bank Primary School") -> School:
    school = School.objects.create(
        name=name, chain=open_chain(name), opened_at=timezone.now(), set_up_at=timezone.now()
    )
    Post.objects.bulk_create(
        Post(school=school, code=post.code, title=post.title, may_countersign=post.may_countersign, position=place)
        for place, post in enumerate(STARTING_POSTS)
    )
    return school


def make_person(
    school: School,
    forename: str = "Aisha",
    surname: str = "Khan",
    *,
    kind: str = "staff",
    post: str = "",
    **details: Any,
) -> Person:
    ends = details.pop("ends", None)
    starts = details.pop("starts", date(2020, 9, 1))
    person = Person.objects.create(school=school, forename=forename, surname=surname, **details)
    Role.objects.create(person=person, kind=kind, from_date=starts, to_date=ends)
    if post:
        Holding.objects.create(post=school.posts.get(code=post), person=person, from_date=date(2020, 9, 1))
    return person


def make_head(school: School) -> Person:
    return make_person(school, "Margaret", "Oyelaran", post="headteacher")


def make_administrator(school: School) -> Person:
    return make_person(school, "Oona", "Marsh", is_administrator=True)


def make_entitlements(school: School) -> tuple[Entitlement, Entitlement]:
    mail = Entitlement.objects.create(
        school=school, title="Staff", sentence="an account and school e-mail", kinds=["staff"], is_kept_when_late=True
    )
    papers = Entitlement.objects.create(
        school=school, title="Governors’ papers", sentence="the governors’ papers", kinds=["governors"]
    )
    return mail, papers


def make_permission(school: School, code: str = "remote", title: str = "Remote access", **details: Any) -> Permission:
    return Permission.objects.create(school=school, code=code, title=title, **details)


def countersign(person: Person, by: Person, *, at: datetime = NOW, **facts: Any) -> None:
    """Tell access of an agreement signed and countersigned, as the agreements do."""
    told: dict[str, Any] = {
        "policy_reference": "policy:aup",
        "signed_at": at - timedelta(hours=1), "edition_number": 3, "countersigned_at": at, "countersigned_by": by,
        "due_on": date(2027, 9, 1), "grace_days": 14, "refused_at": None, "refusal_reason": "", "ended_at": None,
        "decision_reference": f"agreement:{person.public_id}",
    }  # fmt: skip
    actions.stand(person, **told | facts, at=at)


def give(person: Person, permission: Permission, by: Person, **details: Any) -> Grant:
    asked: dict[str, Any] = {
        "until": date(2026, 12, 18), "reason": "to plan at home", "decision_reference": f"agreement:{person.public_id}",
        "at": NOW,
    }  # fmt: skip
    return actions.grant(person, permission, granted_by=by, **asked | details)


def make_connector(school: School, by: Person, kind: str = Connector.Kind.LDAP, **details: Any) -> Connector:
    asked: dict[str, Any] = {"name": "Hollin Bank directory", "settings": {}, "secret_name": "", "mail_domain": ""}
    return steering.connect(school, kind=kind, by=by, at=NOW, **asked | details)


def make_directory(connector: Connector, monkeypatch: Any, *, groups: Iterable[str] = ()) -> Memory:
    """Put a directory in memory in the place of the real one of this connector."""
    directory = Memory(connector.name, frozenset(groups), clock=lambda: NOW)
    real = opening.opened

    def opened(row: Connector, now: datetime) -> Any:
        if row.pk != connector.pk:
            return real(row, now)
        directory.clock = lambda: now
        directory.managed_groups = opening.managed(row)
        return directory

    for user in ("reconciling", "applying", "accounts"):
        monkeypatch.setattr(f"countersign.access.{user}.opened", opened)
    return directory


def work(now: datetime = NOW, rounds: int = 3) -> int:
    """Let the worker go round until nothing is left for it, a few seconds apart."""
    return sum(bool(reconcile_due(now)) + apply_due(now) for _ in range(rounds))


def sign_in(client: Any, person: Person) -> Any:
    """Sign in as somebody, who gets an account for it."""
    from countersign.people.sign_in import known_by

    if person.account is None:
        person.account = Account.objects.create(email=f"person-{person.pk}@mail.example", password="!")
        person.save(update_fields=["account"])
    client.force_login(person.account)
    session = client.session
    session["known_by"] = known_by("password+totp", "password and a code from an authenticator app", timezone.now())
    session.save()
    return client
