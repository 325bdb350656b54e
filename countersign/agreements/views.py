"""Pages of the person who signs."""

import json

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from countersign.access.actions import effects
from countersign.agreements import actions
from countersign.agreements.answering import NothingAsked, answer_return
from countersign.agreements.duties import State
from countersign.agreements.forms import ReasonForm, SignForm
from countersign.agreements.languages import chosen_by
from countersign.agreements.lists import entries_for, left_to_read
from countersign.agreements.models import Agreement, Question, Status
from countersign.agreements.overview import Standing, standings
from countersign.agreements.permissions import can_answer_return, can_open
from countersign.agreements.presenting import PageTooOld, note_opened, note_seen, present, shown_from
from countersign.agreements.required import ReadingLeft, items_for, left_of, words_of
from countersign.agreements.sentences import sentence_of, sign_button_said
from countersign.people.audiences import binds
from countersign.people.doors import bearers_welcome
from countersign.people.requests import PersonRequest
from countersign.policies.models import Edition, LinkedPolicy
from countersign.policies.translated import HAS_TRANSLATIONS
from countersign.prepared import Prepared

EDITION = Prepared(
    lambda public_id, school: (
        Edition.objects.published()
        .select_related("policy")
        .filter(public_id=public_id, policy__school=school, policy__is_signed=True)
        .annotate(has_translations=HAS_TRANSLATIONS)
    )
)


@bearers_welcome
def mine(request: PersonRequest) -> HttpResponse:
    """Show one person what is to do, what they signed, and what they asked."""
    found = standings(request.person, request.today)
    return render(
        request,
        "agreements/mine.html",
        {
            "to_sign": [each for each in found if each.is_to_sign],
            "signed": Agreement.objects.filter(person=request.person)
            .select_related("edition", "policy")
            .order_by("-pk"),
            "questions": Question.objects.filter(person=request.person).select_related("edition").order_by("-asked_at"),
            "left_to_read": left_to_read(entries_for(request.person, request.today)),
        },
    )


@bearers_welcome
def to_sign(request: PersonRequest) -> HttpResponse:
    """Go to the one thing to sign, or to the page that lists several, or says there is none."""
    waiting = [each for each in standings(request.person, request.today) if each.is_to_sign]
    if len(waiting) == 1:
        return redirect("agreements:sign", waiting[0].edition.public_id)
    return redirect("agreements:mine")


def edition_for(request: PersonRequest, public_id: str) -> Edition:
    """Return a published edition that binds this person; anything else is not found."""
    request.person.keep_roles()
    edition = EDITION.first(public_id, request.person.school_id)
    if edition is None or not binds(edition.audience, request.person.kinds_on(request.today)):
        raise Http404
    return edition


def standing_under(request: PersonRequest, edition: Edition) -> Standing | None:
    """Return where this person stands under the policy of an edition, if it is the one to sign."""
    found = (each for each in standings(request.person, request.today) if each.edition == edition)
    return next(found, None)


def signed_before(standing: Standing | None) -> Agreement | None:
    """Return a signature under an edition while nothing more is asked of its person, as after going back."""
    if standing is None or standing.is_to_sign or standing.agreement is None:
        return None
    return standing.agreement if standing.agreement.edition_id == standing.edition.pk else None


@bearers_welcome
def sign(request: PersonRequest, edition_id: str) -> HttpResponse:
    """Read an edition and sign it."""
    edition = edition_for(request, edition_id)
    person = request.person
    data = request.POST if request.method == "POST" else None
    form = SignForm(data, edition=edition, person=person, job=person.job_on(request.today))
    if form.is_valid():
        signing = actions.Signing(
            name=form.cleaned_data["name"],
            fields=form.answers,
            wishes=tuple(form.cleaned_data.get("wishes", ())),
            permissions=form.permission_reasons,
            drawn=form.cleaned_data["drawn"],
        )
        try:
            shown = shown_from(form.cleaned_data["shown"], person, edition)
            agreement = actions.sign(person, edition, signing, shown=shown, identity=request.identity)
            return redirect("agreements:signed", agreement.public_id)
        except actions.AlreadySigned as twice:
            messages.info(request, twice.message)
            return redirect("agreements:signed", twice.agreement.public_id)
        except actions.EditionReplaced as replaced:
            messages.info(request, replaced.message)
            return redirect("agreements:to_sign")
        except (PageTooOld, actions.NotForYou, actions.PermissionNotOffered, ReadingLeft) as refused:
            form.add_error(None, refused.message)
    elif data is None:
        newest = Edition.objects.newest().filter(policy=edition.policy_id).first()
        if newest and newest.pk != edition.pk:
            messages.info(request, _("This is the newest edition. The link you opened was to an earlier one."))
            return redirect("agreements:sign", newest.public_id)
        if (done := signed_before(standing_under(request, edition))) is not None:
            messages.info(request, actions.AlreadySigned.message)
            return redirect("agreements:signed", done.public_id)
    return reading_page(request, edition, form)


