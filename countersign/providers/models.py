"""Where people have an account already, whose account is whose, and who came that nobody knows yet."""

import uuid
from typing import Any, ClassVar

from django.conf import settings as of_installation
from django.db import models
from django.db.models import Q
from django.utils.translation import override

from countersign.people.models import Person
from countersign.providers.keeping import decrypt, encrypt
from countersign.schools.models import School
from countersign.words import later as _


class Provider(models.Model):
    """Somewhere people of one school have an account already. It opens that school's pages and no other's."""

    school_id: int

    class Kind(models.TextChoices):
        """What there is to sign in with."""

        MICROSOFT = "microsoft", _("Microsoft 365 (Entra ID)")
        GOOGLE = "google", _("Google Workspace")
        OIDC = "oidc", _("Another provider that speaks OpenID Connect")
        SAML = "saml", _("A provider that speaks SAML 2.0")
        LDAP = "ldap", _("The school’s own directory (LDAP or Active Directory)")

    class Match(models.TextChoices):
        """By what a newcomer may be taken for somebody on the roster."""

        NOTHING = "nothing", _("By nothing: an administrator says who it is")
        STAFF_ID = "staff-id", _("By the staff ID that the provider says")
        EMAIL = "email", _("By a verified e-mail address in the school’s own domain")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="providers")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField(max_length=40)  # on the button, after "Sign in with"
    settings = models.JSONField(default=dict)
    secret = models.TextField(blank=True)  # encrypted
    trusts_second_step = models.BooleanField(default=False)
    matches_by = models.CharField(max_length=20, choices=Match, default=Match.NOTHING)
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["school", "words"], condition=Q(retired_at=None), name="provider_words_once_in_a_school"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def reference(self) -> str:
        """How the ledger names it."""
        return f"provider:{self.public_id}"

    @property
    def method(self) -> str:
        """How the record names this way of signing in."""
        return self.kind if self.kind in (self.Kind.SAML, self.Kind.LDAP) else "oidc"

    @property
    def issuer(self) -> str:
        """Who says who somebody is: with the subject it names one account in the world."""
        return issuer_of(self.kind, self.settings)

    def reveal(self) -> str:
        """Return the secret, for the moment it is used."""
        return decrypt(self.secret)

    def keep(self, secret: str) -> None:
        """Keep a new secret, encrypted."""
        self.secret = encrypt(secret)


def issuer_of(kind: str, settings: dict[str, Any]) -> str:
    """Return the issuer that a provider's settings mean."""
    if kind == Provider.Kind.MICROSOFT:
        return f"{of_installation.MICROSOFT_AUTHORITY}/{settings.get('tenant', '')}/v2.0"
    if kind == Provider.Kind.GOOGLE:
        return str(of_installation.GOOGLE_ISSUER)
    if kind == Provider.Kind.LDAP:
        return f"{settings.get('url', '').rstrip('/')}/{settings.get('base', '')}"
    return str(settings.get("issuer", ""))


class Link(models.Model):
    """Whose an account elsewhere is. It says how we came to know, and it ends rather than changes."""

    provider_id: int
    person_id: int

    class How(models.TextChoices):
        """How it became known that an account is somebody's."""

        TICKET = "ticket", _("with a single-use link")
        CONNECTED = "connected", _("by the person, signed in")
        SAID = "said", _("by an administrator’s word")
        CLAIM = "claim", _("by what the provider said, as the school had chosen")

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="links")
    person = models.ForeignKey(Person, models.PROTECT, related_name="sign_in_links")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    how = models.CharField(max_length=20, choices=How)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "subject"], condition=Q(ended_at=None), name="sign_in_link_one_person_a_subject"
            ),
            models.UniqueConstraint(
                fields=["provider", "person"], condition=Q(ended_at=None), name="sign_in_link_one_subject_a_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider}: {self.person}"

    def how_in_english(self) -> str:
        """Say how it became known whose account it is, for the record: what is kept is kept in English."""
        with override("en-gb"):
            return str(self.get_how_display())


class Arrival(models.Model):
    """Somebody a provider vouched for, of whom nobody has said yet who they are here."""

    provider_id: int

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="arrivals")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=254, blank=True)
    email_is_verified = models.BooleanField(default=False)
    staff_id = models.CharField(max_length=50, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "subject"], name="arrival_once_a_subject"),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.subject


class PasswordRule(models.Model):
    """Whether people of a school who sign in elsewhere may also use a password here. None: they may."""

    school = models.OneToOneField(School, models.CASCADE, related_name="password_rule")
    only_without_link = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.school}: {self.only_without_link}"
