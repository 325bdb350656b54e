"""Words that are said in the reader's language: `from countersign.words import later as _`."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.conf import settings
from django.utils.translation import gettext_lazy, override

Given = ParamSpec("Given")
Result = TypeVar("Result")


def later(sentence: str) -> str:
    """
    Return a sentence that is put into the reader's language only when it is read.

    For what is written down when a module is loaded: labels, choices, refusals. Django's own type says that such a
    sentence is no text yet; wherever we show one it is, so it is called one.
    What is kept, in rows or in the ledger, takes `str(…)`.
    """
    return cast("str", gettext_lazy(sentence))


def in_english(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let what a function writes be English, whoever's page it is called from: it is kept, or it is a paper."""

    @wraps(function)
    def writing(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with override(settings.LANGUAGE_CODE):
            return function(*args, **kwargs)

    return writing
