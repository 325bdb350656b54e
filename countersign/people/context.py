"""What every page may show: the person, the school, and where this person may go."""

from typing import Any

from django.http import HttpRequest


def person_and_school(request: HttpRequest) -> dict[str, Any]:
    """Return the person and school behind a request, for the layout."""
    person = getattr(request, "person", None)
    school = getattr(request, "school", None)
    return {
        "person": person,
        "school": school,
        "is_demonstration": bool(school and school.is_demonstration),
    }
