"""
A test client that looks over every page it opens, as a careful colleague would.

A conftest makes it everybody's: a fixture `client` that returns `PageClient()`. What it finds wrong with a page is an
AssertionError that says so, in whatever test opened the page.
"""

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NOT_ASKED = {"hidden", "submit", "button", "reset", "image"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "headers")
WRONG = re.compile(r"\s*(Error|Gwall):")  # what the title of a page begins with when a form on it is wrong
BY_ITSELF = ("every", "load", "revealed", "intersect")  # htmx does these unasked; nobody has to press anything


class PageClient(Client):
    """Django's test client, which fails on a page that is not well made."""

    def request(self, **request: Any) -> Any:
        """Ask for a page, and look it over."""
        response = super().request(**request)
        content_type = response.headers.get("Content-Type", "")
        if content_type.startswith("text/html") and not response.streaming and response.content:
            look_over(
                response.content.decode(response.charset or "utf-8"),
                where=f"{request.get('REQUEST_METHOD', 'GET')} {request.get('PATH_INFO', '')}",
                is_whole="HTTP_HX_REQUEST" not in request,
            )
        return response


def look_over(html: str, *, where: str = "this page", is_whole: bool = True) -> None:
    """Fail with everything that is wrong with a page, or with a fragment of one."""
    page = Page()
    page.feed(html)
    page.close()
    wrong = page.faults + (page.faults_as_a_whole() if is_whole else [])
    if wrong:
        raise AssertionError(f"{where}: " + "; ".join(wrong))


class Page(HTMLParser):
    """What there is on a page, and what is wrong with it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[tuple[str, dict[str, str]]] = []
        self.language = ""
        self.title = ""
        self.headings: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[tuple[str, dict[str, str], bool]] = []
        self.references: list[tuple[str, str]] = []
        self.mains = 0
        self.has_error_summary = False
        self.posts_without_token: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        given = {name: value or "" for name, value in attrs}
        self.look_at(tag, given)
        if tag == "html":
            self.language = given.get("lang", "")
        elif tag == "main":
            self.mains += 1
        elif tag in HEADINGS:
            self.headings.append(tag)
        elif tag == "label" and given.get("for"):
            self.labelled.add(given["for"])
            self.references.append(("for", given["for"]))
        elif tag in ("select", "textarea") or (tag == "input" and given.get("type", "text") not in NOT_ASKED):
            self.fields.append((tag, given, self.is_within("label")))
        if tag == "form" and given.get("method", "").lower() == "post" and not urlsplit(given.get("action", "")).netloc:
            self.posts_without_token.append(given.get("action", "") or "this page")
        if given.get("name") == "csrfmiddlewaretoken" and self.posts_without_token:
            self.posts_without_token.pop()
        if "govuk-error-summary" in given.get("class", "").split():
            self.has_error_summary = True
        if tag not in VOID:
            self.open.append((tag, given))

    def handle_endtag(self, tag: str) -> None:
        """Close an element, and whatever was left open within it."""
        places = [place for place, (name, _) in enumerate(self.open) if name == tag]
        if places:
            del self.open[places[-1] :]

    def handle_data(self, data: str) -> None:
        """Read the title, and look for what the template engine left behind."""
        if self.is_within("title") and not self.is_within("svg"):
            self.title += data
        if "{{" in data or "{%" in data:
            self.faults.append(f"shows the template's own {data.strip()[:60]!r}")

    def is_within(self, tag: str) -> bool:
        """Tell whether we are inside an element."""
        return any(name == tag for name, _ in self.open)

    def look_at(self, tag: str, given: dict[str, str]) -> None:
        """Find what is wrong with an element by itself."""
        if given.get("id"):
            self.ids.append(given["id"])
        for name in REFERENCES:
            self.references += [(name, id_) for id_ in given.get(name, "").split()]
        if tag == "a" and self.in_error_summary() and given.get("href", "").startswith("#"):
            self.references.append(("a line of the error summary", given["href"][1:]))
        if tag == "style" or "style" in given:
            self.faults.append(f"has a style of its own on <{tag}>, which the Content-Security-Policy forbids")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.faults.append("has a script of its own, which the Content-Security-Policy forbids")
        self.faults += [f"has {name} on <{tag}>: no script in an attribute" for name in given if name.startswith("on")]
        if given.get("href", "").lower().startswith("javascript:"):
            self.faults.append("has a link that is a script")
        if tag == "img" and "alt" not in given:
            self.faults.append(f"has a picture without alt: {given.get('src', '')}")
        if tag == "a" and not given.get("href") and "id" not in given:
            self.faults.append(f"has a link that goes nowhere: {given}")
        if not self.works_without_scripts(tag, given):
            self.faults.append(f"has <{tag}> that only htmx can use: {given}")

    def in_error_summary(self) -> bool:
        """Tell whether we are inside the error summary."""
        return any("govuk-error-summary" in given.get("class", "").split() for _, given in self.open)

    def works_without_scripts(self, tag: str, given: dict[str, str]) -> bool:
        """Tell whether an element that htmx knows does something without it, or need not."""
        if not any(name in given for name in ("hx-get", "hx-post", "hx-put", "hx-patch", "hx-delete")):
            return True
        if any(word in given.get("hx-trigger", "") for word in BY_ITSELF):
            return True
        if tag == "a":
            return bool(given.get("href"))
        return tag == "form" or self.is_within("form") or bool(given.get("form"))

    def faults_as_a_whole(self) -> list[str]:
        """Return what is wrong with the page as a whole."""
        wrong = []
        ones = self.headings.count("h1")
        if ones != 1:
            wrong.append(f"has {ones} h1 and not one")
        for above, below in zip(self.headings, self.headings[1:], strict=False):
            if int(below[1]) > int(above[1]) + 1:
                wrong.append(f"goes from {above} to {below}")
        if not WRONG.sub("", self.title.split("–")[0]).strip():
            wrong.append("has no title")
        if not self.language:
            wrong.append("does not say its language")
        if self.mains != 1:
            wrong.append(f"has {self.mains} main and not one")
        if self.has_error_summary != bool(WRONG.match(self.title)):
            wrong.append(
                "has an error summary but no “Error:” in its title"
                if self.has_error_summary
                else "has “Error:” in its title but no error summary"
            )
        doubled = sorted({id_ for id_ in self.ids if self.ids.count(id_) > 1})
        if doubled:
            wrong.append(f"has an id more than once: {', '.join(doubled)}")
        wrong += [f"has {name} pointing at #{id_}, which is not there" for name, id_ in self.references_astray()]
        wrong += [f"has a field without a label: {tag} {given.get('name')}" for tag, given in self.fields_unlabelled()]
        wrong += [f"has a form without csrf_token: {action}" for action in self.posts_without_token]
        return wrong

    def references_astray(self) -> list[tuple[str, str]]:
        """Return the references to what is not on the page."""
        there = set(self.ids)
        return [(name, id_) for name, id_ in self.references if id_ not in there]

    def fields_unlabelled(self) -> list[tuple[str, dict[str, str]]]:
        """Return the fields that no label names."""
        return [
            (tag, given)
            for tag, given, is_in_label in self.fields
            if not is_in_label
            and given.get("id") not in self.labelled
            and not given.get("aria-label")
            and not given.get("aria-labelledby")
        ]
