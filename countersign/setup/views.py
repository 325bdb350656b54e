"""The pages of setting up a school."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.hashers import make_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from countersign.people.kept import PASSWORD_JUST_CHOSEN
from countersign.people.sign_in import keep_known_by, known_by
from countersign.refusals import Refused
from countersign.schools.models import School
from countersign.schools.posts import STARTING_POSTS
from countersign.setup import actions, answers
from countersign.setup.answers import STEPS, Rule
from countersign.setup.forms import CountersigningForm, HoldersForm, RuleForm, SchoolForm, YouForm, of_rule
from countersign.ui.dates import month_name
from countersign.ui.forms import Form
from countersign.words import later as _

BACKEND = "countersign.people.sign_in.Backend"
TITLES = {
    "school": _("The school"),
    "you": _("You, its first administrator"),
    "posts": _("Who holds which post?"),
    "countersigning": _("The second signature"),
    "rule": _("The yearly rule"),
}


@login_not_required
def welcome(request: HttpRequest) -> HttpResponse:
    """Greet the first visitor of an empty installation, and send everybody else to their own page."""
    if School.objects.exists():
        return redirect(first_page())
    return render(request, "setup/welcome.html", {"has_begun": answers.first_open(request.session) != STEPS[0]})


def first_page() -> str:
    """Return where people begin: their own page, or the policies where that is not installed."""
    for name in ("agreements:mine", "policies:library"):
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return reverse("account_login")


@login_not_required
@require_POST
def demonstration(request: HttpRequest) -> HttpResponse:
    """Load the demonstration school, into an empty database only."""
    del request
    if not School.objects.exists():
        import_string("countersign.demo.load")()  # by name: the demonstration stands above every app
    return redirect("schools:welcome")


@login_not_required
@sensitive_post_parameters("password")
def step(request: HttpRequest, step: str) -> HttpResponse:
    """Ask one question of setting up, and keep the answer."""
    if step not in STEPS:
        raise Http404
    if School.objects.exists():
        return set_up_already(request)
    form = FORMS[step](request)
    if form.is_valid():
        answers.give(request.session, step, ANSWERS[step](request, form))
        return redirect_to(answers.first_open(request.session))
    context = {
        "form": form,
        "step": step,
        "title": TITLES[step],
        "number": STEPS.index(step) + 1,
        "count": len(STEPS),
        "back": back_from(step),
    }
    return render(request, f"setup/{'posts' if step == 'posts' else 'question'}.html", context)


@login_not_required
def check(request: HttpRequest) -> HttpResponse:
    """Show every answer before the school is made, and make it."""
    if School.objects.exists():
        return set_up_already(request)
    if (missing := answers.first_open(request.session)) is not None:
        return redirect_to(missing)
    given = answers.whole(request.session)
    if request.method == "POST":
        try:
            administrator = actions.set_up(given)
        except actions.SetUpAlready:
            return set_up_already(request)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("schools:check")
        answers.forget(request.session)
        login(request, administrator.account, backend=BACKEND)
        now = timezone.now()
        keep_known_by(request, known_by("password", PASSWORD_JUST_CHOSEN, now), now)
        messages.success(
            request, gettext("%(school)s is set up. Now put in the policy people sign.") % {"school": given.name}
        )
        return redirect("policies:library")
    return render(request, "setup/check.html", {"rows": rows_of(given), "name": given.name})


def set_up_already(request: HttpRequest) -> HttpResponse:
    """Tell whoever is too late that there is a school by now."""
    answers.forget(request.session)
    return render(request, "setup/already.html", {"sentence": actions.SetUpAlready.message}, status=409)


def redirect_to(step: str | None) -> HttpResponse:
    """Send somebody to a question, or to the check when all are answered."""
    return redirect("schools:step", step) if step else redirect("schools:check")


def back_from(step: str) -> str:
    """Return the page before a question."""
    place = STEPS.index(step)
    return reverse("schools:step", args=[STEPS[place - 1]]) if place else reverse("schools:welcome")


def sent(request: HttpRequest) -> Any:
    """Return what a form is given: the answers sent, or nothing."""
    return request.POST if request.method == "POST" else None


def school_form(request: HttpRequest) -> Form:
    """Return the question for the school's name, with what was answered before."""
    return SchoolForm(sent(request), initial=answers.given(request.session, "school"))


