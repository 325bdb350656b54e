"""
The same question asked of django-termsandconditions and django-tos: a process with settings of their own.

Both have a person agree to terms and both say whether somebody still has to. Neither has editions for an audience,
renewal, or a second signature; the first is asked about as many terms as we have policies, the second knows only one.
Caches are emptied between rounds, so that each person's answer is worked out, as ours is; what holds for everybody may
come from the cache.
"""

import json
import sys
from collections.abc import Callable

import django
from django.conf import settings

from countersign.bench.timing import least_each

PEOPLE, TERMS = 200, 5
APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites"]


def set_up() -> None:
    """Start Django with the peers' apps, a database in memory and their caches as they come."""
    settings.configure(
        INSTALLED_APPS=[*APPS, "termsandconditions", "tos"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        SECRET_KEY="measured",  # noqa: S106  guards nothing
        USE_TZ=True,
        SITE_ID=1,
        DEBUG=False,
        LOGGING_CONFIG=None,
    )
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  the settings are needed first

    call_command("migrate", verbosity=0, run_syncdb=True)


def main() -> None:
    """Print, as JSON, the microseconds and queries that each peer takes to answer."""
    set_up()
    from django.contrib.auth.models import User  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415
    from termsandconditions.models import TermsAndConditions, UserTermsAndConditions  # noqa: PLC0415
    from tos.models import TermsOfService, UserAgreement, has_user_agreed_latest_tos  # noqa: PLC0415

    users = User.objects.bulk_create(User(username=f"person-{number}") for number in range(PEOPLE))
    terms = [
        TermsAndConditions.objects.create(slug=f"terms-{number}", name="Terms", date_active=timezone.now(), text="Text")
        for number in range(TERMS)
    ]
    UserTermsAndConditions.objects.bulk_create(
        UserTermsAndConditions(user=user, terms=each) for user in users for each in terms
    )
    one = TermsOfService.objects.create(active=True, content="Text")
    UserAgreement.objects.bulk_create(UserAgreement(terms_of_service=one, user=user) for user in users)

    def ask_of_terms() -> None:
        for user in users:
            if list(TermsAndConditions.get_active_terms_not_agreed_to(user)):
                raise AssertionError("Everybody has agreed to everything.")

    def ask_of_tos() -> None:
        for user in users:
            if not has_user_agreed_latest_tos(user):
                raise AssertionError("Everybody has agreed.")

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    found = {"termsandconditions": measured(ask_of_terms, rounds), "tos": measured(ask_of_tos, rounds)}
    sys.stdout.write(json.dumps(found))


def measured(ask_everybody: Callable[[], None], rounds: int) -> tuple[float, float]:
    """Return the microseconds and the queries that one answer takes."""
    from django.core.cache import cache  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as queries:
        ask_everybody()
    found = []
    for _ in range(rounds):
        cache.clear()
        found.append(least_each(ask_everybody, 1, rounds=1) * 1e6 / PEOPLE)
    return min(found), len(queries) / PEOPLE


if __name__ == "__main__":
    main()
