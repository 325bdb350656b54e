import gzip
import re
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.template import Context, Template
from django.template.loader import get_template, render_to_string
from django.test import override_settings

from countersign.ui.testing import PageClient, look_over

pytestmark = pytest.mark.django_db  # the header knows the school and the person

LIMIT = 80_000  # bytes, gzipped, on a first visit: DESIGN.md section 6


@pytest.fixture
def client() -> PageClient:
    return PageClient()


def test_the_styleguide_is_open_to_everybody_who_builds_pages(client: PageClient) -> None:
    assert client.get("/styleguide/").status_code == 200


def test_a_page_with_wrong_answers_says_so_in_its_title_and_above_its_heading(client: PageClient) -> None:
    html = client.get("/styleguide/?errors").content.decode()

    assert "<title>Error: Parts and states" in html
    assert html.index("There is a problem") < html.index("<h1")


def test_a_page_that_is_not_there_is_plain_and_leads_on(client: PageClient) -> None:
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert "There is no such page, or it is not one you can open." in response.content.decode()
    assert '<a class="govuk-link" href="/">' in response.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_every_error_page_stands_without_anything_a_request_would_bring(name: str) -> None:
    look_over(render_to_string(f"{name}.html"))


def test_a_form_sent_from_a_stale_page_is_answered_in_plain_words() -> None:
    response = PageClient(enforce_csrf_checks=True).post("/styleguide/")

    assert response.status_code == 403
    assert "This page was open too long" in response.content.decode()


def test_a_demonstration_says_so_on_every_page() -> None:
    page = Template(
        '{% extends "ui/layout.html" %}{% block title %}x{% endblock %}{% block main %}<h1>x</h1>{% endblock %}'
    )

    assert "nothing signed here counts" in page.render(Context({"is_demonstration": True}))
    assert "nothing signed here counts" not in page.render(Context({"is_demonstration": False}))


def test_the_school_leads_and_names_are_kept_in_their_own_direction() -> None:
    page = render_to_string(
        "404.html",
        {
            "school": SimpleNamespace(name="<Hollin> Bank"),
            "person": SimpleNamespace(name="نور", post_titles=["Headteacher", "DPO"]),
            "navigation": [("My page", "/", True), ("Policies", "/policies/", False)],
        },
    )

    assert "<bdi>&lt;Hollin&gt; Bank</bdi>" in page
    assert "<bdi>نور</bdi>, headteacher and DPO" in page
    assert page.count('aria-current="true"') == 1


def test_no_page_needs_a_style_or_script_of_its_own() -> None:
    templates = [*Path(settings.ROOT, "countersign").rglob("templates/**/*.html")]

    assert len(templates) > 20
    for template in templates:
        text = template.read_text()
        assert not re.search(r"""\sstyle=["']""", text), template
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), template
        assert not re.search(r"<style", text), template


def test_a_first_visit_is_light(client: PageClient) -> None:
    html = client.get("/styleguide/").content
    names = re.findall(r'(?:src|href)="/static/(ui/[^"]+)"', unescape(html.decode()))
    names += ["ui/vendor/govuk-frontend.js"]
    weight = len(gzip.compress(html)) + sum(len(gzip.compress(found(name))) for name in set(names))

    assert len(set(names)) >= 8
    assert weight <= LIMIT


def found(name: str) -> bytes:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path).read_bytes()


def test_static_files_are_named_by_their_content_also_where_a_script_imports_one(tmp_path: Path) -> None:
    with override_settings(
        STATIC_ROOT=tmp_path,
        STORAGES={"staticfiles": {"BACKEND": "countersign.ui.storage.StaticFiles"}},
    ):
        call_command("collectstatic", verbosity=0, interactive=False)
        html = render_to_string("404.html")

    (script,) = (path for path in tmp_path.glob("ui/init.*.js"))
    assert re.search(r"from ['\"]\./vendor/govuk-frontend\.[0-9a-f]{12}\.js['\"]", script.read_text())
    assert re.search(r"/static/ui/countersign\.[0-9a-f]{12}\.css", html)


def test_nothing_of_the_governments_own_look_is_left() -> None:
    css = found("ui/vendor/govuk-frontend.css").decode()

    assert "GDS Transport" not in css
    assert "@font-face" not in css
    assert "crest" not in css
    for name in ("govuk-frontend.css", "govuk-frontend.js", "htmx.js"):
        assert b"sourceMappingURL" not in found(f"ui/vendor/{name}")


def test_every_template_can_be_read() -> None:
    folders = Path(settings.ROOT, "countersign").glob("*/templates")

    for template in (path for folder in folders for path in folder.rglob("*.html")):
        name = str(template).split("/templates/")[1]
        assert get_template(name).origin.name  # type: ignore[attr-defined]
