"""Words that are said in the reader's language: `from countersign.words import later as _`."""

from typing import cast

from django.utils.translation import gettext_lazy


def later(sentence: str) -> str:
    """
    Return a sentence that is put into the reader's language only when it is read.

    For what is written down when a module is loaded: labels, choices, refusals. Django's own type says that such a
    sentence is no text yet; wherever we show one it is, so it is called one.
    What is kept, in rows or in the ledger, takes `str(…)`.
    """
    return cast("str", gettext_lazy(sentence))
