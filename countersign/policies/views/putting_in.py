"""Putting a document in: a file or pasted words, read apart, and the drafts made of it."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from countersign.ledger.actions import read_content
from countersign.people.audiences import in_words
from countersign.people.requests import PersonRequest
from countersign.policies import putting_in
from countersign.policies.forms.putting_in import ChooseForm, PutInForm
from countersign.policies.models import Edition, Policy
from countersign.policies.reading_anew import read_into
from countersign.policies.receiving import MOST_BYTES, plain_name, read_apart
from countersign.policies.uploads import TOO_LARGE
from countersign.policies.views.finding import require_editor, sent
from countersign.refusals import Refused

KEY = "put-in"


def drafts_to_change(request: PersonRequest) -> list[Edition]:
    """Return the open drafts that a file may be put into: those with one wording."""
    drafts = Edition.objects.drafts().filter(policy__school=request.school, policy__withdrawn_at=None, wordings=None)
    return list(drafts.select_related("policy").order_by("title", "pk"))


def policies_to_follow(request: PersonRequest) -> list[Policy]:
    """Return the policies that a document may be the next edition of: those without a draft."""
    drafts = Edition.objects.drafts().filter(policy__school=request.school).values("policy")
    policies = Policy.objects.filter(school=request.school, withdrawn_at=None)
    return list(policies.exclude(pk__in=drafts).order_by("title", "pk"))


@sensitive_post_parameters("text")
def put_in(request: PersonRequest) -> HttpResponse:
    """Take a document in and read it; what cannot be read is refused with a sentence, and nothing of it is kept."""
    require_editor(request)
    policies = policies_to_follow(request)
    drafts = drafts_to_change(request)
    asked = request.GET.get("draft", "")
    initial = {"into": next((f"draft:{asked}" for each in drafts if str(each.public_id) == asked), "")}
    form = PutInForm(sent(request), request.FILES or None, policies=policies, drafts=drafts, initial=initial)
    if request.META.get(TOO_LARGE):
        form.errors.clear()
        said = _("The file is larger than %(size)s MB. Take out its pictures and save it again")
        form.add_error("file", said % {"size": MOST_BYTES >> 20})
    elif form.is_valid():
        try:
            return understand(request, form, policies, drafts)
        except Refused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "text", refused.message)
    return render(request, "policies/put_in.html", {"form": form})


def understand(request: PersonRequest, form: Any, policies: list[Policy], drafts: list[Edition]) -> HttpResponse:
    """Read what was put in, keep it, and go on to the draft, or to choosing among several agreements."""
    file = form.cleaned_data["file"]
    content = file.read() if file else form.cleaned_data["text"].encode()
    name = plain_name(file.name) if file else "Pasted text.txt"
    understood = read_apart(content, name)
    source, whole = putting_in.keep_file(request.school, content, understood, by=request.person)
    into = next((each for each in policies if str(each.public_id) == form.cleaned_data.get("into")), None)
    put = {"name": name, "source": source, "understood": whole}
    draft = next((each for each in drafts if f"draft:{each.public_id}" == form.cleaned_data.get("into")), None)
    if draft is not None:
        matched = read_into(draft, name=name, source=source, understood=whole, by=request.person)
        messages.success(request, matched.in_words)
        return redirect("policies:review", draft.public_id)
    if len(understood["agreements"]) > 1:
        request.session[KEY] = {**put, "into": into.pk if into else None}
        return redirect("policies:choose")
    (edition,) = putting_in.make_drafts(request.school, chosen=[0], into=into, by=request.person, **put)
    return redirect("policies:review", edition.public_id)


def choose(request: PersonRequest) -> HttpResponse:
    """Choose among the agreements of one file."""
    require_editor(request)
    put = request.session.get(KEY)
    if put is None:
        return redirect("policies:put_in")
    agreements = agreements_in(put["understood"])
    form = ChooseForm(sent(request), agreements=agreements)
    if form.is_valid():
        into = Policy.objects.filter(pk=put["into"], school=request.school).first() if put["into"] else None
        try:
            editions = putting_in.make_drafts(
                request.school,
                name=put["name"],
                source=put["source"],
                understood=put["understood"],
                chosen=[int(place) for place in form.cleaned_data["chosen"]],
                into=into,
                by=request.person,
            )
        except Refused as refused:
            form.add_error("chosen", refused.message)
        else:
            del request.session[KEY]
            if len(editions) == 1:
                return redirect("policies:review", editions[0].public_id)
            said = ngettext(
                "%(count)s draft is made. Check each of them, then publish it.",
                "%(count)s drafts are made. Check each of them, then publish it.",
                len(editions),
            )
            messages.success(request, said % {"count": len(editions)})
            return redirect("policies:library")
    return render(request, "policies/choose.html", {"form": form, "name": put["name"], "count": len(agreements)})


def agreements_in(understood: str) -> list[tuple[str, str]]:
    """Return the agreements of a file as choices: title, whom it is for, how many clauses."""
    found = []
    for place, agreement in enumerate(json.loads(read_content(understood))["agreements"]):
        numbered = _("Agreement %(number)s") % {"number": place + 1}
        count, whom = len(agreement["clauses"]), in_words(agreement["audience"])
        if whom:
            said = ngettext(
                "%(title)s: %(count)s clause, for %(whom)s", "%(title)s: %(count)s clauses, for %(whom)s", count
            )
        else:
            said = ngettext("%(title)s: %(count)s clause", "%(title)s: %(count)s clauses", count)
        title = agreement["title"] or agreement["suggested_title"] or numbered
        found.append((str(place), said % {"title": title, "count": count, "whom": whom}))
    return found
