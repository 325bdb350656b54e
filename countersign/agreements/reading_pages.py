"""Pages of what is to be read: one's own list, one thing after the other, and who has read it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from countersign.agreements import actions, attesting
from countersign.agreements.checks import ReadForm
from countersign.agreements.forms import ReasonForm
from countersign.agreements.lists import Reading, entries_for, left_to_read
from countersign.agreements.models import CheckTried, PolicyRead
from countersign.agreements.permissions import can_see_readers
from countersign.agreements.readers import readers_of, tried_of
from countersign.agreements.required import Item, items_for, left_of, words_of
from countersign.agreements.views import edition_for
from countersign.people.doors import bearers_welcome
from countersign.people.requests import PersonRequest
from countersign.policies.models import CheckQuestion, Edition, Policy
from countersign.policies.requirements import text_to_read

MOST_NAMES = 300


@bearers_welcome
def mine(request: PersonRequest) -> HttpResponse:
    """Show one person what they must read: the union of what their roles of today ask."""
    readings = entries_for(request.person, request.today)
    must = [each for reading in readings for each in reading.entries if each.must]
    left = left_to_read(readings)
    context = {
        "readings": readings,
        "must": must,
        "left": left,
        "done": len(must) - len(left),
        "words": _("%(done)s of %(total)s read") % {"done": len(must) - len(left), "total": len(must)},
        "roles": request.person.roles_on(request.today),
    }
    return render(request, "agreements/reading.html", context)


def item_for(request: PersonRequest, edition: Edition, position: int) -> tuple[Item, list[Item]]:
    """Return one thing that an edition requires to be read, and all of them; anything else is not found."""
    items = items_for(request.person, edition, request.today)
    for each in items:
        if each.required.position == position:
            return each, items
    raise Http404


def questions_left(request: PersonRequest, item: Item) -> list[CheckQuestion]:
    """Return the questions about something required that this person has not answered right yet."""
    passed = CheckTried.objects.filter(person=request.person, passed_at__isnull=False).values("key")
    questions = CheckQuestion.objects.filter(required=item.required).exclude(key__in=passed)
    return list(questions.select_related("edition").order_by("position", "pk"))


@bearers_welcome
def required(request: PersonRequest, edition_id: str, position: int) -> HttpResponse:
    """Read one of the things that must be read before signing, answer what is asked about it, and go to the next."""
    edition = edition_for(request, edition_id)
    item, items = item_for(request, edition, position)
    row = item.required
    form = ReadForm(request.POST if request.method == "POST" else None, questions=questions_left(request, item))
    if request.method == "POST":
        was_valid = form.is_valid()
        try:
            attesting.say_read(
                request.person, item.policy, section=row.section, edition_number=form.cleaned_data.get("edition") or 0
            )
        except (attesting.NewerEdition, attesting.NotOpened) as refused:
            messages.warning(request, refused.message)
            return redirect(request.path)
        wrong = [each for each, answer in form.answered if not attesting.try_check(request.person, each, answer)]
        for each in wrong:
            form.explain(each)
        if was_valid and not wrong:
            return next_after(request, edition, position)
        item, items = item_for(request, edition, position)
    return item_page(request, edition, item, items, form)


def next_after(request: PersonRequest, edition: Edition, position: int) -> HttpResponse:
    """Go to the next thing that is left to read, or back to sign."""
    left = left_of(items_for(request.person, edition, request.today))
    to_do = [each for each in left if each.required.position != position]
    following = [each for each in to_do if each.required.position > position] or to_do
    if following:
        return redirect("agreements:required", edition.public_id, following[0].required.position)
    if left:
        messages.info(request, _("You have read everything. You can sign when your question is answered."))
    else:
        messages.success(request, _("You have read everything that is asked. You can sign now."))
    return redirect("agreements:sign", edition.public_id)


def item_page(request: PersonRequest, edition: Edition, item: Item, items: list[Item], form: ReadForm) -> HttpResponse:
    """Show one of the things to read, and note that it was shown."""
    row = item.required
    read = attesting.note_open(request.person, item.policy, section=row.section, title=row.title, at=timezone.now())
    kinds = request.person.kinds_on(request.today)
    context = {
        "edition": edition,
        "item": item,
        "items": items,
        "place": items.index(item) + 1,
        "done": len(items) - len(left_of(items)),
        "words": words_of(items),
        "policy": item.policy,
        "read": read,
        "number": attesting.number_of(read),
        "text": text_to_read(read, row.section, row.title, request.today, kinds) if read else None,
        "form": form,
    }
    return render(request, "agreements/required.html", context)


@bearers_welcome
def ask(request: PersonRequest, edition_id: str, position: int) -> HttpResponse:
    """Say what one does not understand, to whoever looks after the policy that is read."""
    edition = edition_for(request, edition_id)
    item = item_for(request, edition, position)[0]
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("What do you not understand?"),
        help_text=(
            _("It goes to whoever looks after this policy. You sign when it is answered; we write to you.")
            if item.required.waits_for_answer
            else _(
                "It goes to whoever looks after this policy. "
                "You can go on meanwhile, and sign; we write to you when it is answered."
            )
        ),
        missing=_("Write what you do not understand"),
    )
    if form.is_valid():
        actions.ask(request.person, edition, text=form.cleaned_data["text"], required=item.required)
        messages.success(request, _("Your question is on its way."))
        return redirect("agreements:required", edition.public_id, position)
    return render(request, "agreements/ask_required.html", {"edition": edition, "item": item, "form": form})


def reading_for(request: PersonRequest, policy_id: UUID) -> tuple[Policy, Reading]:
    """Return a policy that is on this person's list as a whole; anything else is not found."""
    for reading in entries_for(request.person, request.today):
        if reading.policy.public_id == policy_id and any(each.section == "" for each in reading.entries):
            return reading.policy, reading
    raise Http404


