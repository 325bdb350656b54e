"""What the pages of access need besides the components."""

from collections.abc import Mapping

from django import template

from countersign.access import kept

register = template.Library()
register.filter(kept.said)


@register.filter
def answer(answers: Mapping[str, str], key: str) -> str:
    """Return what was answered for one thing done by hand."""
    return answers.get(key, "")
