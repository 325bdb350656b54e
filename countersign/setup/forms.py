"""The questions of setting up a school, and of changing it afterwards."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from countersign.people.models import Account, Person
from countersign.people.names import tidy
from countersign.schools.models import School
from countersign.schools.posts import STARTING_POSTS
from countersign.setup.answers import Rule
from countersign.ui.dates import month_name, read_month
from countersign.ui.forms import Checkboxes, DateField, Form, Radios
from countersign.words import later as _


class WebAddressField(forms.URLField):
    """A web address, with or without https:// in front."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", error_messages={"invalid": INVALID_ADDRESS}, **kwargs)


INVALID_ADDRESS = _("Enter a web address, like www.fernhill.example")


class SchoolForm(Form):
    """The school's name and where it is on the web."""

    name = forms.CharField(
        label=_("What is the school called?"),
        help_text=_("As it stands at the top of a letter."),
        max_length=200,
        error_messages={"required": _("Enter the school’s name")},
    )
    web_address = WebAddressField(
        label=_("Web address of the school"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "url"}),
    )

    def clean_name(self) -> str:
        """Return the name without what nobody could see."""
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(gettext("Enter the school’s name"))
        return name


class DetailsForm(SchoolForm):
    """The school's name, where it is on the web, and the numbers that authorities know it by."""

    urn = forms.RegexField(
        r"^\d{6}$",
        label=_("Unique reference number (URN)"),
        help_text=_("Six numbers, as they stand on Get Information about Schools. Records print it."),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
        error_messages={"invalid": _("A URN has six numbers, like 123456")},
    )
    ukprn = forms.RegexField(
        r"^1\d{7}$",
        label=_("UK provider reference number (UKPRN)"),
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "numeric"}),
        error_messages={"invalid": _("A UKPRN has eight numbers and begins with 1, like 10012345")},
    )


class YouForm(Form):
    """The first administrator."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address"),
            "invalid": _("Enter an e-mail address, like name@school.example"),
        },
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password")},
    )

    def __init__(self, *args: Any, has_password: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(filter(None, password_validators_help_texts()))
        if has_password:
            self.fields["password"].required = False
            self.fields["password"].label = gettext("Choose another password")
            self.fields["password"].help_text = gettext("Leave this empty to keep the one you chose.")

    def clean_name(self) -> str:
        """Return the name without what nobody could see."""
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise ValidationError(gettext("Enter your name"))
        return name

    def clean_password(self) -> str:
        """Return a password that is hard to guess."""
        password: str = self.cleaned_data["password"]
        if password:
            validate_password(password, Account(email=self.cleaned_data.get("email", "")))
        return password


class HoldersForm(Form):
    """Who holds each of the posts a school starts with: a name and an address each, any of them empty."""

    marks_optional = False

    def __init__(self, *args: Any, you: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.you = you or {}
        no_address = gettext("%(post)s: enter an e-mail address, like name@school.example")
        for post in STARTING_POSTS:
            self.fields[f"{post.code}-name"] = forms.CharField(label=_("Name"), max_length=200, required=False)
            self.fields[f"{post.code}-email"] = forms.EmailField(
                label=_("E-mail address"),
                required=False,
                error_messages={"invalid": no_address % {"post": post.title}},
            )

    @property
    def posts(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Each post's title with its two questions."""
        return [(str(post.title), self[f"{post.code}-name"], self[f"{post.code}-email"]) for post in STARTING_POSTS]

    def clean(self) -> dict[str, Any]:
        """Refuse an address without a name, and one address for two names."""
        super().clean()
        names: dict[str, str] = {}
        for post in STARTING_POSTS:
            name = tidy(self.cleaned_data.get(f"{post.code}-name", ""))
            email = self.cleaned_data.get(f"{post.code}-email", "").casefold()
            if email and not name:
                sentence = gettext("%(post)s: enter the name that goes with this address") % {"post": post.title}
                self.add_error(f"{post.code}-name", sentence)
            elif email and email != self.you.get("email", "").casefold():
                other = names.setdefault(email, name)
                if other.casefold() != name.casefold():
                    sentence = gettext(
                        "%(one)s and %(other)s have the same address. Give each their own, or write one name alike"
                    ) % {"one": other, "other": name}
                    self.add_error(f"{post.code}-email", sentence)
        return self.cleaned_data

    def holders(self) -> dict[str, dict[str, str]]:
        """Return the posts that somebody holds."""
        return {
            post.code: {"name": name, "email": self.cleaned_data[f"{post.code}-email"]}
            for post in STARTING_POSTS
            if (name := tidy(self.cleaned_data[f"{post.code}-name"]))
        }


class CountersigningForm(Form):
    """Which posts may countersign."""

    posts = forms.MultipleChoiceField(
        label=_("Who may countersign agreements?"),
        help_text=_(
            "A second person accepts each agreement for the school. Nobody countersigns their own:"
            " the headteacher’s goes to the chair of governors. With two posts, each can stand in for the other."
        ),
        choices=[(post.code, post.title) for post in STARTING_POSTS if post.code != "chair-of-governors"],
        widget=Checkboxes,
        error_messages={"required": _("Choose at least one post that may countersign")},
    )