@bearers_welcome
def policy(request: PersonRequest, policy_id: UUID) -> HttpResponse:
    """Read a policy that is on one's list, and say so."""
    found, reading = reading_for(request, policy_id)
    if request.method == "POST":
        sent = request.POST.get("edition", "0")
        try:
            attesting.say_read(request.person, found, edition_number=int(sent) if sent.isdecimal() else 0)
        except (attesting.NewerEdition, attesting.NotOpened) as refused:
            messages.warning(request, refused.message)
            return redirect(request.path)
        messages.success(request, _("Noted: you have read %(title)s.") % {"title": found.title})
        return redirect("agreements:reading")
    read = attesting.note_open(request.person, found, section="", title="", at=timezone.now())
    kinds = request.person.kinds_on(request.today)
    context = {
        "policy": found,
        "because": reading.because,
        "entry": next(each for each in reading.entries if each.section == ""),
        "read": read,
        "number": attesting.number_of(read),
        "text": text_to_read(read, "", "", request.today, kinds) if read else None,
    }
    return render(request, "agreements/read_policy.html", context)


@bearers_welcome
def open_address(request: PersonRequest, policy_id: UUID) -> HttpResponse:
    """Lead to where a policy on one's list is kept."""
    for reading in entries_for(request.person, request.today):
        if reading.policy.public_id == policy_id and reading.policy.web_address:
            return HttpResponseRedirect(reading.policy.web_address)
    raise Http404


def who(request: PersonRequest, policy_id: UUID) -> HttpResponse:
    """Show whoever looks after a policy who has read it, and how people do with its questions."""
    policies = Policy.objects.select_related("school", "owner")
    found = get_object_or_404(policies, school=request.school, public_id=policy_id)
    if not can_see_readers(request.person, found, request.today):
        raise Http404
    readers = readers_of(found, request.today)
    done = sum(each.is_done for each in readers)
    begun = sum(not each.is_done and each.read > 0 for each in readers)
    context = {
        "policy": found,
        "readers": readers[:MOST_NAMES],
        "more": max(0, len(readers) - MOST_NAMES),
        "is_section_wise": any(each.of > 1 for each in readers),
        "tried": tried_of(found),
        "reads": PolicyRead.objects.filter(policy=found, read_at__isnull=False).count(),
        "figures": [
            {"label": _("Must read it"), "value": len(readers)},
            {"label": _("Have read it"), "value": done},
            {"label": _("Have begun"), "value": begun},
            {"label": _("Have not"), "value": len(readers) - done - begun},
        ],
    }
    return render(request, "agreements/readers.html", context)
