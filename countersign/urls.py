"""Where each page is; an app's own pages are in its urls.py."""

from importlib.util import find_spec

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

import countersign


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Say that the server answers, for monitors and for whoever starts it."""
    del request
    return JsonResponse({"ok": True, "version": countersign.__version__})


APPS = [
    ("", "people"),
    ("", "setup"),
    ("", "agreements"),
    ("policies/", "policies"),
    ("access/", "access"),
    ("messages/", "notices"),
    ("", "evidence"),
    ("", "ui"),
]

urlpatterns = [path("health/", health, name="health")]
urlpatterns += [
    path(prefix, include(f"countersign.{app}.urls")) for prefix, app in APPS if find_spec(f"countersign.{app}.urls")
]
