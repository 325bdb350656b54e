"""Accounts that sign in, persons at a school, their roles and posts, and claim tickets."""

import datetime
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import override

from countersign.people import kept
from countersign.people.audiences import Audience
from countersign.people.names import is_honorific
from countersign.prepared import Prepared
from countersign.schools.models import Post, School
from countersign.words import later as _


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; an address is kept in lower case, so that it is found however it is typed."""

    def create_user(self, email: str, password: str | None = None) -> "Account":
        """Make an account with a password, or with none that works."""
        account = self.model(email=self.normalize_email(email).lower())
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Find the account of an address, whatever its case."""
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """A way of signing in, for one human being, at one school or several."""

    email = models.EmailField("e-mail address", unique=True)
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    signed_out_at = models.DateTimeField(null=True)  # whoever signed in before is signed out everywhere

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[AccountManager] = AccountManager()

    # Rights come from roles and posts at a school, never from Django's own flags.
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return self.email

    def get_session_auth_hash(self) -> str:
        """Return what each session must hold to be believed: a new password or signing out everywhere changes it."""
        return self._with_sign_out(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """Return the same under the secret keys that went before."""
        return (self._with_sign_out(each) for each in super().get_session_auth_fallback_hash())

    def _with_sign_out(self, base: str) -> str:
        moment = self.signed_out_at.isoformat() if self.signed_out_at else ""
        return hashlib.sha256(f"{base} {moment}".encode()).hexdigest()


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about people."""

    def at(self, school: School) -> "PersonQuerySet":
        """Keep those of one school."""
        return self.filter(school=school)

    def present(self, day: datetime.date) -> "PersonQuerySet":
        """Keep those with a role on a day."""
        return self.filter(models.Exists(Role.objects.filter(Role.on(day), person=models.OuterRef("pk"))))

    def named(self, words: str) -> "PersonQuerySet":
        """Keep those whose name, address, staff ID or job has each of these words in it."""
        found = self
        for word in words.split():
            job = Role.objects.filter(person=models.OuterRef("pk"), job_title__icontains=word)
            found = found.filter(
                Q(forename__icontains=word)
                | Q(surname__icontains=word)
                | Q(email__icontains=word)
                | Q(staff_id__iexact=word)
                | models.Exists(job)
            )
        return found

    def by_name(self) -> "PersonQuerySet":
        """Order as a register does."""
        return self.order_by("surname", "forename", "pk")


class Person(models.Model):
    """Somebody at a school, with or without an account."""

    school_id: int
    account_id: int | None
    line_manager_id: int | None

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="people")
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="persons")
    forename = models.CharField(max_length=100)
    surname = models.CharField(max_length=100, blank=True)
    printed_name = models.CharField(max_length=200, blank=True)  # as a policy prints it: Mrs Oyelaran
    email = models.EmailField(blank=True)
    staff_id = models.CharField(max_length=50, blank=True)
    is_administrator = models.BooleanField(default=False)
    # Who is told when something stays unsigned; empty: the headteacher.
    line_manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="team")
    language = models.CharField(max_length=10, blank=True)  # that pages and messages are in; empty: nobody chose
    demonstration_note = models.CharField(max_length=200, blank=True)  # offered on the demonstration page, and why
    made_at = models.DateTimeField(default=timezone.now)

    roles_kept: "list[Role] | None" = None

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "account"], condition=~Q(account=None), name="person_once_for_an_account"
            ),
            models.UniqueConstraint(
                fields=["school", "staff_id"], condition=~Q(staff_id=""), name="person_staff_id_once_in_a_school"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["school", "surname", "forename"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Full name, as known at the school."""
        return f"{self.forename} {self.surname}".strip()

    @property
    def called(self) -> str:
        """How a letter greets this person: by forename, or where only a title is known as "Mrs Lowther"."""
        return self.name if is_honorific(self.forename) else self.forename

    @property
    def reference(self) -> str:
        """How the ledger names this person."""
        return f"person:{self.public_id}"

    def roles_on(self, day: datetime.date) -> "list[Role]":
        """Return the roles held on a day, the oldest first."""
        is_fetched = "roles" in getattr(self, "_prefetched_objects_cache", {})
        return held(self.roles.all() if is_fetched else self.roles_kept or ROLES_OF.all(self.pk), day)

    def keep_roles(self) -> None:
        """Read the roles once, for a page that asks about them several times."""
        self.roles_kept = ROLES_OF.all(self.pk)

    def kinds_on(self, day: datetime.date) -> set[str]:
        """Return what this person is to the school on a day, as audience codes."""
        return {role.kind for role in self.roles_on(day)}

    def posts_on(self, day: datetime.date) -> "list[Post]":
        """Return the posts held on a day."""
        return [holding.post for holding in self.holdings.select_related("post") if holding.is_held_on(day)]

    def job_on(self, day: datetime.date) -> str:
        """Return what this person does, in words: the job title, else the kind of role."""
        titles = [role.job_title or role.get_kind_display() for role in self.roles_on(day)]
        return ", ".join(dict.fromkeys(titles))


class FromTo(models.Model):
    """Something held from a first day to a last day, both included; no last day: until further notice."""

    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                name="%(class)s_ends_after_it_starts", condition=Q(to_date=None) | Q(to_date__gte=F("from_date"))
            ),
        ]

    def is_held_on(self, day: datetime.date) -> bool:
        """Return whether the day is within, the last day included."""
        return self.from_date <= day and (self.to_date is None or day <= self.to_date)

    @classmethod
    def on(cls, day: datetime.date, prefix: str = "") -> Q:
        """Return the condition for being held on a day."""
        return Q(**{f"{prefix}from_date__lte": day}) & (
            Q(**{f"{prefix}to_date": None}) | Q(**{f"{prefix}to_date__gte": day})
        )


