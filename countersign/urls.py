"""Where each page is; an app's own pages are in its urls.py."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

import countersign


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Say that the server answers, for monitors and for whoever starts it."""
    return JsonResponse({"ok": True, "version": countersign.__version__})


urlpatterns = [
    path("health/", health, name="health"),
    path("", include("countersign.people.urls")),
    path("", include("countersign.schools.urls")),
    path("", include("countersign.agreements.urls")),
    path("policies/", include("countersign.policies.urls")),
    path("access/", include("countersign.access.urls")),
    path("messages/", include("countersign.notices.urls")),
    path("", include("countersign.evidence.urls")),
    path("", include("countersign.ui.urls")),
]
