"""Whatever Countersign itself says can be said in Welsh: each sentence is in a catalogue, translated and compiled."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import resolve
from django.utils.translation import trans_real
from pytest_django import Settings

from countersign.agreements.models import Agreement
from countersign.agreements.sentences import approval_sentence_for
from countersign.policies.languages import NAMES
from countersign.policies.starting import starters
from tests.visitors import World, make_world
from tests.who_may_do_what import TABLE, Answer, Row, Visitor

ROOT = Path(settings.ROOT)
CATALOGUES = sorted(ROOT.glob("countersign/*/locale/cy/LC_MESSAGES/django.po"))
SPEAKING = {path.parents[3].name for path in CATALOGUES}
ROWS = [row for rows in TABLE.values() for row in rows]
LOOKED_AT = (Visitor.STRANGER, Visitor.BEARER, Visitor.HEAD, Visitor.ADMINISTRATOR)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.parents[3].name)
def test_every_sentence_of_an_app_is_translated(catalogue: Path, tmp_path: Path) -> None:
    app = catalogue.parents[3]
    copy = tmp_path / app.name
    shutil.copytree(app, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "fonts"))

    run(sys.executable, str(ROOT / "bin" / "messages"), str(copy))

    fresh = copy / catalogue.relative_to(app)
    assert fresh.read_text() == catalogue.read_text(), "gather the sentences and translate them: make messages"
    for which in ("--untranslated", "--only-fuzzy"):
        assert not run("msgattrib", which, "--no-obsolete", str(catalogue)), f"{which} in {catalogue}"
    compiled = catalogue.with_suffix(".mo")
    assert fresh.with_suffix(".mo").read_bytes() == compiled.read_bytes(), "compile the catalogue: make messages"


def run(*command: str) -> str:
    """Run one of gettext's programs, and return what it says."""
    if shutil.which("msgfmt") is None:
        pytest.skip("GNU gettext is not installed")
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


class Marked(trans_real.DjangoTranslation):
    """A language in which every sentence of ours stands in brackets: what has none cannot be translated."""

    def gettext(self, message: str) -> str:
        """Return a sentence in brackets, without the context that tells it from others."""
        return f"⟦{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}⟧" if message else ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return one of two sentences in brackets."""
        return self.gettext(msgid1 if n == 1 else msgid2)


@pytest.fixture
def _in_brackets(settings: Settings) -> Iterator[None]:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    kept = trans_real._translations.get("cy")  # type: ignore[attr-defined]
    trans_real._translations["cy"] = Marked("cy")  # type: ignore[attr-defined]
    yield
    trans_real._translations.pop("cy")  # type: ignore[attr-defined]
    if kept:
        trans_real._translations["cy"] = kept  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.usefixtures("_in_brackets")
@pytest.mark.parametrize("visitor", LOOKED_AT, ids=lambda visitor: visitor.name.lower())
def test_no_page_says_what_is_not_in_a_catalogue(visitor: Visitor) -> None:
    world = make_world()
    known = flat(" ".join(words_kept(world)))
    client = world.client(visitor)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"
    found = []
    for row in ROWS:
        address = world.address(row, visitor)
        match = resolve(address.partition("?")[0])
        app = match.func.__module__.split(".")[1]
        is_for_makers = row.address.startswith("/styleguide/")
        if app in SPEAKING and not is_for_makers and row.answers[visitor] in (Answer.YES, Answer.OWN):
            found += [f"{row.address}: {text}" for text in unmarked(page(client, row, address), known)]

    assert not found, "\n".join(sorted(set(found)))


def page(client: Client, row: Row, address: str) -> str:
    """Return a page, and take back what asking for it has done."""
    with transaction.atomic():
        mark = transaction.savepoint()
        if row.sent is None:
            response: Any = client.get(address)
        else:
            is_json = isinstance(row.sent, str)
            response = client.post(address, row.sent, "application/json" if is_json else MULTIPART_CONTENT)
        transaction.savepoint_rollback(mark)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return str(response.content.decode()) if is_page else ""


def words_kept(world: World) -> Iterator[str]:
    """Go through all texts in the database: what people wrote is in the language they wrote it in."""
    yield from (own_name.casefold() for own_name, _ in NAMES.values())
    yield from (starter.title.casefold() for starter in starters())
    for model in apps.get_models():
        if model.__module__.startswith("countersign."):
            for row in model.objects.all():  # type: ignore[attr-defined]
                yield from texts_in([getattr(row, field.attname) for field in model._meta.concrete_fields])
                yield str(row)
    yield from map(approval_sentence_for, Agreement.objects.select_related("edition", "person"))
    yield from world.names.values()


def texts_in(value: Any) -> Iterator[str]:
    """Go through the texts within a value of a row."""
    if isinstance(value, str):
        yield flat(value)
    elif isinstance(value, dict):
        yield from texts_in(list(value.values()))
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


def flat(text: str) -> str:
    """Return a text on one line, in small letters."""
    return " ".join(text.casefold().split())


class Texts(HTMLParser):
    """The words on a page that somebody reads or hears."""

    HEARD = ("aria-label", "alt", "title", "placeholder")
    ADDRESS = re.compile(r"https?://\S+")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of words in an element's attributes."""
        self.silent += tag in ("script", "style", "code", "pre")
        self.found += [value for name, value in attrs if name in self.HEARD and value]
        self.found.append(" ") if tag in ("p", "li", "div", "td", "th", "dt", "dd", "h1", "h2", "h3") else None

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self.silent -= tag in ("script", "style", "code", "pre")

    def handle_data(self, data: str) -> None:
        """Take note of words, not of web addresses."""
        if not self.silent:
            self.found.append(self.ADDRESS.sub("", data))


def unmarked(html: str, known: str) -> Iterator[str]:
    """Go through the words of a page outside all brackets that nobody wrote into the database."""
    texts = Texts()
    texts.feed(html)
    depth, outside = 0, ""
    for letter in "\n".join(texts.found):
        depth += letter == "⟦"
        if depth == 0:
            outside += letter
        elif letter == "⟧":
            depth -= 1
            outside += "\n"
    for line in re.split(r"\n| – |, |\{post:[a-z0-9-]+\}", outside):  # a name beside a title, a post as texts name it
        text = flat(line).strip(" .,:;–—()“”’‘/|·+-")
        if (
            re.search(r"[a-z]{2,}", text)
            and text.removeprefix("the ") not in known
            and text not in OURS
            and not DIGITS.fullmatch(text)
        ):
            yield line.strip()


OURS = {"countersign", "english", "cymraeg", "sha-256"}
DIGITS = re.compile(r"([0-9a-f]{4} ?)+")  # of a fingerprint
