"""The policies in force as other programs read them: JSON (docs/reference/public-list.md) and Atom (RFC 4287)."""

import json
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks

from countersign.ledger.canonical import moment
from countersign.people.audiences import in_english
from countersign.policies import public
from countersign.policies.reviews import Due
from countersign.schools.models import School

FORM = "countersign/policies/1"
MOST_NEWS = 50
"""Editions in a feed, at most."""


def json_of(school: School) -> str:
    """Return a school's policies in force as JSON."""
    listed = {
        "form": FORM,
        "school": {"id": str(school.public_id), "name": school.name, "web_address": school.web_address or None},
        "address": public.school_address("list", school),
        "feed": public.school_address("feed", school),
        "policies": [said_of(each) for each in public.in_force(school)],
    }
    return f"{json.dumps(listed, ensure_ascii=False, indent=1)}\n"


def said_of(due: Due) -> dict[str, Any]:
    """Return one policy as the list has it."""
    edition = due.edition
    edition.policy = due.policy
    return {
        "id": str(due.policy.public_id),
        "title": edition.title,
        "audience": edition.audience,
        "for": in_english(edition.audience),
        "edition": edition.number,
        "published_at": moment(edition.published_at) if edition.published_at else None,
        "effective_date": edition.effective_date.isoformat() if edition.effective_date else None,
        "last_reviewed": due.reviewed or None,
        "next_review": due.due.isoformat() if due.due else None,
        "change_summary": edition.change_summary or None,
        "content_sha256": edition.content_sha256,
        "address": public.policy_address(due.policy),
        "edition_address": public.edition_address(edition),
        "pdf_address": public.pdf_address(edition),
    }


def feed_of(school: School) -> str:
    """Return the newest editions of a school's policies as an Atom feed."""
    feed = Atom1Feed(
        title=f"Policies of {school.name}",
        link=public.school_address("list", school),
        description="Each edition as it is published, and what changed in it",
        language="en-gb",
        author_name=school.name,
        feed_url=public.school_address("feed", school),
        feed_guid=f"urn:uuid:{school.public_id}",
    )
    for edition in public.newest_first(school)[:MOST_NEWS]:
        feed.add_item(
            title=f"{edition.title}, edition {edition.number}",
            link=public.edition_address(edition),
            description=linebreaks(edition.change_summary, autoescape=True) or "<p>The first edition.</p>",
            pubdate=edition.published_at,
            updateddate=edition.published_at,
            unique_id=f"urn:uuid:{edition.public_id}",
        )
    return feed.writeString("utf-8")
