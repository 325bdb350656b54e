"""Files that somebody takes away."""

from django.http import HttpResponse
from django.utils.text import slugify


def download(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Return a file to keep, which no browser or proxy keeps of its own accord."""
    stem, _, suffix = name.rpartition(".")
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{slugify(stem) or "file"}.{suffix}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response
