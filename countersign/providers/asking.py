"""What the pages about signing in are told: where else people have an account."""

from django.urls import reverse

from countersign.people.asking import Way
from countersign.people.models import Account
from countersign.providers.models import Link, Provider
from countersign.providers.ways import schools_without_password
from countersign.schools.models import School


def ways_in(*, school: School | None, account: Account | None, only_linked: bool) -> list[Way]:
    """Return the ways in at a school, or at every school; of an account, those at its schools, or those it uses."""
    providers = Provider.objects.filter(retired_at=None).select_related("school").order_by("school__name", "pk")
    links: dict[int, Link] = {}
    if school:
        providers = providers.filter(school=school)
    if account:
        links = {link.provider_id: link for link in Link.objects.filter(person__account=account, ended_at=None)}
        providers = providers.filter(school__people__account=account)
    found = [each for each in providers if not only_linked or each.pk in links]
    several = len({each.school_id for each in found}) > 1
    return [way(each, links.get(each.pk), several=several) for each in found]


def way(provider: Provider, link: Link | None, *, several: bool) -> Way:
    """Return a provider as a page offers it."""
    return Way(
        words=provider.words,
        address=reverse("providers:begin", args=[provider.public_id]),
        school=provider.school.name if several else "",
        link=reverse("providers:disconnect", args=[link.pk]) if link else "",
    )


def closed_to_passwords(account: Account) -> set[int]:
    """Return the schools whose pages a password of this account does not open."""
    return schools_without_password(account)