def reading_page(request: PersonRequest, edition: Edition, form: SignForm) -> HttpResponse:
    """Show an edition, or what changed since this person last signed, with the form for signing it."""
    person = request.person
    language = chosen_by(request, edition)
    page = present(person, edition, at=timezone.now(), symbols="symbols" in request.GET, language=language)
    form.speak(page.reader.labels("field", edition.signature_fields), page.reader.labels("ask", edition.asks))
    agreements = Agreement.objects.filter(person=person, policy=edition.policy).order_by("-pk")
    before, standing = agreements.first(), None
    if page.again:
        standing = standing_under(request, edition)
        form.keep_answers(agreements.signed()[0].fields)
    opened = [
        link
        for link in LinkedPolicy.objects.filter(edition=edition).select_related("policy").order_by("position")
        if not page.wordings or str(link.policy.public_id) in page.html  # of several wordings, what this one names
    ]
    required = items_for(person, edition, request.today)
    required_links = {each.required.link_id for each in required}
    reading = person.readings.filter(edition=edition).first()
    opened_at = dict(reading.linked_opened.values_list("policy", "opened_at")) if reading else {}
    return render(
        request,
        "agreements/sign.html",
        {
            "edition": edition,
            "page": page,
            "again": page.again,
            "shown": page.shown.token(person, edition),
            "form": form,
            "sentence": sentence_of(edition, page.wordings),
            "said": page.reader.sentence(page.wordings, sentence_of(edition, page.wordings)),
            "title": page.reader.title(edition.title),
            "button": sign_button_said(edition.number),
            "job": person.job_on(request.today),
            "linked": [(link, opened_at.get(link.policy_id)) for link in opened if link.pk not in required_links],
            "required": required,
            "left": left_of(required),
            "required_words": words_of(required),
            "returned": before if before and before.status is Status.RETURNED else None,
            "due_date": standing.duty.due_date if standing else None,
            "is_late": standing is not None and standing.duty.state in (State.OVERDUE, State.LAPSED),
        },
    )


@require_POST
@bearers_welcome
def seen(request: PersonRequest, edition_id: str) -> HttpResponse:
    """Note which sections reached the reader's screen: sent by the page while it is read."""
    edition = edition_for(request, edition_id)
    try:
        sent = json.loads(request.body)
        keys = [str(key) for key in sent["sections"]][:200]
        seconds = int(sent["seconds"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return HttpResponseBadRequest("sections and seconds are needed")
    note_seen(request.person, edition, part_keys=keys, seconds=seconds, at=timezone.now())
    return HttpResponse(status=204)


@bearers_welcome
def open_linked(request: PersonRequest, edition_id: str, position: int) -> HttpResponse:
    """Open a linked policy, and note that it was opened."""
    edition = edition_for(request, edition_id)
    link = get_object_or_404(LinkedPolicy.objects.select_related("policy"), edition=edition, position=position)
    note_opened(request.person, edition, link.policy, at=timezone.now())
    is_here = link.policy.editions.published().exists()
    page = reverse("policies:public" if is_here else "policies:linked", args=[link.policy.public_id])
    return HttpResponseRedirect(page if is_here else link.policy.web_address or page)


@bearers_welcome
def signed(request: PersonRequest, agreement_id: str) -> HttpResponse:
    """Say that it is signed, what follows, and where the record is; or answer what the school asks about it."""
    agreement = get_object_or_404(
        Agreement.objects.select_related("person", "edition", "policy", "school", "countersigned_by"),
        public_id=agreement_id,
    )
    if not can_open(request.person, request.identity, agreement, request.today):
        raise Http404
    others = [
        each
        for each in standings(request.person, request.today)
        if each.is_to_sign and each.edition.policy_id != agreement.policy_id  # the page itself leads back to this one
    ]
    is_own = can_answer_return(request.person, agreement)
    is_asked = is_own and agreement.status is Status.RETURNED
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("Your answer"),
        help_text=_("Whoever asked reads it, and it is kept with your record. Your signature stands."),
        missing=_("Write your answer"),
    )
    if request.method == "POST" and not is_own:
        raise Http404
    if form.is_valid():
        try:
            answer_return(agreement, by=request.person, text=form.cleaned_data["text"])
            messages.success(
                request, _("The school has your answer. Your agreement waits for the countersignature again.")
            )
        except (NothingAsked, actions.EditionReplaced, actions.NotForYou) as refused:
            messages.info(request, refused.message)
        return redirect("agreements:signed", agreement.public_id)
    return render(
        request,
        "agreements/signed.html",
        {
            "agreement": agreement,
            "others": others if is_own else [],
            "is_own": is_own,
            "form": form if is_asked else None,
            "answers": agreement.answers.select_related("asked_by"),
            "has_access": is_in_effect(agreement),
        },
    )


def is_in_effect(agreement: Agreement) -> bool:
    """Return whether everything that the countersignature asked for was read back from the directories."""
    results = [each.result for each in effects(agreement.reference)] if agreement.countersigned_at else []
    return bool(results) and all(result in ("in effect", "superseded") for result in results)


@bearers_welcome
def decline(request: PersonRequest, edition_id: str) -> HttpResponse:
    """Decline to sign, with the reason."""
    edition = edition_for(request, edition_id)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("Why do you not want to sign?"),
        help_text=_("The school reads this. You can still sign later."),
        missing=_("Say why you do not want to sign, in a sentence or two"),
    )
    if form.is_valid():
        actions.decline(request.person, edition, reason=form.cleaned_data["text"], identity=request.identity)
        messages.success(request, _("You declined to sign. The school has your reason and will speak to you."))
        return redirect("agreements:mine")
    return render(request, "agreements/decline.html", {"edition": edition, "form": form})


@bearers_welcome
def ask(request: PersonRequest, edition_id: str) -> HttpResponse:
    """Ask the named contact about an edition before signing it."""
    edition = edition_for(request, edition_id)
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("What is your question?"),
        help_text=_("It goes to the person the school has named for questions. We write to you when it is answered."),
        missing=_("Write your question"),
    )
    if form.is_valid():
        actions.ask(request.person, edition, text=form.cleaned_data["text"])
        messages.success(request, _("Your question is on its way. You can go on reading, and sign when you are ready."))
        return redirect("agreements:sign", edition.public_id)
    return render(request, "agreements/ask.html", {"edition": edition, "form": form})
