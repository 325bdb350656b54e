"""Which ways of signing in somebody has, so that nobody loses their last one."""

from allauth.mfa.models import Authenticator

from countersign.people.models import Account, Person
from countersign.providers.models import Link, PasswordRule, Provider
from countersign.schools.models import School


def has_own_way(account: Account | None) -> bool:
    """Return whether an account has a password or a passkey of its own."""
    if account is None:
        return False
    passkeys = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.WEBAUTHN)
    return account.has_usable_password() or passkeys.exists()


def has_another_way(person: Person, *, but: Link | None = None, without: Provider | None = None) -> bool:
    """Return whether somebody can sign in without one link, or without one provider."""
    if has_own_way(person.account):
        return True
    links = Link.objects.filter(person=person, ended_at=None, provider__retired_at=None)
    if but:
        links = links.exclude(pk=but.pk)
    if without:
        links = links.exclude(provider=without)
    return links.exists()


def administrators_left(school: School, *, without: Provider) -> bool:
    """Return whether an administrator could still sign in if a provider were gone."""
    administrators = Person.objects.at(school).filter(is_administrator=True).exclude(account=None)
    return any(has_another_way(each, without=without) for each in administrators.select_related("account"))


def schools_without_password(account: Account) -> set[int]:
    """
    Return the schools whose pages a password of this account does not open.

    Only where the person signs in elsewhere: whoever has no other way keeps the password. Administrators keep it
    always, for the day on which the provider is out of reach.
    """
    ruled = PasswordRule.objects.filter(only_without_link=True).values("school")
    links = Link.objects.filter(
        person__account=account,
        person__is_administrator=False,
        person__school__in=ruled,
        ended_at=None,
        provider__retired_at=None,
    )
    return set(links.values_list("person__school_id", flat=True))
