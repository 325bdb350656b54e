"""What is asked about every provider, whatever its kind."""

import re
from typing import Any, ClassVar

from django import forms

from countersign.providers.models import Provider
from countersign.ui.forms import Form, Radios
from countersign.words import later as _

WIDE = {"class": "govuk-!-width-full", "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
ATTRIBUTE = re.compile(r"^[A-Za-z0-9_.:/;-]{1,200}$")


class ProviderForm(Form):
    """What is asked about every provider; each kind adds its own."""

    settings_names: ClassVar[tuple[str, ...]] = ()
    matches: ClassVar[tuple[str, ...]] = (Provider.Match.NOTHING, Provider.Match.STAFF_ID)

    words = forms.CharField(
        label=_("What should the button say, after “Sign in with”?"),
        help_text=_("What people call it, such as “Microsoft” or “your school account”"),
        max_length=40,
        error_messages={"required": _("Enter what people call it")},
    )

    def __init__(self, *args: Any, has_secret: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_secret = has_secret
        if "secret" in self.fields and has_secret:
            self.fields["secret"].required = False
            self.fields["secret"].help_text = _("One is kept. Leave this empty to keep it; it is never shown.")
        if self.asks_about_claims():
            self.add("trusts_second_step", trusts_second_step())
            self.add("second_step_context", second_step_context())
        self.add("staff_id_claim", staff_id_claim())
        self.add("matches_by", matches_by([choice for choice in Provider.Match.choices if choice[0] in self.matches]))

    def asks_about_claims(self) -> bool:
        """Return whether this kind of provider can say that a second step was taken."""
        return True

    def clean_staff_id_claim(self) -> str:
        """Take the name of a claim or attribute, and nothing else."""
        name = str(self.cleaned_data["staff_id_claim"]).strip()
        if name and not ATTRIBUTE.match(name):
            raise forms.ValidationError(_("Enter one name, such as employeeid, without spaces"))
        return name

    def clean(self) -> dict[str, Any]:
        """Ask for what the chosen way of matching needs."""
        answers = super().clean()
        if answers.get("matches_by") == Provider.Match.STAFF_ID and not answers.get("staff_id_claim"):
            self.add_error("staff_id_claim", _("Enter the name under which the provider says the staff ID"))
        if answers.get("matches_by") == Provider.Match.EMAIL and not answers.get("domain"):
            self.add_error("domain", _("Enter the domain that is the school’s own"))
        return answers

    def details(self) -> dict[str, Any]:
        """Return what a provider's row keeps, and the secret where a new one was entered."""
        data = self.cleaned_data
        names = [*self.settings_names, "staff_id_claim", "second_step_context"]
        return {
            "words": data["words"],
            "settings": {name: data[name] for name in names if name in data},
            "secret": data.get("secret") or "",
            "trusts_second_step": data.get("trusts_second_step") == "yes",
            "matches_by": data["matches_by"],
        }

    @staticmethod
    def of(provider: Provider) -> dict[str, Any]:
        """Return a provider's row as answers, without its secret."""
        return {
            **provider.settings,
            "words": provider.words,
            "trusts_second_step": "yes" if provider.trusts_second_step else "no",
            "matches_by": provider.matches_by,
        }


def secret_field() -> forms.CharField:
    """Return the question for a client's secret."""
    return forms.CharField(
        label=_("Client secret"),
        help_text=_("The value, not its ID. It is encrypted, and never shown again."),
        max_length=500,
        widget=forms.PasswordInput({"autocomplete": "off", "class": "govuk-!-width-full"}),
        error_messages={"required": _("Enter the client secret")},
    )


def client_field(label: str = _("Client ID")) -> forms.CharField:
    """Return the question for a client's id."""
    return forms.CharField(
        label=label,
        max_length=200,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the client ID")},
    )


def staff_id_claim() -> forms.CharField:
    """Return the question under which name a provider says the staff ID."""
    return forms.CharField(
        label=_("Under which name does it say the staff ID?"),
        help_text=_(
            "Such as employeeid or employeeNumber. It helps you to recognise people who come for the first time."
        ),
        required=False,
        max_length=200,
        widget=forms.TextInput(WIDE),
    )


def second_step_context() -> forms.CharField:
    """Return the question what a provider says when it took a second step."""
    return forms.CharField(
        label=_("What does it say when a second step was taken?"),
        help_text=_("An authentication context (acr), such as c1. Empty: “mfa” among the methods (amr)."),
        required=False,
        max_length=200,
        widget=forms.TextInput(WIDE),
    )


def trusts_second_step() -> forms.ChoiceField:
    """Return the question whether a provider's second step counts as ours."""
    return forms.ChoiceField(
        label=_("Approvers and administrators need a second step. Is the provider’s enough?"),
        choices=[
            ("no", _("No: they take a second step here")),
            ("yes", _("Yes, where it says that one was taken")),
        ],
        initial="no",
        widget=Radios,
        error_messages={"required": _("Choose whether the provider’s second step is enough")},
    )


def matches_by(choices: list[tuple[Any, Any]]) -> forms.ChoiceField:
    """Return the question how newcomers are recognised."""
    return forms.ChoiceField(
        label=_("How is somebody recognised who comes for the first time?"),
        choices=choices,
        initial=Provider.Match.NOTHING,
        error_messages={"required": _("Choose how newcomers are recognised")},
        widget=Radios(
            hints={
                "nothing": _("Or they connect it themselves, with a link from the school or signed in. The safest."),
                "staff-id": _(
                    "Whoever can write staff IDs at the provider can be taken for anybody who has no account here yet. "
                    "Choose it only where that is the school’s own office."
                ),
                "email": _(
                    "Whoever is given an address of a colleague who left is taken for them. "
                    "Choose it only where addresses are never given twice."
                ),
            }
        ),
    )