class DayOfYearField(forms.CharField):
    """A day of every year, typed as "30 September" or "30/9"."""

    def to_python(self, value: Any) -> Any:
        """Return the day as (month, day)."""
        text = super().to_python(value)
        if not text:
            return None
        words = re.split(r"[\s/.\-]+", text.strip())
        month = read_month(words[1]) if len(words) == 2 else None
        day = int(words[0]) if words[0].isascii() and words[0].isdigit() and len(words[0]) <= 2 else 0
        if month is None or not 1 <= day <= days_in(month):
            raise ValidationError(gettext("Enter a day and a month, like 30 September"))
        return month, day

    def prepare_value(self, value: Any) -> Any:
        """Return the day as it is typed."""
        return f"{value[1]} {month_name(value[0])}" if isinstance(value, list | tuple) else value


def days_in(month: int) -> int:
    """Return the days of a month in the longest year."""
    return 29 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


class RuleForm(Form):
    """When people sign again, and how long they have."""

    yearly = forms.ChoiceField(
        label=_("When do people sign again?"),
        help_text=_("They are also asked whenever an edition changes what they agree to."),
        choices=[("one-date", _("Everybody by one date each year")), ("anniversary", _("A year after each signature"))],
        widget=Radios(
            hints={"anniversary": _("Each person has a date of their own")}, reveals={"one-date": "renewal_day"}
        ),
        error_messages={"required": _("Choose when people sign again")},
    )
    renewal_day = DayOfYearField(
        label=_("By which day each year?"),
        help_text=_("For example, 30 September"),
        max_length=30,
        error_messages={"required": _("Enter the day by which everybody signs, like 30 September")},
    )
    days_to_sign = forms.IntegerField(
        label=_("How many school days do people have to sign?"),
        help_text=_("Counted from the day they are asked, without weekends, bank holidays and school holidays."),
        min_value=1,
        max_value=60,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={
            "required": _("Enter how many school days people have to sign"),
            "invalid": _("Enter a whole number of days, like 10"),
            "min_value": _("Enter at least 1 day"),
            "max_value": _("Enter at most 60 school days, which is about a term"),
        },
    )
    grace_days = forms.IntegerField(
        label=_("How many days of grace follow?"),
        help_text=_(
            "All days count here, also weekends and holidays. People who are late are reminded, and keep what they"
            " have. After that the agreement lapses."
        ),
        min_value=0,
        max_value=365,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        error_messages={
            "required": _("Enter how many days of grace follow, or 0"),
            "invalid": _("Enter a whole number of days, like 14"),
            "min_value": _("Enter 0 or more days"),
            "max_value": _("Enter at most 365 days"),
        },
    )

    def rule(self) -> Rule:
        """Return the answers as a rule."""
        month, day = self.cleaned_data["renewal_day"] if self.cleaned_data["yearly"] == "one-date" else (None, None)
        return Rule(month, day, self.cleaned_data["days_to_sign"], self.cleaned_data["grace_days"])


def of_rule(rule: Rule) -> dict[str, Any]:
    """Return a rule as the form shows it."""
    return {
        "yearly": "one-date" if rule.month else "anniversary",
        "renewal_day": (rule.month, rule.day) if rule.month else None,
        "days_to_sign": rule.days_to_sign,
        "grace_days": rule.grace_days,
    }


class PostForm(Form):
    """A post's title, and whether its holder countersigns."""

    title = forms.CharField(
        label=_("What is the post called?"),
        max_length=100,
        error_messages={"required": _("Enter what the post is called")},
    )
    may_countersign = forms.BooleanField(label=_("Whoever holds it may countersign agreements"), required=False)


class NewPostForm(PostForm):
    """A post of the school's own."""

    field_order = ("title", "code", "may_countersign")
    code = forms.CharField(
        label=_("Short name"),
        help_text=_("How a text names it: with the short name premises-manager, write {post:premises-manager}."),
        max_length=50,
        error_messages={"required": _("Enter a short name, like premises-manager")},
    )


class HolderForm(Form):
    """Who holds a post from when on: somebody known, or somebody new."""

    person = forms.ChoiceField(
        label=_("Who holds it?"), required=False, error_messages={"invalid_choice": _("Choose somebody from the list")}
    )
    name = forms.CharField(
        label=_("Or somebody who is not in the list"),
        help_text=_("Name as the policy prints it, like Mrs Lowther"),
        max_length=200,
        required=False,
    )
    email = forms.EmailField(
        label=_("Their e-mail address"),
        required=False,
        error_messages={"invalid": _("Enter an e-mail address, like name@school.example")},
    )
    from_date = DateField(
        label=_("From which day?"), help_text=_("Whoever held it before holds it until the day before.")
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everybody = Person.objects.at(school).order_by("surname", "forename", "pk")
        choices = [("", gettext("Choose somebody")), *((str(person.pk), person.name) for person in everybody)]
        choosing: Any = self.fields["person"]
        choosing.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one person."""
        super().clean()
        person, name = self.cleaned_data.get("person"), tidy(self.cleaned_data.get("name", ""))
        if "person" not in self.errors and not person and not name:
            self.add_error("person", gettext("Choose who holds the post, or enter the name of somebody new"))
        elif person and name:
            sentence = gettext("You chose somebody from the list. Leave this empty, or choose nobody there")
            self.add_error("name", sentence)
        return self.cleaned_data
