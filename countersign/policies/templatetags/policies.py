"""Template tags of the pages about policies."""

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from countersign.people.audiences import in_words
from countersign.policies.models import Doubt, Edition
from countersign.policies.review import KINDS
from countersign.ui.dates import MONTHS

register = template.Library()


@register.simple_tag(takes_context=True)
def doubt_box(context: Context, doubt: Doubt, edition: Edition, change: str) -> SafeString:
    """Draw a doubt with the answers that settle it, or what it was settled as."""
    values = {"doubt": doubt, "edition": edition, "change": change, "tag": KINDS.get(doubt.kind, "To check")}
    return render_to_string("policies/doubt.html", values, request=context.get("request"))


@register.filter
def audience_words(codes: list[str]) -> str:
    """Return whom something is for, as it stands within a sentence."""
    words = in_words(codes)
    return f"{words[:1].lower()}{words[1:]}"


@register.filter
def precise_date(text: str) -> str:
    """Return a date in the precision it was given: a year, a month of a year, or a day."""
    parts = text.split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return text
    if len(parts) == 1:
        return text
    month = MONTHS[int(parts[1]) - 1] if 1 <= int(parts[1]) <= 12 else parts[1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{int(parts[2])} {month} {parts[0]}"