class Role(FromTo):
    """What somebody is at the school from when to when."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=Audience)
    job_title = models.CharField(max_length=100, blank=True)

    def __str__(self) -> str:
        return self.job_title or self.get_kind_display()

    @property
    def in_english(self) -> str:
        """As a record keeps it, whoever's session writes it."""
        with override(settings.LANGUAGE_CODE):
            return str(self)


ROLES_OF = Prepared(lambda person: Role.objects.filter(person=person))


def held(roles: Iterable[Role], day: datetime.date) -> list[Role]:
    """Return those of some roles that are held on a day, the oldest first."""
    return sorted((role for role in roles if role.is_held_on(day)), key=lambda role: (role.from_date, role.pk))


class Holding(FromTo):
    """Who holds a post from when to when."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="holdings")
    made_at = models.DateTimeField(null=True, default=timezone.now)  # when it was entered; empty: before this was kept

    def __str__(self) -> str:
        return f"{self.person}, {self.post}"


class Absence(FromTo):
    """
    Days on which somebody is away: they are not reminded, and the days do not count for their reminders.

    Why is not kept: it is nobody's business here.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")

    def __str__(self) -> str:
        return f"{self.person} is away from {self.from_date:%-d %B %Y}"


class Ticket(models.Model):
    """
    A single-use link that lets one person do one thing without an account.

    Only the SHA-256 of its secret is kept. Opening the link shows a page; only pressing its button uses
    the ticket, since mail scanners open links.
    """

    class Purpose(models.TextChoices):
        """What a ticket lets its bearer do."""

        SIGN = "sign", _("read and sign")
        JOIN = "join", _("make an account")

    person = models.ForeignKey(Person, models.CASCADE, related_name="tickets")
    purpose = models.CharField(max_length=10, choices=Purpose)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    channel = models.CharField(max_length=100)  # in words, masked: "e-mail to p…@mail.example"
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_from = models.CharField(max_length=64, blank=True)  # SHA-256 of the mark of the page that used it
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "purpose"], name="ticket_of_a_person")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.channel}"

    @property
    def channel_in_words(self) -> str:
        """How it reached its bearer, in the reader's language."""
        return kept.in_words(self.channel)

    def is_open(self, now: datetime.datetime) -> bool:
        """Return whether this ticket still lets its bearer in."""
        return self.used_at is None and self.replaced_at is None and now < self.expires_at
