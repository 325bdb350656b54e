"""The permanent address of an edition's sealed PDF."""

import threading
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.text import slugify

from countersign.policies import public
from countersign.policies.models import Edition
from countersign.ui.caching import kept_for_ever

from .editions import pdf_of, seal_edition
from .models import SealedEdition

_one_at_a_time = threading.Lock()  # of those who ask before the worker came round, one makes it and the others have it


@login_not_required
def edition_pdf(request: HttpRequest, policy: UUID, number: int) -> HttpResponseBase:
    """Give the sealed PDF of a published edition; where the worker has not made it yet, it is made now."""
    published = Edition.objects.published().select_related("policy__school__chain")
    edition = get_object_or_404(published, policy__public_id=policy, number=number)
    kept = SealedEdition.objects.filter(edition=edition).first()
    if kept is None:
        with _one_at_a_time:
            kept = SealedEdition.objects.filter(edition=edition).first() or seal_edition(edition, at=timezone.now())
    content = pdf_of(kept)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{slugify(edition.title)[:80] or 'policy'}-edition-{number}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    sealed_at = int(kept.sealed_at.timestamp())
    response.headers["Last-Modified"] = http_date(sealed_at)
    # A search engine is to show the page of what is in force, and not each paper there ever was.
    response.headers["Link"] = f'<{public.policy_address(edition.policy)}>; rel="canonical"'
    kept_for_ever(response, sha256=kept.sha256)
    return get_conditional_response(request, f'"{kept.sha256}"', sealed_at, response) or response
