"""The questions about directories, the catalogue and one person's access."""

import re
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext

from countersign.access.models import Change, Connector, Entitlement, Permission, entries
from countersign.access.opening import SECRETS
from countersign.people.audiences import Audience
from countersign.ui.forms import Checkboxes, Form, Radios
from countersign.words import later as _

WIDE = {"class": "govuk-!-width-full", "spellcheck": "false", "autocapitalize": "none"}


class LdapForm(Form):
    """Where an LDAP directory is, how it is laid out and how it is to be kept."""

    name = forms.CharField(
        label=_("What do you call this directory?"), max_length=100, error_messages={"required": _("Enter a name")}
    )
    url = forms.CharField(
        label=_("Its address"),
        help_text=_(
            "Begins with ldaps://, or with ldap:// where StartTLS is on. For example, ldaps://directory.school.example"
        ),
        max_length=200,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the address, like ldaps://directory.school.example")},
    )
    start_tls = forms.BooleanField(label=_("Use StartTLS"), required=False)
    ca_file = forms.CharField(
        label=_("File with the certificate of the authority that signed the directory’s"),
        help_text=_("On this server. Leave empty where this server trusts it already."),
        required=False,
        max_length=300,
        widget=forms.TextInput(WIDE),
    )
    bind_dn = forms.CharField(
        label=_("The account we sign in with"),
        help_text=_("It writes the people and groups below only. For example, cn=countersign,dc=school,dc=example"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the full name (DN) of the account we sign in with")},
    )
    secret_name = forms.CharField(
        label=_("Name of the environment variable with its password"),
        help_text=format_lazy(
            _("Begins with {prefix}. The password itself never comes into this page or the database."), prefix=SECRETS
        ),
        initial=f"{SECRETS}PASSWORD",
        max_length=100,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the name of the environment variable")},
    )
    people = forms.CharField(
        label=_("Folder with the people"),
        help_text=_("For example, ou=people,dc=school,dc=example"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the folder with the people")},
    )
    groups = forms.CharField(
        label=_("Folder with the groups"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the folder with the groups")},
    )
    protected = forms.CharField(
        label=_("Accounts nobody may touch"),
        help_text=_("Usernames, one a line: the emergency account at least."),
        required=False,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false", "autocapitalize": "none"}),
    )
    mail_domain = forms.CharField(
        label=_("What comes after the @ of a new e-mail address"),
        help_text=_("Leave empty to keep the address each person has."),
        required=False,
        max_length=100,
        widget=forms.TextInput(WIDE),
    )
    asks_first = forms.ChoiceField(
        label=_("When should changes be made?"),
        choices=[
            ("yes", _("After somebody has looked at each plan")),
            ("no", _("By themselves, once you have applied a first plan")),
        ],
        widget=Radios(hints={"yes": _("A suspension or a refusal is made at once all the same.")}),
        error_messages={"required": _("Choose when changes should be made")},
    )
    repairs_drift = forms.ChoiceField(
        label=_("What if somebody changes a managed account by hand?"),
        choices=[("no", _("Ask what should happen")), ("yes", _("Change it back"))],
        widget=Radios,
        error_messages={"required": _("Choose what should happen")},
    )

    def clean_url(self) -> str:
        """Take only addresses that passwords may travel to."""
        url = str(self.cleaned_data["url"]).strip()
        if not re.match(r"^ldaps?://[^\s/]+/?$", url):
            raise forms.ValidationError(gettext("Enter an address like ldaps://directory.school.example"))
        if url.startswith("ldap://") and self.data.get("start_tls") != "on":
            in_the_clear = gettext("Begin the address with ldaps://, or tick StartTLS: passwords travel this way")
            raise forms.ValidationError(in_the_clear)
        return url

    def clean_secret_name(self) -> str:
        """Take only the names kept for directories."""
        name = str(self.cleaned_data["secret_name"]).strip()
        if not re.match(rf"^{SECRETS}[A-Z0-9_]+$", name):
            wrong = gettext("Enter a name that begins with %(prefix)s, in capitals, like %(prefix)sPASSWORD")
            raise forms.ValidationError(wrong % {"prefix": SECRETS})
        return name

    def changes(self) -> dict[str, Any]:
        """Return what a connector's row keeps."""
        data = self.cleaned_data
        settings = {name: data[name] for name in ("url", "bind_dn", "people", "groups", "ca_file", "start_tls")}
        settings["protected"] = data["protected"].split()
        return {
            "name": data["name"],
            "settings": settings,
            "secret_name": data["secret_name"],
            "mail_domain": data["mail_domain"],
            "asks_first": data["asks_first"] == "yes",
            "repairs_drift": data["repairs_drift"] == "yes",
        }

    @staticmethod
    def of(connector: Connector) -> dict[str, Any]:
        """Return a connector's row as answers."""
        return {
            **connector.settings,
            "protected": "\n".join(connector.settings.get("protected", [])),
            "name": connector.name,
            "secret_name": connector.secret_name,
            "mail_domain": connector.mail_domain,
            "asks_first": "yes" if connector.asks_first else "no",
            "repairs_drift": "yes" if connector.repairs_drift else "no",
        }


class GroupsForm(Form):
    """Which groups of a directory each entitlement and permission means."""

    marks_optional = False

    def __init__(self, *args: Any, connector: Connector, **kwargs: Any) -> None:
        self.sources = {source.key: source for source in entries(connector.school_id, retired_at=None)}
        super().__init__(*args, **kwargs)
        now: dict[str, list[str]] = {}
        for group in connector.groups.select_related("entitlement", "permission").order_by("pk"):
            source = group.entitlement or group.permission
            if source is not None:
                now.setdefault(source.key, []).append(group.name)
        for key, source in self.sources.items():
            self.fields[key] = forms.CharField(
                label=source.title,
                help_text=source.sentence if isinstance(source, Entitlement) else source.hint,
                required=False,
                initial="\n".join(now.get(key, [])),
                widget=forms.Textarea({"rows": 2, "spellcheck": "false", "autocapitalize": "none"}),
            )

    def what(self) -> dict[Entitlement | Permission, list[str]]:
        """Return the groups of each, one from each line."""
        return {
            source: [line.strip()[:200] for line in self.cleaned_data[key].splitlines() if line.strip()]
            for key, source in self.sources.items()
        }


class EntitlementForm(Form):
    """Something a role brings."""

    title = forms.CharField(
        label=_("What is it?"), help_text=_("For example, Staff drive"), max_length=100,
        error_messages={"required": _("Say what it is")},
    )  # fmt: skip
    sentence = forms.CharField(
        label=_("How should an approver read it?"),
        help_text=_("Within a sentence: “The role brings an account and school e-mail.”"),
        max_length=200,
        error_messages={"required": _("Enter the words an approver reads")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("Which roles bring it?"),
        choices=Audience.choices,
        widget=Checkboxes({"class": "govuk-checkboxes--small"}),
        error_messages={"required": _("Choose at least one role")},
    )
    is_kept_when_late = forms.BooleanField(
        label=_("It stays while somebody is late with signing again"),
        help_text=_("As e-mail may, so that reminders arrive."),
        required=False,
    )


class PermissionForm(Form):
    """A permission that can be given."""

    title = forms.CharField(
        label=_("What may somebody do with it?"), help_text=_("For example, Remote access"), max_length=100,
        error_messages={"required": _("Say what it permits")},
    )  # fmt: skip
    hint = forms.CharField(label=_("What should an approver know?"), required=False, max_length=300)
    max_days = forms.IntegerField(
        label=_("How long may it last at most?"),
        min_value=1,
        max_value=3660,
        initial=365,
        widget=forms.NumberInput({"class": "govuk-input--width-4", "suffix": _("days")}),
        error_messages={
            "required": _("Enter a number of days"),
            "min_value": _("Enter at least 1 day"),
            "max_value": _("Enter at most 3660 days"),
        },
    )
    needs_second_approver = forms.BooleanField(label=_("A second approver has to agree"), required=False)


class ReasonForm(Form):
    """Why something is taken away."""

    reason = forms.CharField(
        max_length=300, widget=forms.Textarea({"rows": 3}), error_messages={"required": _("Say why, in a sentence")}
    )

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label, self.fields["reason"].help_text = label, help_text


class UsernameForm(Form):
    """Another username."""

    username = forms.CharField(
        label=_("Choose another username"),
        help_text=_("a to z, 0 to 9, dot, dash and underline; at most 20."),
        max_length=100,
        widget=forms.TextInput({"class": "govuk-input--width-20", "spellcheck": "false", "autocapitalize": "none"}),
        error_messages={"required": _("Enter a username")},
    )


class TickForm(Form):
    """What somebody made by hand for one person, with the proof of doing."""

    marks_optional = False

    changes = forms.MultipleChoiceField(
        label=_("What have you done?"),
        widget=Checkboxes({"class": "govuk-checkboxes--small"}),
        error_messages={"required": _("Tick what you have done")},
    )
    username = forms.CharField(
        label=_("The username you made"),
        max_length=100,
        required=False,
        widget=forms.TextInput({"class": "govuk-input--width-20", "spellcheck": "false", "autocapitalize": "none"}),
    )
    note = forms.CharField(
        label=_("How can somebody check?"),
        help_text=_("For example, where you did it, or a job number."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: Any, changes: list[Change], words: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["changes"]
        assert isinstance(choice, forms.MultipleChoiceField)  # noqa: S101  declared so above
        choice.choices = [(change.id, words[change.id]) for change in changes]
        made = [change for change in changes if change.kind == "create"]
        if made:
            self.fields["username"].initial = made[0].args[0]
        else:
            del self.fields["username"]
