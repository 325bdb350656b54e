"""What a single-use link opens: looking uses nothing up, pressing the button does."""

import datetime
import functools
import secrets
from collections.abc import Callable, Sequence

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from countersign.people import kept, sign_in
from countersign.people.asking import Way, ways_in
from countersign.people.joining import AddressTaken, account_elsewhere, join, join_with
from countersign.people.middleware import with_next
from countersign.people.models import Account, Holding, Person, Ticket
from countersign.people.passwords import hint
from countersign.people.permissions import needs_second_step
from countersign.people.requests import PersonRequest
from countersign.people.tickets import TicketClosed, find_ticket, is_pressed_again, note_opening, turn_away, use_ticket
from countersign.refusals import Refused
from countersign.ui.forms import Form, Radios
from countersign.ui.templatetags.ui import lower_first
from countersign.words import later as _

View = Callable[..., HttpResponse]


class JoinForm(Form):
    """How somebody will sign in."""

    way = forms.ChoiceField(
        label=_("How will you sign in?"),
        choices=[("password", _("With a password")), ("passkey", _("With a passkey"))],
        error_messages={"required": _("Choose how you will sign in")},
        widget=Radios(
            hints={"passkey": _("The fingerprint, face or PIN of this phone or computer. Nothing to remember.")},
            reveals={"password": "password"},
        ),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        required=False,
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    marks_optional = False

    def __init__(self, person: Person, data: object = None, ways: Sequence[Way] = ()) -> None:
        super().__init__(data)
        self.fields["password"].help_text = hint()
        self.account = person.account or Account(email=person.email.lower())
        elsewhere = [(way.address, gettext("With %(words)s") % {"words": way.words}) for way in ways]
        self.fields["way"].choices = [*elsewhere, *self.fields["way"].choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        """Check the password where one was chosen."""
        answers = super().clean() or {}
        if answers.get("way") == "password":
            if not answers.get("password"):
                self.add_error("password", gettext("Choose a password"))
            else:
                try:
                    validate_password(answers["password"], self.account)
                except forms.ValidationError as weak:
                    self.add_error("password", weak)
        return answers


def keeps_its_address_secret(view: View) -> View:
    """
    Tell browsers to pass the page's address on to nobody.

    They then send forms without an origin, which Django's own check refuses; that a form comes from our page is told by
    Sec-Fetch-Site instead, and by the secret in the address, which only the bearer has.
    """

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            sentence = gettext("This form must be sent from its own page.")
            return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        return response

    return csrf_exempt(guarded)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@keeps_its_address_secret
def invitation(request: PersonRequest, secret: str) -> HttpResponse:
    """Show whom a link is for and what will happen; the button uses it up."""
    ticket = find_ticket(secret)
    if ticket is None:
        return render(request, "people/link_unknown.html", status=404)
    if response := way_of_those_known(request, ticket):
        return response
    page = request.POST.get("page", "")
    if not ticket.is_open(request.now) and not is_pressed_again(ticket, page, request.now):
        return closed(request, ticket, secret)
    note_opening(ticket, request.now)
    try:
        if request.method == "POST" and request.POST.get("answer") == "not-me":
            turn_away(secret, at=request.now)
            return render(request, "people/link_turned_away.html", {"school": ticket.person.school})
        if ticket.purpose == Ticket.Purpose.JOIN:
            return ask_to_join(request, ticket, secret)
        if request.method == "POST":
            sign_in.let_in_by_ticket(request, use_ticket(secret, at=request.now, page=page), request.now)
            return redirect(to_sign())
    except TicketClosed:
        return closed(request, Ticket.objects.select_related("person__school").get(pk=ticket.pk), secret)
    context = {**shown(request, ticket), "page": secrets.token_urlsafe(16)}
    return render(request, "people/invitation.html", context)


def way_of_those_known(request: PersonRequest, ticket: Ticket) -> HttpResponse | None:
    """Send whoever signs in already, or used this link in this browser, on to what they came for."""
    if ticket.purpose == Ticket.Purpose.JOIN:
        return None
    if request.person == ticket.person:
        return redirect(to_sign())
    if ticket.person.account_id:  # an address alone is never a credential for people who have sign-in
        return redirect(with_next("account_login", to_sign()))
    return None


def ask_to_join(request: PersonRequest, ticket: Ticket, secret: str) -> HttpResponse:
    """Ask how somebody will sign in, and make their account."""
    if known := account_elsewhere(ticket.person):
        return join_at_one_more_school(request, ticket, secret, known)
    ways = ways_in(school=ticket.person.school)
    form = JoinForm(ticket.person, request.POST if request.method == "POST" else None, ways)
    if form.is_valid() and form.cleaned_data["way"] in [way.address for way in ways]:
        request.session.flush()
        request.session["joining"] = ticket.secret_sha256  # the ticket is used up when they are back
        return redirect(form.cleaned_data["way"])
    if form.is_valid():
        password = form.cleaned_data["password"] if form.cleaned_data["way"] == "password" else None
        try:
            account, used = join(secret, password=password, at=request.now)
        except TicketClosed:
            raise
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            return sign_in_after_joining(request, account, used, has_password=password is not None)
    return render(request, "people/join.html", {**shown(request, ticket), "form": form})


def join_at_one_more_school(request: PersonRequest, ticket: Ticket, secret: str, known: Account) -> HttpResponse:
    """Let somebody who signs in at another school use the same account here; they show it by signing in."""
    if request.user != known:
        return redirect(with_next("account_login", request.path))
    if request.method == "POST":
        try:
            person = join_with(known, secret, at=request.now)
        except AddressTaken as refused:
            messages.error(request, refused.message)
            return redirect("/")
        request.session["person"] = person.pk
        return redirect(to_sign())
    return render(request, "people/join_with.html", shown(request, ticket))


def sign_in_after_joining(
    request: PersonRequest, account: Account, ticket: Ticket, *, has_password: bool
) -> HttpResponse:
    """Sign in whoever just made an account; one that had a second step still asks for it."""
    request.session.flush()
    channel = kept.SINGLE_USE % {"channel": ticket.channel}
    if has_password:
        record_authentication(request, account, method="password", chosen_by=channel)
    else:
        record_authentication(request, account, method="ticket", channel=channel)
    if not has_password:
        after = reverse("mfa_add_webauthn")
    elif needs_second_step(ticket.person, request.today):
        after = reverse("people:second_step")
    else:
        after = to_sign()
    response: HttpResponse = perform_login(request, account, redirect_url=after)
    return response


def closed(request: PersonRequest, ticket: Ticket, secret: str) -> HttpResponse:
    """Say why a link no longer works, and offer a new one."""
    context = {"ticket": ticket, "secret": secret, "school": ticket.person.school, "why": why_closed(ticket)}
    response = render(request, "people/link_closed.html", context, status=410)
    response["Referrer-Policy"] = "same-origin"  # the form for a new link goes to a page that asks where it came from
    return response


def why_closed(ticket: Ticket) -> str:
    """Return why a link no longer works, in a sentence."""
    if ticket.used_at:
        return gettext("It was used on %(day)s at %(time)s, and works only once.") % spoken(ticket.used_at)
    if ticket.replaced_at:
        return gettext("A newer link was sent to you, or this one was closed. Only the newest one works.")
    return gettext("It worked until %(day)s at %(time)s.") % spoken(ticket.expires_at)


def spoken(at: datetime.datetime) -> dict[str, str]:
    """Return a moment's day and time as a sentence says them."""
    local = timezone.localtime(at)
    return {"day": date_format(local, "j F Y"), "time": date_format(local, "H:i")}


@login_not_required
@never_cache
def ticket_ended(request: PersonRequest) -> HttpResponse:
    """Say that what a link opened has ended, and offer a new one."""
    held = request.session.get("ticket", {})
    person = Person.objects.select_related("school").filter(pk=held.get("person")).first()
    if person is None or request.person is not None:
        return redirect("/")
    if person.account_id:
        return redirect(with_next("account_login", to_sign()))
    return render(request, "people/ticket_ended.html", {"school": person.school})


def shown(request: PersonRequest, ticket: Ticket) -> dict[str, object]:
    """Return what the page of an invitation says."""
    person, today = ticket.person, request.today
    roles = sorted(person.roles.all(), key=lambda role: role.from_date)
    coming = next((role for role in roles if role.from_date > today), None) if not person.roles_on(today) else None
    asker = ticket.made_by
    holdings = Holding.objects.filter(Holding.on(today), post__school=person.school, post__may_countersign=True)
    approver = holdings.exclude(person=person).select_related("person", "post").order_by("post__position").first()
    return {
        "ticket": ticket,
        "invited": person,
        "school": person.school,
        "job": person.job_on(today) or (str(coming) if coming else ""),
        "starts": coming.from_date if coming else None,
        "asker": asker,
        "asker_title": lower_first(", ".join(post.title for post in asker.posts_on(today))) if asker else "",
        "approver": f"{approver.person.name}, {lower_first(approver.post.title)}" if approver else "",
    }


def to_sign() -> str:
    """Return where somebody reads and signs."""
    try:
        return reverse("agreements:to_sign")
    except NoReverseMatch:
        return "/"
