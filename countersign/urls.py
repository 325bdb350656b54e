"""Where each page is; an app's own pages are in its urls.py."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, include, path

import countersign


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Say that the server answers, for monitors and for whoever starts it."""
    del request
    return JsonResponse({"ok": True, "version": countersign.__version__})


urlpatterns: list[URLPattern | URLResolver] = [
    path("health/", health, name="health"),
    path("", include("countersign.agreements.urls")),  # first: looked for in this order, and what most people open
    path("", include("countersign.people.urls")),
    path("", include("countersign.setup.urls")),
    path("", include("countersign.providers.urls")),
    path("policies/", include("countersign.policies.urls")),
    path("access/", include("countersign.access.urls")),
    path("messages/", include("countersign.notices.urls")),
    path("", include("countersign.evidence.urls")),
    path("", include("countersign.ui.urls")),
]
