"""The pages of policies."""

from django.http import HttpResponse

from countersign.people.requests import PersonRequest


def library(request: PersonRequest) -> HttpResponse:
    """Show the school's policies."""
    return HttpResponse("")
