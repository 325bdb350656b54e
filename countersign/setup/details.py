"""The pages on which a school's details are changed after it was set up."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from countersign.people.models import Holding, Person
from countersign.people.permissions import can_set_up
from countersign.people.requests import PersonRequest
from countersign.policies.holders import wanting_holders
from countersign.refusals import Refused
from countersign.schools.days import academic_year
from countersign.schools.models import Post, School
from countersign.setup import actions
from countersign.setup.answers import Holder, Rule
from countersign.setup.forms import DetailsForm, HolderForm, NewPostForm, PostForm, RuleForm, of_rule
from countersign.setup.views import in_words


def sent(request: PersonRequest) -> Any:
    """Return what a form is given: the answers sent, or nothing."""
    return request.POST if request.method == "POST" else None


def school_of(request: PersonRequest) -> School:
    """Return the person's school, which only its administrators may change: for others there is no such page."""
    if not can_set_up(request.person, request.school):
        raise Http404
    return request.school


def rule_of(school: School) -> Rule:
    """Return a school's yearly rule."""
    return Rule(school.renewal_month, school.renewal_day, school.days_to_sign, school.grace_days)


def school(request: PersonRequest) -> HttpResponse:
    """Show the school's details, its posts and who holds them."""
    school = school_of(request)
    held = Holding.objects.filter(Holding.on(request.today)).select_related("person").order_by("from_date", "pk")
    posts = Post.objects.filter(school=school).order_by("position", "pk")
    wanted = wanting_holders(school, request.today)
    shown = list(posts.prefetch_related(Prefetch("holdings", held, to_attr="held")))
    for post in shown:
        post.printed_in = wanted.get(post.code, [])  # type: ignore[attr-defined]
    context = {
        "posts": shown,
        "rule": in_words(rule_of(school)),
        "reminder_days": ", ".join(school.reminder_days.split()),
        "year": academic_year(request.today),
        "next_year": academic_year(request.today) + 1,
        "missing": school.days.missing(academic_year(request.today)),
    }
    return render(request, "setup/school.html", context)


def change_name(request: PersonRequest) -> HttpResponse:
    """Change the school's name or web address."""
    school = school_of(request)
    kept = {name: getattr(school, name) for name in ("name", "web_address", "urn", "ukprn")}
    form = DetailsForm(sent(request), initial=kept)
    if form.is_valid():
        actions.change_details(school, by=request.person, **form.cleaned_data)
        messages.success(
            request, _("The school’s details are changed. Records made before keep the name of their day.")
        )
        return redirect("schools:settings")
    return answer(request, form, _("Name, web address and numbers"), _("Save"))


def change_rule(request: PersonRequest) -> HttpResponse:
    """Change the yearly rule."""
    school = school_of(request)
    form = RuleForm(sent(request), initial=of_rule(rule_of(school)))
    if form.is_valid():
        actions.change_rule(school, form.rule(), by=request.person)
        messages.success(
            request, _("The rule is changed. It counts from now on, for agreements signed before as well.")
        )
        return redirect("schools:settings")
    return answer(request, form, _("When people sign again"), _("Save the rule"))


def add_post(request: PersonRequest) -> HttpResponse:
    """Add a post of the school's own."""
    school = school_of(request)
    form = NewPostForm(sent(request))
    if form.is_valid():
        try:
            post = actions.add_post(school, by=request.person, **form.cleaned_data)
        except (actions.CodeTaken, actions.WrongCode) as refused:
            form.add_error("code", refused.message)
        except Refused as refused:
            form.add_error("title", refused.message)
        else:
            messages.success(
                request, _("The post is added. Write {post:%(code)s} where a text names it.") % {"code": post.code}
            )
            return redirect("schools:post", post.code)
    return answer(request, form, _("Add a post"), _("Add the post"))


def post(request: PersonRequest, code: str) -> HttpResponse:
    """Show a post with everybody who held it, and change its title."""
    school = school_of(request)
    post = get_object_or_404(Post, school=school, code=code)
    form = PostForm(sent(request), initial={"title": post.title, "may_countersign": post.may_countersign})
    if form.is_valid():
        try:
            actions.change_post(post, by=request.person, **form.cleaned_data)
        except actions.NobodyCountersigns as refused:
            form.add_error("may_countersign", refused.message)
        except Refused as refused:
            form.add_error("title", refused.message)
        else:
            messages.success(request, _("%(title)s is saved.") % {"title": form.cleaned_data["title"]})
            return redirect("schools:post", post.code)
    holdings = post.holdings.select_related("person").order_by("-from_date", "-pk")
    return render(request, "setup/post.html", {"post": post, "form": form, "holdings": holdings})


def change_holder(request: PersonRequest, code: str) -> HttpResponse:
    """Give a post to somebody from a day on."""
    school = school_of(request)
    post = get_object_or_404(Post, school=school, code=code)
    form = HolderForm(sent(request), school=school, initial={"from_date": request.today})
    if form.is_valid():
        try:
            holding = give(post, form.cleaned_data, request)
        except Refused as refused:
            form.add_error("from_date", refused.message)
        else:
            name = holding.person.printed_name or holding.person.name
            messages.success(
                request,
                _(
                    "%(name)s holds the post. Policies print the name from that day, and those they bind are told."
                    " Nobody signs again."
                )
                % {"name": name},
            )
            return redirect("schools:settings")
    return answer(request, form, _("Who holds the post: %(title)s") % {"title": post.title}, _("Save the holder"))


def give(post: Post, answers: dict[str, Any], request: PersonRequest) -> Holding:
    """Give a post to whoever was chosen or typed."""
    if answers["person"]:
        person = get_object_or_404(Person, school=post.school, pk=answers["person"])
        return actions.give_post(post, person, from_date=answers["from_date"], by=request.person)
    holder = Holder(answers["name"], answers["email"])
    return actions.give_post_to_new_person(post, holder, from_date=answers["from_date"], by=request.person)


def answer(request: PersonRequest, form: Any, title: str, button: str) -> HttpResponse:
    """Show a form about the school."""
    return render(request, "setup/change.html", {"form": form, "title": title, "button": button})
