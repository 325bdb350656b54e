"""Messages, for administrators; and a new link, for whoever lost theirs."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from countersign.notices import actions
from countersign.notices.forms import AskAgainForm
from countersign.notices.models import Message
from countersign.notices.permissions import can_read_messages, can_show_link
from countersign.notices.writing import preview, write
from countersign.people.middleware import address_of
from countersign.people.models import Person, Role, Ticket
from countersign.people.requests import PersonRequest
from countersign.people.tickets import find_ticket
from countersign.refusals import Refused

PER_PAGE = 50
ASKED_FROM_ONE_PLACE = 30  # within an hour: a whole school may share one address
SHARING_AN_ADDRESS = 5  # people of one household


def outbox(request: PersonRequest) -> HttpResponse:
    """List the messages of the school, the newest first."""
    require_reader(request)
    found = Message.objects.filter(school=request.school).select_related("person").order_by("-asked_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    has_mail = bool(settings.EMAIL_HOST) and not request.school.is_demonstration
    return render(request, "notices/outbox.html", {"page": page, "has_mail": has_mail})


@never_cache
def message(request: PersonRequest, pk: int) -> HttpResponse:
    """Show one message, and its link where no mail can take it to the person."""
    require_reader(request)
    found = Message.objects.filter(school=request.school).select_related("person__school", "person__account", "school")
    shown = get_object_or_404(found.select_related("asked_by"), pk=pk)
    link = ""
    if request.method == "POST":
        try:
            link = actions.show_link(shown, by=request.person, at=request.now)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("notices:message", pk)
        shown.refresh_from_db()
    letter = write(shown, link) if link else preview(shown)
    context = {"message": shown, "letter": letter, "link": link, "may_show": can_show_link(request.person, shown)}
    response = render(request, "notices/message.html", context)
    if link:
        response["Referrer-Policy"] = "same-origin"
    return response


@require_POST
def invite(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Ask one person to read and sign."""
    someone = find_person(request, public_id)
    try:
        sent = actions.invite(someone, by=request.person, at=request.now)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("people:person", public_id)
    return answer(request, sent, gettext("You invited %(name)s.") % {"name": someone.name})


@require_POST
def way_to_sign_in(request: PersonRequest, public_id: UUID) -> HttpResponse:
    """Send one person a link to make an account, or to choose a new password."""
    someone = find_person(request, public_id)
    without = request.POST.get("without_second_step") == "1"
    try:
        sent = actions.send_way_to_sign_in(someone, without_second_step=without, by=request.person, at=request.now)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("people:person", public_id)
    return answer(request, sent, gettext("You asked for a link for %(name)s.") % {"name": someone.name})


@require_POST
def invite_all(request: PersonRequest) -> HttpResponse:
    """Ask everybody who has never been asked to read and sign."""
    require_reader(request)
    people = Person.objects.at(request.school).present(request.today).filter(account=None, messages=None)
    waiting = list(people.select_related("school").prefetch_related("roles"))
    actions.invite_many(waiting, by=request.person, at=request.now)
    count = len(waiting)
    if count:
        done = ngettext("You invited %(count)s person.", "You invited %(count)s people.", count)
        messages.success(request, done % {"count": count})
    else:
        messages.info(request, gettext("Everybody has been asked before."))
    return redirect("notices:outbox")


@login_not_required
@never_cache
def ask_again(request: PersonRequest) -> HttpResponse:
    """
    Send a new link to the address on file, at the request of whoever has an old one or names the address.

    The answer is the same whether there is such an address or not.
    """
    is_by_link = "secret" in request.POST or "ended" in request.POST
    form = AskAgainForm(request.POST if request.method == "POST" and not is_by_link else None)
    if request.method != "POST" or (not is_by_link and not form.is_valid()):
        return render(request, "notices/ask_again.html", {"form": form})
    if not asked_too_often(address_of(request)):
        for person, purpose in who_asks(request, "" if is_by_link else form.cleaned_data["email"]):
            actions.ask_again(person, purpose, at=request.now)
    return render(request, "notices/asked_again.html")


def who_asks(request: PersonRequest, email: str) -> list[tuple[Person, str]]:
    """Return whose link was lost, and for what: told by the old link, by the session it began, or by the address."""
    if secret := request.POST.get("secret"):
        ticket = find_ticket(secret)
        return [(ticket.person, ticket.purpose)] if ticket else []
    people = Person.objects.select_related("school")
    if "ended" in request.POST:
        held = request.session.get("ticket", {}).get("person")
        return [(person, Ticket.Purpose.SIGN) for person in people.filter(pk=held)]
    known = people.filter(Role.on(request.today, "roles__"), email__iexact=email).distinct().order_by("pk")
    return [(person, Ticket.Purpose.SIGN) for person in known[:SHARING_AN_ADDRESS]]


def asked_too_often(place: str) -> bool:
    """Count a request from one place, and return whether there were too many within the hour."""
    key = f"countersign-asked-again-{place}"
    cache.add(key, 0, 3600)
    try:
        return int(cache.incr(key)) > ASKED_FROM_ONE_PLACE
    except ValueError:  # it ran out between the two
        return False


def answer(request: PersonRequest, sent: Message, done: str) -> HttpResponse:
    """Say what was done; where no mail leaves, lead to the message, whose link is to be handed over."""
    if can_show_link(request.person, sent):
        by_hand = gettext("No mail takes the link there: read it here and hand it over.")
        messages.success(request, f"{done} {by_hand}")
        return redirect("notices:message", sent.pk)
    by_mail = gettext("The message leaves within a minute.")
    messages.success(request, f"{done} {by_mail}")
    return redirect("people:person", sent.person.public_id)


def require_reader(request: PersonRequest) -> None:
    """Go on only for those who may read messages; to others there is no such page."""
    if not can_read_messages(request.person, request.school):
        raise Http404


def find_person(request: PersonRequest, public_id: UUID) -> Person:
    """Return somebody at the same school."""
    require_reader(request)
    return get_object_or_404(Person.objects.at(request.school).select_related("school"), public_id=public_id)
