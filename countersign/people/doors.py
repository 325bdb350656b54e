"""
Which pages open for whom: said of a view, read by the middleware.

Without a word here a page opens for somebody who signed in, took their second step, and whose session is not locked.
"""

from collections.abc import Callable

from django.http import HttpResponse

View = Callable[..., HttpResponse]


def bearers_welcome(view: View) -> View:
    """Let a page be opened by somebody who came with a claim ticket and has not signed in."""
    view.bearers_welcome = True  # type: ignore[attr-defined]
    return view


def opens_when_locked(view: View) -> View:
    """Let a page be opened while the session is locked: only what unlocks or ends it."""
    view.opens_when_locked = True  # type: ignore[attr-defined]
    return view


def opens_before_second_step(view: View) -> View:
    """Let a page be opened by somebody who must first set up their second step: only what sets it up."""
    view.opens_before_second_step = True  # type: ignore[attr-defined]
    return view
