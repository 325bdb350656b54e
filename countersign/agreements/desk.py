"""Pages of the people who countersign and answer."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.access.actions import role_brings, seconds_for
from countersign.agreements import actions, decisions
from countersign.agreements.forms import CountersignForm, DecisionForm, ReasonForm, TogetherForm
from countersign.agreements.languages import languages_read
from countersign.agreements.models import Agreement, Question
from countersign.agreements.permissions import Deciding, can_answer, capacities, capacities_for, chairs, is_approver
from countersign.agreements.sentences import approval_sentence_for
from countersign.people import kept
from countersign.people.requests import PersonRequest
from countersign.refusals import Refused


def waiting_for(request: PersonRequest) -> list[Agreement]:
    """Return the agreements that wait for this approver, the oldest first."""
    waiting = (
        Agreement.objects.awaiting_countersignature()
        .filter(school=request.person.school_id)
        .select_related("person__school", "edition", "policy", "school")
        .prefetch_related("permissions_asked__permission", "answers")
        .order_by("signed_at", "pk")
    )
    deciding = Deciding(request.person, request.today)
    return [each for each in waiting if deciding.posts_for(each)]


def is_alone(agreement: Agreement) -> bool:
    """Whether an agreement is decided by itself: its signer asks for something, or answered what the school asked."""
    return bool(agreement.permissions_asked.all() or agreement.answers.all())


def queue(request: PersonRequest) -> HttpResponse:
    """Show what waits, and countersign together those that ask for nothing extra."""
    if not is_approver(request.person, request.today):
        raise Http404
    waiting = waiting_for(request)
    plain = [each for each in waiting if not is_alone(each)]
    if request.method == "POST" and not plain:
        messages.warning(request, _("What was on this page has been decided meanwhile. Nothing was changed."))
        return redirect("agreements:queue")
    form = TogetherForm(
        request.POST if request.method == "POST" else None,
        agreements=plain,
        capacities=capacities(request.person, request.today) or chairs(request.person, request.today),
    )
    if form.is_valid():
        done, left = 0, []
        for agreement in [each for each in plain if str(each.public_id) in form.cleaned_data["agreements"]]:
            try:
                decisions.countersign(
                    agreement,
                    by=request.person,
                    capacity=form.cleaned_data["capacity"],
                    name=form.cleaned_data["name"],
                    permissions={},
                    identity=request.identity,
                )
                done += 1
            except Refused as refused:
                left.append(f"{agreement.person.name}: {refused.message}")
        if done:
            messages.success(
                request,
                ngettext(
                    "You countersigned %(n)s agreement, each with its own record.",
                    "You countersigned %(n)s agreements, each with its own record.",
                    done,
                )
                % {"n": done},
            )
        for sentence in left:
            messages.warning(request, sentence)
        return redirect("agreements:queue")
    own = Agreement.objects.awaiting_countersignature().filter(person=request.person).first()
    return render(
        request,
        "agreements/queue.html",
        {
            "total": len(waiting),
            "asking": [each for each in waiting if is_alone(each)],
            "plain": plain,
            "form": form,
            "own": own,
            "seconds": seconds_for(request.person, request.today),
        },
    )


def to_decide(request: PersonRequest, agreement_id: str) -> tuple[Agreement, list[str]]:
    """Return an agreement this approver may decide on, with the posts to do it in; else not found."""
    agreement = get_object_or_404(
        Agreement.objects.signed()
        .select_related("person__school", "edition", "policy", "school")
        .prefetch_related("permissions_asked__permission"),
        public_id=agreement_id,
        school=request.person.school_id,
    )
    posts = capacities_for(request.person, agreement, request.today)
    if not posts:
        raise Http404
    return agreement, posts


def countersign(request: PersonRequest, agreement_id: str) -> HttpResponse:
    """Check a signed agreement and accept it on the school's behalf."""
    agreement, posts = to_decide(request, agreement_id)
    if agreement.status != "signed":
        messages.info(request, decisions.NotAwaitingCountersignature.message)
        return redirect("agreements:signed", agreement.public_id)
    data = request.POST if request.method == "POST" else None
    form = CountersignForm(data, agreement=agreement, today=request.today, capacities=posts)
    if form.is_valid():
        try:
            decisions.countersign(
                agreement,
                by=request.person,
                capacity=form.cleaned_data["capacity"],
                name=form.cleaned_data["name"],
                permissions=form.given,
                identity=request.identity,
            )
        except decisions.NotAwaitingCountersignature as late:
            messages.warning(request, late.message)
            return redirect("agreements:signed", agreement.public_id)
        done = _("You countersigned %(name)s’s agreement. The account follows now.")
        messages.success(request, done % {"name": agreement.person.name})
        return _next(request)
    waiting = sorted(waiting_for(request), key=lambda each: not is_alone(each))  # as the queue shows them
    place = next((index for index, each in enumerate(waiting, start=1) if each.pk == agreement.pk), 1)
    return render(
        request,
        "agreements/countersign.html",
        {
            "agreement": agreement,
            "form": form,
            "place": place,
            "total": len(waiting),
            "role_brings": role_brings(agreement.person, request.today),
            "sentence": approval_sentence_for(agreement),
            "read_in": languages_read(agreement),
            "answers": agreement.answers.select_related("asked_by"),
            "known_by": kept.in_words(agreement.identity.get("detail") or agreement.identity.get("method", "")),
        },
    )


