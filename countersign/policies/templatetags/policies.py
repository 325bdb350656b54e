"""Template tags of the pages about policies."""

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from countersign.people.audiences import in_words
from countersign.policies import answers, clocks, public
from countersign.policies.approvals import state_of, waiting_for
from countersign.policies.models import Doubt, Edition, Policy
from countersign.policies.permissions import can_edit
from countersign.policies.required import whom
from countersign.policies.review import KINDS
from countersign.policies.reviews import draft_due, reviews_of

register = template.Library()


@register.simple_tag(takes_context=True)
def doubt_box(context: Context, doubt: Doubt, edition: Edition, change: str) -> SafeString:
    """Draw a doubt with the answers that settle it, or what it was settled as."""
    values = {"doubt": doubt, "edition": edition, "change": change, "tag": KINDS.get(doubt.kind, gettext("To check"))}
    return render_to_string("policies/doubt.html", values, request=context.get("request"))


@register.inclusion_tag("policies/approval_state.html")
def approval_state(edition: Edition) -> dict[str, Any]:
    """Draw where the approval of a draft stands, where the school asks for one."""
    return {"edition": edition, "state": state_of(edition) if edition.policy.quorum else None}


@register.simple_tag(takes_context=True)
def review_due(context: Context, edition: Edition) -> SafeString:
    """Draw for how long a draft has been overdue by its own header, where it is."""
    today = context["request"].today
    due = draft_due(edition.policy, edition)
    if due.state(today) != "late":
        return SafeString("")
    return render_to_string("policies/overdue.html", {"words": due.words(today)})


@register.inclusion_tag("policies/for_me.html", takes_context=True)
def policies_for_me(context: Context) -> dict[str, Any]:
    """Draw what waits for one person: drafts to approve, and for those who can mend it what is overdue for review."""
    request = context["request"]
    person, today = request.person, request.today
    late = []
    if can_edit(person, person.school, today):
        late = [due for due in reviews_of(person.school, drafts=True) if due.state(today) == "late"]
    return {"to_approve": waiting_for(person), "late": [(due, due.words(today)) for due in late]}


@register.filter
def as_asked(answer: str) -> str:
    """Return an answer to a doubt, which is kept in English, in the reader's language."""
    return answers.in_words(answer)


@register.filter
def audience_words(codes: list[str]) -> str:
    """Return whom something is for, as it stands within a sentence."""
    words = in_words(codes)
    return f"{words[:1].lower()}{words[1:]}"


@register.simple_tag
def policy_address(policy: Policy) -> str:
    """Return where a policy is read as it is in force, as another website links to it."""
    return public.policy_address(policy)


@register.filter
def must_read_words(policy: Policy) -> str:
    """Return who must read a policy that nobody signs."""
    return whom(policy.must_read.all())


@register.filter
def precise_date(text: str) -> str:
    """Return a date in the precision it was given: a year, a month of a year, or a day."""
    return clocks.in_words(text)


@register.filter
def reason(reasons: dict[str, str], kind: str) -> str:
    """Return why an edition asks, or tells, one kind of people."""
    return reasons.get(kind, "")
