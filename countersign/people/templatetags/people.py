"""Template tags of the pages about signing in."""

from django import template

from countersign.people import asking
from countersign.people.asking import Way

register = template.Library()


@register.simple_tag
def ways_in() -> list[Way]:
    """Return where else people have an account, for the page on which anybody signs in."""
    return asking.ways_in()
