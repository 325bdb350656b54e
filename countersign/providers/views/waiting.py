"""Those who came from a provider and are nobody here yet: an administrator, who knows them, says who they are."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from countersign.people.models import Person
from countersign.people.requests import PersonRequest
from countersign.providers import actions
from countersign.providers.came import Came
from countersign.providers.forms import WhoForm
from countersign.providers.matching import may_be
from countersign.providers.models import Arrival, Link
from countersign.providers.views.school import administrate, confirmed
from countersign.refusals import Refused

NOBODY = "nobody"


def waiting(request: PersonRequest) -> HttpResponse:
    """List who came and waits to be recognised."""
    administrate(request)
    return render(request, "providers/waiting.html", {"waiting": actions.waiting(request.school.pk)})


def who(request: PersonRequest, pk: int) -> HttpResponse:
    """Show what a provider says of somebody and who they might be, and take the administrator's word."""
    administrate(request)
    arrivals = Arrival.objects.filter(provider__school=request.school, provider__retired_at=None, settled_at=None)
    arrival = get_object_or_404(arrivals.select_related("provider__school"), pk=pk)
    confirmed(request)
    words = (request.POST if request.method == "POST" else request.GET).get("words", "").strip()
    people = guesses(arrival, words)
    free = [(person, why) for person, why in people if person.account_id is None]
    form = WhoForm(
        request.POST if request.method == "POST" and "look" not in request.POST else None,
        initial={"words": words},
        choices=[*((str(person.public_id), described(person, request)) for person, _why in free), nobody()],
        hints={str(person.public_id): why for person, why in free},
    )
    if form.is_valid():
        try:
            return settled(request, arrival, form.cleaned_data["person"], [person for person, _why in free])
        except Refused as refused:
            form.add_error("person", refused.message)
    context = {
        "arrival": arrival,
        "form": form,
        "words": words,
        "signed_in_already": [person for person, _why in people if person.account_id is not None],
        "was_somebody": Link.objects.filter(provider=arrival.provider, subject=arrival.subject)
        .select_related("person")
        .order_by("-pk")
        .first(),
    }
    return render(request, "providers/who.html", context)


def settled(request: PersonRequest, arrival: Arrival, answer: str, people: list[Person]) -> HttpResponse:
    """Do as the administrator said."""
    if answer == NOBODY:
        actions.turn_away(arrival, by=request.person, at=request.now)
        messages.success(request, _("They stay outside, and are not listed again."))
    else:
        person = next(each for each in people if str(each.public_id) == answer)
        actions.say_who(arrival, person, by=request.person, at=request.now)
        said = _("%(name)s can now sign in with %(words)s.")
        messages.success(request, said % {"name": person.name, "words": arrival.provider.words})
    return redirect("providers:waiting")


def guesses(arrival: Arrival, words: str) -> list[tuple[Person, str]]:
    """Return who somebody might be, and what speaks for it, in words."""
    reasons = {
        "staff-id": _("The same staff ID, as the provider says it"),
        "email": _("The same e-mail address, which may belong to somebody else by now"),
        "name": _("The same name, which others may have"),
    }
    came = Came(
        issuer=arrival.issuer,
        subject=arrival.subject,
        name=arrival.name,
        email=arrival.email,
        staff_id=arrival.staff_id,
    )
    found = {person.pk: (person, reasons[why]) for person, why in may_be(arrival.provider, came)}
    if words:
        for person in Person.objects.at(arrival.provider.school).named(words).by_name()[:20]:
            found.setdefault(person.pk, (person, _("You looked for them")))
    return list(found.values())


def described(person: Person, request: PersonRequest) -> str:
    """Return somebody as a choice: name and what they do."""
    job = person.job_on(request.today)
    return f"{person.name}, {job}" if job else person.name


def nobody() -> tuple[str, str]:
    """Return the choice that it is none of the school's people."""
    return NOBODY, _("Nobody at this school")
