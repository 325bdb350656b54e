"""What a process keeps for as long as it runs: code, pages' addresses, models."""

import gc

from django.urls import get_resolver


def settle_in() -> None:
    """
    Read the pages' addresses now, and have what is there by now never looked through again.

    Python looks for unused circles through all that it holds, every few requests: 200,000 things that stay, and a tenth
    of a second in which nobody is answered (`gc.freeze`).
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
