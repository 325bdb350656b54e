"""
Pictures that stand beside the words of a wording with symbols: our own, drawn with lines on a 48 by 48 square.

A picture never says what the words do not, so it is hidden from screen readers. It stands in the page itself, so that
the bytes kept of what a signer was shown hold the pictures too.
"""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FACE = '<circle cx="24" cy="24" r="17"/><path d="M18 20v1M30 20v1"/>'
PERSON = '<circle cx="16" cy="15" r="6"/><path d="M5 40c0-9 5-14 11-14s11 5 11 14"/>'
SCREEN = '<rect x="9" y="6" width="30" height="36" rx="4"/>'

SYMBOLS: dict[str, str] = {
    "ask": PERSON + '<path d="M32 12c0-7 11-7 11 0 0 4-5 4-5 9M38 27v1"/>',
    "tell": PERSON + '<path d="M30 8h14v12h-7l-4 5v-5h-3z"/><path d="M34 14h6"/>',
    "kind": '<path d="M24 40C10 30 6 23 8 16c2-7 12-8 16 0 4-8 14-7 16 0 2 7-2 14-16 24z"/>',
    "private": PERSON + '<rect x="29" y="22" width="15" height="12" rx="2"/><path d="M32 22v-4c0-6 9-6 9 0v4"/>',
    "stranger": '<circle cx="24" cy="15" r="7"/><path d="M10 42c0-10 6-16 14-16s14 6 14 16M6 6l36 36"/>',
    "camera": '<rect x="5" y="14" width="38" height="26" rx="4"/><path d="M16 14l3-6h10l3 6"/>'
    '<circle cx="24" cy="27" r="8"/>',
    "body": '<circle cx="24" cy="10" r="6"/>'
    '<path d="M24 16v16M24 20l-10 8M24 20l10 8M24 32l-7 12M24 32l7 12M5 5l38 38"/>',
    "machine": '<rect x="9" y="14" width="30" height="24" rx="5"/>'
    '<path d="M24 14V6M18 25v2M30 25v2M18 33h12M5 24v6M43 24v6"/>',
    "lock": '<rect x="10" y="21" width="28" height="21" rx="4"/><path d="M16 21v-6c0-12 16-12 16 0v6M24 29v5"/>',
    "page": SCREEN + '<path d="M16 25l6 6 11-13"/>',
    "phone": '<rect x="15" y="4" width="18" height="32" rx="4"/><path d="M22 31h4M8 30v12h32V30"/>',
    "care": SCREEN + '<path d="M24 32c-8-6-9-9-8-12 2-4 6-3 8 0 2-3 6-4 8 0 1 3 0 6-8 12z"/>',
    "eye": '<path d="M4 24c10-16 30-16 40 0-10 16-30 16-40 0z"/><circle cx="24" cy="24" r="6"/>',
    "stop": '<path d="M16 5h16l11 11v16L32 43H16L5 32V16z"/><path d="M15 24h18"/>',
    "happy": FACE + '<path d="M16 28c4 6 12 6 16 0"/>',
    "sad": FACE + '<path d="M16 33c4-6 12-6 16 0"/>',
}
"""Each picture by its name, as lines."""


@cache
def drawn(name: str) -> SafeString:
    """Return a picture as it stands in a page."""
    lines = mark_safe(SYMBOLS[name])  # noqa: S308  our own lines, from above
    return format_html(
        '<svg class="cs-symbol" viewBox="0 0 48 48" aria-hidden="true" focusable="false">{}</svg>', lines
    )
