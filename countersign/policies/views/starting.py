"""Beginning a policy without a file: from texts of ours, or from nothing."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from countersign.people.requests import PersonRequest
from countersign.policies.forms.putting_in import StartForm, WriteForm
from countersign.policies.reading_age import measured
from countersign.policies.starting import chosen_of, starters
from countersign.policies.starting import start as start_from
from countersign.policies.starting import write as write_from_nothing
from countersign.policies.views.finding import require_editor, sent
from countersign.policies.views.putting_in import policies_to_follow
from countersign.refusals import Refused


def start(request: PersonRequest) -> HttpResponse:
    """Choose texts of ours, and make a draft with a wording of each."""
    require_editor(request)
    policies = policies_to_follow(request)
    form = StartForm(sent(request), policies=policies, starters=starters(), initial={"into": ""})
    if form.is_valid():
        into = next((each for each in policies if str(each.public_id) == form.cleaned_data.get("into")), None)
        chosen = chosen_of(form.cleaned_data["chosen"])
        title = {"title": into.title} if into else {}
        try:
            draft = start_from(request.school, chosen, into=into, by=request.person, **title)
        except Refused as refused:
            form.add_error("chosen", refused.message)
        else:
            messages.success(request, _("The draft is made. It is a starting point: read it, and make it yours."))
            return redirect("policies:review", draft.public_id)
    rows = [
        {
            "title": each.title,
            "clauses": len(each.clauses),
            "age": measured([part.text for part in each.clauses]).age_words,
        }
        for each in starters()
    ]
    return render(request, "policies/start.html", {"form": form, "rows": rows})


def write(request: PersonRequest) -> HttpResponse:
    """Say what a new policy is called and whom it is for, and go on to its first clause."""
    require_editor(request)
    form = WriteForm(sent(request))
    if form.is_valid():
        draft = write_from_nothing(
            request.school,
            title=form.cleaned_data["title"],
            audience=form.cleaned_data["audience"],
            is_signed=form.cleaned_data["is_signed"] == "yes",
            by=request.person,
        )
        messages.success(request, _("The draft is made, and still empty. Write its first clause."))
        return redirect("policies:add_part", draft.public_id)
    return render(request, "policies/write.html", {"form": form})
