"""Policies that others lean on, what of them is required, and people who read it: reached as people reach them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from countersign.agreements import attesting
from countersign.agreements.required import items_for
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition, LinkedPolicy, Part, Policy
from countersign.policies.requirements import newest_of
from countersign.policies.tests.factories import make_draft, publish
from countersign.schools.models import School

CHECK = actions.Check(
    "Somebody photographs up a pupil’s skirt. What is it?",
    ["A prank", "A crime", "Nothing, if it is deleted"],
    1,
    "Upskirting has been a crime in England since 2019.",
)
Wanted = Mapping[Policy, Sequence[str]]
"""Of which policies which sections must be read, by heading or name; nothing: all of it."""


def make_linked(school: School, title: str = "Behaviour Policy", **details: Any) -> Policy:
    """Return a policy that nobody signs and that is not in the library."""
    return Policy.objects.create(school=school, title=title, is_signed=False, made_at=timezone.now(), **details)


def put_into_library(policy: Policy, by: Person, *sections: str, **details: Any) -> Edition:
    """Publish an edition of a policy that nobody signs, with these sections, or its next one."""
    draft = actions.new_draft(policy, by=by)
    if draft.parts.exists():
        return publish(draft, by, **{"effective_date": timezone.localdate(), **details})
    draft.audience = ["staff"]
    draft.save(update_fields=["audience"])
    for place, section in enumerate(sections or ("Reporting", "Sexting", "Upskirting")):
        Part.objects.create(edition=draft, position=2 * place, kind=Part.Kind.SECTION, text=section)
        Part.objects.create(
            edition=draft, position=2 * place + 1, kind=Part.Kind.CLAUSE, text=f"This is what we say on {section}."
        )
    return publish(draft, by, **{"effective_date": timezone.localdate(), **details})


def require_in(draft: Edition, wanted: Wanted, by: Person) -> None:
    """Let a draft lean on policies, and require what is wanted of each."""
    place = draft.links.count()
    for policy, sections in wanted.items():
        place += 1
        link = LinkedPolicy.objects.create(edition=draft, policy=policy, named=policy.title, position=place)
        edition = newest_of(policy)
        keys = {part.text: str(part.key) for part in edition.parts.filter(kind="section")} if edition else {}
        named = [(keys.get(section, section), section) for section in sections] or [("", "")]
        actions.change_required(draft, link, named, by=by)


def make_requiring(
    school: School, by: Person, wanted: Wanted, *, check: actions.Check | None = None, **details: Any
) -> Edition:
    """Return a published edition that requires reading; the first of it with a check question, if one is given."""
    waits = details.pop("waits_for_answer", False)
    draft = make_draft(school, "I have read what is asked.", by=by, **details)
    require_in(draft, wanted, by)
    for row in draft.required.all() if waits else []:
        actions.change_waiting(row, waits_for_answer=True, by=by)
    if check and (first := draft.required.order_by("position").first()):
        actions.write_question(first, check, by=by)
    return publish(draft, by, effective_date=timezone.localdate())


def read(person: Person, policy: Policy, *, section: str = "", title: str = "") -> None:
    """Open something and say that it is read."""
    edition = attesting.note_open(person, policy, section=section, title=title, at=timezone.now())
    attesting.say_read(person, policy, section=section, edition_number=attesting.number_of(edition))


def read_item(person: Person, edition: Edition, place: int = 0) -> None:
    """Read one of the things that an edition requires."""
    item = items_for(person, edition, timezone.localdate())[place]
    read(person, item.policy, section=item.required.section, title=item.required.title)


def read_everything(person: Person, edition: Edition) -> None:
    """Read all that an edition requires, and answer its questions."""
    for place, item in enumerate(items_for(person, edition, timezone.localdate())):
        read_item(person, edition, place)
        for question in item.required.questions.all():
            attesting.try_check(person, question, question.right)