def _next(request: PersonRequest) -> HttpResponse:
    """Go straight to the next agreement that asks for something, else back to the queue."""
    asking = [each for each in waiting_for(request) if is_alone(each)]
    return redirect("agreements:countersign", asking[0].public_id) if asking else redirect("agreements:queue")


def return_with_question(request: PersonRequest, agreement_id: str) -> HttpResponse:
    """Give an agreement back with a question."""
    agreement, posts = to_decide(request, agreement_id)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        label=_("What do you need to ask %(name)s?") % {"name": agreement.person.name},
        help_text=_("They read this, and answer in writing or sign again. It then waits for you anew."),
        missing=_("Write your question"),
        capacities=posts,
    )
    if form.is_valid():
        try:
            decisions.return_with_question(
                agreement, by=request.person, capacity=form.cleaned_data["capacity"], question=form.cleaned_data["text"]
            )
            messages.success(request, _("%(name)s has your question.") % {"name": agreement.person.name})
        except decisions.NotAwaitingCountersignature as late:
            messages.warning(request, late.message)
        return redirect("agreements:queue")
    return render(
        request, "agreements/decide.html", {"agreement": agreement, "form": form, "title": _("Return with a question")}
    )


def refuse(request: PersonRequest, agreement_id: str) -> HttpResponse:
    """Refuse to countersign, with the reason."""
    agreement, posts = to_decide(request, agreement_id)
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        label=_("Why do you refuse?"),
        help_text=_("%(name)s reads this. No account is made by this agreement.") % {"name": agreement.person.name},
        missing=_("Say why you refuse, in a sentence or two"),
        capacities=posts,
    )
    if form.is_valid():
        try:
            decisions.refuse(
                agreement, by=request.person, capacity=form.cleaned_data["capacity"], reason=form.cleaned_data["text"]
            )
            done = _("You refused. %(name)s is told, with your reason.")
            messages.success(request, done % {"name": agreement.person.name})
        except decisions.NotAwaitingCountersignature as late:
            messages.warning(request, late.message)
        return redirect("agreements:queue")
    return render(request, "agreements/decide.html", {"agreement": agreement, "form": form, "title": _("Refuse")})


def answer(request: PersonRequest, question_id: str) -> HttpResponse:
    """Answer a question that was asked before signing."""
    questions = Question.objects.select_related("person", "edition", "required__link__policy__owner")
    question = get_object_or_404(questions, public_id=question_id)
    if not can_answer(request.person, question, request.today):
        raise Http404
    form = ReasonForm(
        request.POST if request.method == "POST" else None,
        label=_("Your answer"),
        help_text=_("%(name)s is told, and goes on to sign.") % {"name": question.person.name},
        missing=_("Write your answer"),
    )
    if not question.answered_at and form.is_valid():
        try:
            actions.answer(question, by=request.person, text=form.cleaned_data["text"])
            messages.success(request, _("%(name)s has your answer.") % {"name": question.person.name})
        except actions.AlreadyAnswered as twice:
            messages.info(request, twice.message)
        return redirect("agreements:answer", question.public_id)
    return render(request, "agreements/answer.html", {"question": question, "form": form})
