"""The demonstration's Online Safety Policy: nobody signs it, and two of its sections are read before signing."""

from django.utils import timezone

from countersign.people.models import Person
from countersign.policies import actions as policies
from countersign.policies.models import Edition, Part

SECTIONS: dict[str, tuple[str, ...]] = {
    "Telling somebody": (
        "If something online worries you about a child, tell {post:dsl} the same day, however small it seems. "
        "A small thing may be the piece that others are missing.",
        "Write down what you saw and when, in the words that were used. Do not ask leading questions.",
    ),
    "Pictures of a pupil": (
        "If a nude or nearly nude picture of a pupil comes up, do not look at it, copy it, send it on or delete it. "
        "Tell {post:dsl} at once. A picture made by an AI tool is treated in the same way.",
        "Taking a picture beneath somebody’s clothes without their leave is a crime, whoever does it and on whatever "
        "device.",
    ),
    "Lessons at a distance": ("Lessons from home run in the school’s own system, with the waiting room on.",),
}
REQUIRED = ("Telling somebody", "Pictures of a pupil")
CHECK = policies.Check(
    "A pupil shows you a message with a nude picture of another pupil. What do you do first?",
    ["Look at it closely, to be sure", "Delete it from the device", "Tell the designated safeguarding lead"],
    2,
    "Looking at it, copying or deleting it makes things worse and can itself be an offence. The designated "
    "safeguarding lead knows what to keep, and whom to call.",
)


def require_reading(draft: Edition, by: Person) -> None:
    """Put the Online Safety Policy into the library, and let a draft that names it require two of its sections."""
    link = draft.links.select_related("policy").get(named="Online Safety Policy")
    edition = policies.new_draft(link.policy, by=by)
    details = policies.Details(title="Online Safety Policy", audience=["staff", "governors", "volunteers"])
    edition = policies.change_details(edition, details, revision=edition.revision, by=by)
    last: Part | None = None
    for heading, clauses in SECTIONS.items():
        last = policies.add_part(edition, policies.Words(heading, kind=Part.Kind.SECTION), after=last, by=by)
        for clause in clauses:
            last = policies.add_part(edition, policies.Words(clause), after=last, by=by)
    today = timezone.localdate()
    policies.publish(
        edition,
        effective_date=today,
        review_date=today.replace(year=today.year + 1, day=1),
        is_material=True,
        change_summary="",
        by=by,
    )
    keys = dict(edition.parts.filter(kind=Part.Kind.SECTION).values_list("text", "key"))
    policies.change_required(draft, link, [(str(keys[heading]), heading) for heading in REQUIRED], by=by)
    policies.write_question(draft.required.get(title=REQUIRED[1]), CHECK, by=by)
