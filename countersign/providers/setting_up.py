"""Saying how people of a school sign in: set up, change, try, retire. Each change is one transaction."""

import datetime
from typing import Any

from django.db import transaction

from countersign.ledger.actions import record
from countersign.people.models import Account, Person
from countersign.providers import directory, oidc, saml
from countersign.providers.events import PasswordRuleChanged, ProviderChanged, ProviderRetired, ProviderSetUp
from countersign.providers.models import Link, PasswordRule, Provider, issuer_of
from countersign.providers.permissions import can_set_sign_in
from countersign.providers.ways import administrators_left
from countersign.refusals import Refused, require
from countersign.schools.models import School
from countersign.words import later as _


class WordsTaken(Refused):
    """Two buttons that would say the same."""

    message = _("Another button says this already. Choose other words.")


class IssuerFixed(Refused):
    """Another issuer for accounts that are connected already: its subjects are other people."""

    message = _(
        "People are connected already, and another provider’s accounts are other people’s. Set it up beside this one."
    )


class LastAdministratorsWay(Refused):
    """A provider without which no administrator could sign in."""

    message = _("No administrator could sign in without it. Choose a password or make a passkey first.")


@transaction.atomic
def set_up(
    school: School,
    *,
    kind: str,
    words: str,
    settings: dict[str, Any],
    secret: str,
    trusts_second_step: bool,
    matches_by: str,
    by: Person,
    at: datetime.datetime,
) -> Provider:
    """Let people sign in with accounts they have at a provider."""
    require(can_set_sign_in(by, school))
    provider = Provider(
        school=school,
        kind=kind,
        words=words,
        settings=settings,
        trusts_second_step=trusts_second_step,
        matches_by=matches_by,
        made_at=at,
    )
    _check_words(provider)
    provider.keep(secret)
    provider.save()
    event = ProviderSetUp(
        subject=provider.reference,
        words=words,
        sort=kind,
        issuer=provider.issuer,
        trusts_second_step=trusts_second_step,
        matches_by=matches_by,
    )
    record(event, school=school, by=by, at=at)
    return provider


@transaction.atomic
def change(
    provider: Provider,
    *,
    words: str,
    settings: dict[str, Any],
    secret: str,
    trusts_second_step: bool,
    matches_by: str,
    by: Person,
    at: datetime.datetime,
) -> Provider:
    """Change how people sign in at a provider; an empty secret keeps the one there is."""
    provider = Provider.objects.select_for_update(of=("self",)).select_related("school").get(pk=provider.pk)
    require(can_set_sign_in(by, provider.school))
    is_same = issuer_of(provider.kind, settings) == provider.issuer and (
        provider.settings.get("subject_attribute") == settings.get("subject_attribute")
    )
    if not is_same and provider.links.exists():
        raise IssuerFixed
    provider.words, provider.settings = words, settings
    provider.trusts_second_step, provider.matches_by = trusts_second_step, matches_by
    _check_words(provider)
    if secret:
        provider.keep(secret)
    provider.save()
    event = ProviderChanged(
        subject=provider.reference,
        words=words,
        issuer=provider.issuer,
        trusts_second_step=trusts_second_step,
        matches_by=matches_by,
        has_new_secret=bool(secret),
    )
    record(event, school=provider.school, by=by, at=at)
    return provider


@transaction.atomic
def retire(provider: Provider, *, by: Person, at: datetime.datetime) -> None:
    """Let nobody sign in there any more: links and sessions end, and the secret is forgotten."""
    provider = Provider.objects.select_for_update(of=("self",)).select_related("school").get(pk=provider.pk)
    require(can_set_sign_in(by, provider.school))
    if provider.retired_at:
        return
    if not administrators_left(provider.school, without=provider):
        raise LastAdministratorsWay
    live = Link.objects.filter(provider=provider, ended_at=None)
    Account.objects.filter(persons__in=live.values("person")).update(signed_out_at=at)
    ended = live.update(ended_at=at)
    provider.retired_at, provider.secret = at, ""
    provider.save(update_fields=["retired_at", "secret"])
    provider.arrivals.all().delete()
    event = ProviderRetired(subject=provider.reference, words=provider.words, links_ended=ended)
    record(event, school=provider.school, by=by, at=at)


@transaction.atomic
def choose_passwords(school: School, *, only_without_link: bool, by: Person, at: datetime.datetime) -> None:
    """Choose whether people who sign in elsewhere may also use a password here."""
    require(can_set_sign_in(by, school))
    rule, _made = PasswordRule.objects.select_for_update().get_or_create(school=school)
    if rule.only_without_link == only_without_link:
        return
    rule.only_without_link = only_without_link
    rule.save()
    event = PasswordRuleChanged(subject=school.reference, only_without_link=only_without_link)
    record(event, school=school, by=by, at=at)


def try_it(provider: Provider) -> str:
    """Look whether a provider can be used, and say what was found; what is wrong is raised as a sentence."""
    if provider.kind == Provider.Kind.LDAP:
        return directory.check(provider)
    if provider.kind == Provider.Kind.SAML:
        saml.library()
        return str(_("The metadata are in order. Whether the provider knows us shows at the first sign-in."))
    return oidc.check(provider)


def _check_words(provider: Provider) -> None:
    same = Provider.objects.filter(school=provider.school, words__iexact=provider.words, retired_at=None)
    if same.exclude(pk=provider.pk).exists():
        raise WordsTaken
