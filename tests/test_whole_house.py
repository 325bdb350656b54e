"""What is true of the whole repository."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from countersign.reference import events_reference, settings_reference

ROOT = Path(settings.ROOT)


def tracked(*patterns: str) -> list[Path]:
    """Return the repository's own files, or every file where this is no checkout."""
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def test_no_lock_names_a_host() -> None:
    for lock in [*ROOT.glob("*.lock"), *ROOT.glob("package-lock.json")]:
        assert "://" not in lock.read_text(), lock.name


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_setting_is_in_the_reference() -> None:
    assert (ROOT / "docs/reference/settings.md").read_text() == settings_reference()


def test_every_event_is_in_the_reference() -> None:
    assert (ROOT / "docs/reference/events.md").read_text() == events_reference()


def test_every_link_in_the_documents_leads_somewhere() -> None:
    for page in tracked("*.md"):
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def pages(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, URLPattern]]:
    """Return every page with its pattern."""
    found: list[tuple[str, URLPattern]] = []
    for each in patterns:
        if isinstance(each, URLResolver):
            found += pages(each.url_patterns, prefix + str(each.pattern))
        else:
            found.append((prefix + str(each.pattern), each))
    return found


SAMPLES = {"uuid": "7f9c24e8-3b12-4a4e-8f0c-1d2e3f405060", "int": "1", "str": "x", "slug": "x", "path": "x"}
OPEN_TO_ALL = re.compile(
    r"^(health/|sign-in/|sign-out/|link-ended/|messages/new-link/|i/|verify|styleguide|accounts/|set-up|setup|welcome|static|demonstration|policies/public|policies/(linked/)?<uuid|policies/reviews/calendar/|privacy|accessibility|locked)"
)


@pytest.mark.django_db
def test_each_page_refuses_a_stranger() -> None:
    """A page is open to all only when it says so, and those that do are listed here."""
    from countersign.policies.tests.factories import make_school

    make_school()
    client = Client()
    opened = []
    for route, pattern in pages(get_resolver().url_patterns):
        if not getattr(pattern.callback, "login_required", True):
            opened.append(route)
            continue
        address = "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES.get(match[1] or "str", "x"), route)
        answer = client.get(address)
        assert answer.status_code in (302, 405), f"{address} answered {answer.status_code} to a stranger"
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith(reverse("account_login")), address
    unexpected = [route for route in opened if not OPEN_TO_ALL.match(route)]
    assert not unexpected, f"open to all, and not expected to be: {unexpected}"