def you_form(request: HttpRequest) -> Form:
    """Return the question for the administrator; a password chosen before need not be typed again."""
    before = answers.given(request.session, "you")
    return YouForm(sent(request), initial=before, has_password=before is not None)


def holders_form(request: HttpRequest) -> Form:
    """Return the question for the holders, with what was answered before."""
    before = answers.given(request.session, "posts") or {}
    initial = {f"{code}-{name}": value for code, holder in before.items() for name, value in holder.items()}
    return HoldersForm(sent(request), initial=initial, you=answers.given(request.session, "you"))


def countersigning_form(request: HttpRequest) -> Form:
    """Return the question for the posts that countersign: nothing that gives a right is ticked beforehand."""
    return CountersigningForm(sent(request), initial=answers.given(request.session, "countersigning"))


def rule_form(request: HttpRequest) -> Form:
    """Return the question for the yearly rule, with the usual days."""
    before = answers.given(request.session, "rule")
    initial = of_rule(Rule(**before)) if before else {"days_to_sign": 10, "grace_days": 14}
    return RuleForm(sent(request), initial=initial)


def you_answer(request: HttpRequest, form: Any) -> dict[str, Any]:
    """Return the administrator's answers: of a password only its hash is kept."""
    before = answers.given(request.session, "you")
    password = form.cleaned_data["password"]
    hashed = make_password(password) if password or before is None else before["password_hash"]
    return {"name": form.cleaned_data["name"], "email": form.cleaned_data["email"], "password_hash": hashed}


def rule_answer(request: HttpRequest, form: Any) -> dict[str, Any]:
    """Return the rule in plain values."""
    del request
    rule = form.rule()
    return {"month": rule.month, "day": rule.day, "days_to_sign": rule.days_to_sign, "grace_days": rule.grace_days}


FORMS: dict[str, Callable[[HttpRequest], Form]] = {
    "school": school_form,
    "you": you_form,
    "posts": holders_form,
    "countersigning": countersigning_form,
    "rule": rule_form,
}
ANSWERS: dict[str, Callable[[HttpRequest, Any], dict[str, Any]]] = {
    "school": lambda _, form: form.cleaned_data,
    "you": you_answer,
    "posts": lambda _, form: form.holders(),
    "countersigning": lambda _, form: form.cleaned_data,
    "rule": rule_answer,
}


def rows_of(given: answers.Answers) -> list[dict[str, str]]:
    """Return every answer as a row with the way back to its question."""
    posts = {post.code: str(post.title) for post in STARTING_POSTS}
    rows = [
        (gettext("The school"), given.name, "school"),
        (gettext("Web address"), given.web_address or gettext("Not given"), "school"),
        (gettext("You"), f"{given.your_name}, {given.your_email}", "you"),
        (gettext("Your password"), gettext("Chosen"), "you"),
        *(
            (posts[code], ", ".join(filter(None, [held.name, held.email])), "posts")
            for code, held in given.holders.items()
        ),
        (gettext("May countersign"), ", ".join(posts[code] for code in given.countersigning), "countersigning"),
        (gettext("People sign again"), in_words(given.rule), "rule"),
        (gettext("Time to sign"), time_to_sign(given.rule), "rule"),
    ]
    if empty := [title for code, title in posts.items() if code not in given.holders]:
        rows.insert(-3, (gettext("Nobody yet"), ", ".join(empty), "posts"))
    return [{"key": key, "value": value, "url": reverse("schools:step", args=[step])} for key, value, step in rows]


def time_to_sign(rule: Rule) -> str:
    """Return how long people have, as the check of the answers says it."""
    sentence = gettext("%(days)s school days, then %(grace)s days of grace")
    return sentence % {"days": rule.days_to_sign, "grace": rule.grace_days}


def in_words(rule: Rule) -> str:
    """Return the yearly rule as people say it."""
    if rule.month is None:
        return gettext("A year after each signature")
    sentence = gettext("Everybody by %(day)s %(month)s each year")
    return sentence % {"day": rule.day, "month": month_name(rule.month)}
