"""
Pages in a real browser: Debian's Chromium, at a phone's and a desk's width, with scripts and without.

A conftest makes the fixtures known with `from tests.browser import *`; a test then asks for `desk`, `phone`, `narrow`
or `phone_without_scripts`, opens `live_server.url` and calls `check_page`. Where there is no Chromium such a test is
skipped and says so; with CI=true it fails. Pictures go to the folder in COUNTERSIGN_SCREENSHOTS, when it is set.
"""

import os
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.settling import PATIENCE, settle, settle_after, settle_before, watch

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
Browser = sync_api.Browser
BrowserContext = sync_api.BrowserContext
Page = sync_api.Page
settle_before(Page, "goto", "reload", "go_back")
settle_after(sync_api.Locator, "click", "dblclick")

AXE = Path(__file__).parent / "vendor" / "axe.js"
AT_HAND = "startAxe"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 568}  # WCAG 1.4.10: what 1280 becomes at 400 %
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"]

__all__ = ["browser", "desk", "desk_without_scripts", "narrow", "phone", "phone_without_scripts"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, once for all tests of a process."""
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if chromium is None:
        missing = "Chromium is not installed: on Debian, apt-get install chromium-headless-shell"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    # Playwright runs an event loop in this thread, and Django would refuse its database calls there.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    sync_api.expect.set_options(timeout=PATIENCE)
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


def pages(browser: Any, size: dict[str, int], *, scripts: bool = True, **more: Any) -> Iterator[Any]:
    """Open a page of one size, and afterwards fail if the browser complained about anything on it."""
    context = browser.new_context(viewport=size, java_script_enabled=scripts, locale="en-GB", **more)
    context.set_default_timeout(PATIENCE)
    context.add_init_script(axe_at_hand())
    page = context.new_page()
    page.runs_scripts = scripts
    watch(page)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(f"error in a script: {error}"))
    page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
    yield page
    context.close()
    assert not complaints, complaints


@cache
def axe_at_hand() -> str:
    """
    Return a script that lays axe ready on every page, to be started by one call.

    The browser reads it once and not anew for each page that is checked, and runs none of it on the others. It comes by
    the way that is the browser's own: the page's Content-Security-Policy admits no other script.
    """
    return f"globalThis.{AT_HAND} = () => {{ {AXE.read_text()}\n}};"


def is_complaint(said: Any) -> bool:
    """Tell whether the console says that the page itself is at fault: a script, or the Content-Security-Policy."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


@pytest.fixture
def desk(browser: Any) -> Iterator[Any]:
    """A page as wide as a desk's."""
    yield from pages(browser, DESK)


@pytest.fixture
def phone(browser: Any) -> Iterator[Any]:
    """A page on a phone."""
    yield from pages(browser, PHONE, has_touch=True, is_mobile=True, device_scale_factor=2)


@pytest.fixture
def narrow(browser: Any) -> Iterator[Any]:
    """A page of 320 px, as a desk's becomes at 400 %."""
    yield from pages(browser, NARROW)


@pytest.fixture
def desk_without_scripts(browser: Any) -> Iterator[Any]:
    """A desk's page with JavaScript off."""
    yield from pages(browser, DESK, scripts=False)


@pytest.fixture
def phone_without_scripts(browser: Any) -> Iterator[Any]:
    """A phone's page with JavaScript off."""
    yield from pages(browser, PHONE, scripts=False, has_touch=True, is_mobile=True, device_scale_factor=2)


def check_page(page: Any, name: str = "") -> None:
    """
    Fail if axe finds anything on the page as it is now, or if it scrolls sideways; with a name, take its picture.

    Axe is a script: where scripts are off, only the width is looked at.
    """
    settle(page)
    if name:
        shot(page, name)
    sideways = page.evaluate(SIDEWAYS)
    assert not sideways, f"{page.url} scrolls sideways at {page.viewport_size['width']} px because of {sideways}"
    if not getattr(page, "runs_scripts", True):
        return
    found = page.evaluate(f"{AT_HAND}(); axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations']}})")
    violations = [
        f"{one['id']} ({one['help']}): " + "; ".join(node["html"][:200] for node in one["nodes"][:5])
        for one in found["violations"]
    ]
    assert not violations, f"{page.url}: " + "\n".join(violations)


def shot(page: Any, name: str) -> None:
    """Keep a picture of the whole page, where somebody wants to look."""
    if folder := os.environ.get("COUNTERSIGN_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}-{page.viewport_size['width']}.png", full_page=True)


SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return '';
  const wide = [...document.body.querySelectorAll('*')].filter(
    (element) => element.getBoundingClientRect().right > width + 1);
  return wide.slice(-3).map((element) => element.outerHTML.slice(0, 150)).join(' | ') || 'something unseen';
}"""
