"""Words that are said in the reader's language: `from countersign.words import later as _`."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from django.conf import settings
from django.utils.translation import gettext, gettext_lazy, override

Given = ParamSpec("Given")
Result = TypeVar("Result")

PLACE = re.compile(r"%\((\w+)\)s")


def later(sentence: str) -> str:
    """
    Return a sentence that is put into the reader's language only when it is read.

    For what is written down when a module is loaded: labels, choices, refusals. Django's own type says that such a
    sentence is no text yet; wherever we show one it is, so it is called one.
    What is kept, in rows or in the ledger, takes `str(…)`.
    """
    return cast("str", gettext_lazy(sentence))


def in_english(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let a paper that a function writes be English, whoever's page it is asked for from."""

    @wraps(function)
    def writing(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        with override(settings.LANGUAGE_CODE):
            return function(*args, **kwargs)

    return writing


class Forms:
    """
    The forms of sentences that were written in English, so that a page finds each in the reader's language.

    A form has places, as `%(name)s`, for what it names. What stands in a place stays as it is, but where `places` says
    how it is said. The first form that fits counts; a sentence of no form is shown as it is.
    """

    def __init__(self, *forms: str, **places: Callable[[str], str]) -> None:
        self.forms = {form: _pattern(form) for form in forms}
        self.places: Mapping[str, Callable[[str], str]] = places

    def said(self, sentence: str) -> str:
        """Return a sentence in the reader's language."""
        for form, pattern in self.forms.items():
            if found := pattern.fullmatch(sentence):
                named = {name: self.places.get(name, str)(words) for name, words in found.groupdict().items()}
                return gettext(form) % named if named else gettext(form)
        return sentence


def _pattern(form: str) -> re.Pattern[str]:
    *parts, end = PLACE.split(form.replace("%%", "%"))
    words = [re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+)" for at, part in enumerate(parts)]
    return re.compile("".join(words) + re.escape(end), re.DOTALL)
