"""The page where anybody checks a record, and what they need to do it without us."""

import threading
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from countersign.ledger import verifier
from countersign.ledger.keys import root
from countersign.ui.downloads import download

from .editions import edition_in
from .findings import said
from .forms import CheckForm

_at_once = threading.BoundedSemaphore(2)  # a check starts other programs, and anybody may ask for one

FORMAT = Path(settings.ROOT) / "docs" / "reference" / "record-format.md"


@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """Check a file that somebody brings, against this installation's root; nothing of it is kept."""
    form = CheckForm(*(request.POST, request.FILES) if request.method == "POST" else (None, None))
    context: dict[str, object] = {"form": form, "fingerprint": root().fingerprint}
    if form.is_valid():
        file = form.cleaned_data["file"]
        context["name"] = file.name
        if not _at_once.acquire(blocking=False):
            form.add_error("file", _("Other files are being checked just now: try again in a minute"))
            return render(request, "evidence/check.html", context)
        try:
            trust = verifier.Trust(root=root().pem, time_roots=time_roots(), known_as="this installation’s")
            content = file.read()
            report = verifier.check_bytes(content, trust)
        except verifier.CannotCheck as problem:
            form.add_error("file", said(str(problem)))
        else:
            context |= {"report": report, "sealed": edition_in(content) if report.is_whole else None}
            context["lines"] = [(kind, said(sentence)) for kind, sentence in report.lines]
        finally:
            _at_once.release()
    return render(request, "evidence/check.html", context)


def time_roots() -> str:
    """Return the certificates that time stamps are checked by, where the installation knows them."""
    path = Path(settings.TIME_AUTHORITY_ROOTS) if settings.TIME_AUTHORITY_ROOTS else None
    return path.read_text() if path and path.exists() else ""


@login_not_required
def program(request: HttpRequest) -> HttpResponse:
    """Give the stand-alone verifier."""
    del request
    return download(Path(verifier.__file__).read_bytes(), "text/x-python; charset=utf-8", "countersign-verify.py")


@login_not_required
def root_certificate(request: HttpRequest) -> HttpResponse:
    """Give the root certificate of this installation."""
    del request
    return download(root().pem.encode(), "application/x-pem-file", "countersign-root.crt")


@login_not_required
def by_hand(request: HttpRequest) -> HttpResponse:
    """Give the description of the format, to check by hand or to write another verifier."""
    del request
    return HttpResponse(_format(), content_type="text/plain; charset=utf-8")


@cache
def _format() -> bytes:
    return FORMAT.read_bytes()
