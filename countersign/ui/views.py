"""The styleguide: every part in every state, for those who build pages."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from countersign.ui import styleguide as shown


@login_not_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every part in every state, and with `?errors` the page as it is when answers are wrong."""
    context = shown.context()
    if "errors" in request.GET:
        context["forms"] = [context["wrong_questions"]]
    return render(request, "ui/styleguide.html", context)


@login_not_required
def styleguide_reading(request: HttpRequest) -> HttpResponse:
    """Show a policy as it is read, with the progress of the reader."""
    return render(request, "ui/styleguide_reading.html", shown.reading())
