"""
Time stamps from independent authorities over the newest checkpoint (RFC 3161).

One stamp covers all before it, because checkpoints are chained: so an authority is asked at most every hour, or
sooner after 1,000 entries. When the line is down nothing waits: the anchor is pending, and the next stamp covers what
was missed.
"""

import logging
import secrets
import urllib.request
from datetime import datetime, timedelta
from hashlib import sha256

from asn1crypto import algos, tsp
from django.conf import settings
from django.db.models import Sum

from countersign.refusals import Refused

from .checkpoints import checkpoint_text
from .models import Checkpoint, Timestamp
from .texts import timestamp_seal

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=60)
OR_AFTER_ENTRIES = 1000
LONGEST_WAIT = 10  # seconds for one authority's answer
LARGEST_ANSWER = 100_000  # bytes


class NoTimestamp(Refused):
    """An authority gave no time stamp that we can use."""


def stamp(now: datetime) -> list[Timestamp]:
    """Ask each authority that is due for a time stamp over the newest checkpoint; called outside a transaction."""
    newest = Checkpoint.objects.order_by("-number").first()
    if newest is None:
        return []
    stamped = []
    for authority in settings.TIME_AUTHORITIES:
        if not _is_due(authority, newest, now):
            continue
        try:
            token, at = request_token(authority, checkpoint_text(newest).encode())
        except (OSError, ValueError, NoTimestamp) as problem:
            logger.warning("Anchor pending: %s gave no time stamp (%s).", authority, problem)
            continue
        stamped.append(keep_token(newest, authority, token, at))
    return stamped


def keep_token(checkpoint: Checkpoint, authority: str, token: bytes, at: datetime) -> Timestamp:
    """Keep an authority's token beside its checkpoint."""
    made = Timestamp(checkpoint=checkpoint, authority=authority, stamped_at=at, token=token)
    made.seal = timestamp_seal(made)
    made.save()
    return made


def is_pending(now: datetime) -> bool:
    """Say whether an authority is configured and its stamp is late: "anchor pending"."""
    newest = Checkpoint.objects.order_by("-number").first()
    return newest is not None and any(_is_due(each, newest, now) for each in settings.TIME_AUTHORITIES)


def _is_due(authority: str, newest: Checkpoint, now: datetime) -> bool:
    last = Timestamp.objects.filter(authority=authority).order_by("-checkpoint").select_related("checkpoint").first()
    if last is None:
        return True
    since = Checkpoint.objects.filter(number__gt=last.checkpoint.number, number__lte=newest.number)
    entries = since.aggregate(total=Sum("entries_count"))["total"] or 0
    return entries >= OR_AFTER_ENTRIES or (entries > 0 and now - last.checkpoint.at >= EVERY)


def request_token(authority: str, content: bytes) -> tuple[bytes, datetime]:
    """Return an authority's token over the SHA-256 of a content, and the moment it states."""
    digest, nonce = sha256(content).digest(), secrets.randbits(63)
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": digest}
    question = tsp.TimeStampReq({"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    if not authority.startswith(("https://", "http://")):
        raise NoTimestamp("its address does not begin with https://")
    request = urllib.request.Request(  # noqa: S310 - the scheme was checked
        authority, data=question.dump(), headers={"Content-Type": "application/timestamp-query"}
    )
    with urllib.request.urlopen(request, timeout=LONGEST_WAIT) as response:  # noqa: S310 - as above
        answer = tsp.TimeStampResp.load(response.read(LARGEST_ANSWER))
    if answer["status"]["status"].native not in ("granted", "granted_with_mods"):
        raise NoTimestamp(f"it answered {answer['status']['status'].native}")
    token = answer["time_stamp_token"]
    info = token["content"]["encap_content_info"]["content"].parsed
    if info["message_imprint"]["hashed_message"].native != digest or info["nonce"].native != nonce:
        raise NoTimestamp("it answered another question")
    at: datetime = info["gen_time"].native
    return token.dump(), at


def stated(token: bytes) -> tuple[str, datetime]:
    """Return the SHA-256 that a token is about, and the moment it states."""
    info = tsp.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed
    return info["message_imprint"]["hashed_message"].native.hex(), info["gen_time"].native
