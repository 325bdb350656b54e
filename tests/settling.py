"""
Waiting until a page has settled: on its way nowhere, loaded, its scripts started.

A press returns before the page that it leads to is there, and whoever goes on at once looks at half of a page, or at
the one before. The browser itself says when a page is about to be left, and when all of the next is there.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from playwright import sync_api

PATIENCE = 60_000  # milliseconds: a busy machine is no fault of the product


class Travel:
    """Whether a page is on its way to another: from the press, which says so before it returns, until all is loaded."""

    def __init__(self, page: Any) -> None:
        self.is_under_way = False
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self.frame = self.session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.session.on("Page.frameRequestedNavigation", self._begin)
        self.session.on("Page.frameStartedLoading", self._begin)
        self.session.on("Page.frameStoppedLoading", self._end)
        self.session.send("Page.enable")

    def _begin(self, event: Any) -> None:
        if event["frameId"] == self.frame and event.get("disposition", "currentTab") == "currentTab":
            self.is_under_way = True

    def _end(self, event: Any) -> None:
        if event["frameId"] == self.frame:
            self.is_under_way = False

    def wait(self) -> None:
        """Wait until it has arrived; a download or an answer without a page ends where it began."""
        until = time.monotonic() + PATIENCE / 1000
        while self._goes_on():
            if time.monotonic() > until:
                raise AssertionError(f"{self.page.url} leads to a page that does not come")
            self.page.wait_for_timeout(10)
        self.page.wait_for_load_state()

    def _goes_on(self) -> bool:
        """Tell whether it is under way, once everything that the browser has said until now is heard."""
        if not self.is_under_way:
            try:
                self.session.send("Runtime.evaluate", {"expression": "0"})
            except sync_api.Error:  # the page was exchanged while it was asked
                return True
        return self.is_under_way


def watch(page: Any) -> None:
    """Note from now on when a page is left, and when the next one has been loaded."""
    if not hasattr(page, "travel"):
        page.travel = Travel(page)


def settle(page: Any) -> None:
    """Wait until the page that the last action led to is there, loaded, and has started its scripts."""
    watch(page)
    page.travel.wait()


def settle_before(page_type: type, *names: str) -> None:
    """Let what leads a page elsewhere begin only when the last action has come to its end, and not cut it off."""
    for name in names:
        setattr(page_type, name, _after_settling(getattr(page_type, name)))


def settle_after(element_type: type, *names: str) -> None:
    """Let a press end when the page it leads to is there, so that what comes next looks at that page."""
    for name in names:
        setattr(element_type, name, _until_settled(getattr(element_type, name)))


def _after_settling(go: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(go)
    def go_on(page: Any, *arguments: Any, **more: Any) -> Any:
        settle(page)
        return go(page, *arguments, **more)

    return go_on


def _until_settled(press: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(press)
    def press_it(element: Any, *arguments: Any, **more: Any) -> None:
        watch(element.page)
        press(element, *arguments, **more)
        settle(element.page)

    return press_it
