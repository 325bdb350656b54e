"""The questions about how people sign in: each kind of provider, passwords, and who somebody is."""

import re
import uuid
from typing import Any

from django import forms

from countersign.providers import saml
from countersign.providers.asking_out import is_private_enough
from countersign.providers.models import Provider
from countersign.providers.questions import ATTRIBUTE, WIDE, ProviderForm, client_field, secret_field
from countersign.refusals import Refused
from countersign.ui.forms import Form, Radios
from countersign.words import later as _


class KindForm(Form):
    """What there is to sign in with."""

    kind = forms.ChoiceField(
        label=_("What do people at your school sign in with already?"),
        choices=Provider.Kind.choices,
        widget=Radios,
        error_messages={"required": _("Choose what people sign in with")},
    )


class MicrosoftForm(ProviderForm):
    """Microsoft 365, of one tenant."""

    settings_names = ("tenant", "client_id")
    tenant = forms.CharField(
        label=_("Directory (tenant) ID"),
        help_text=_("Of the school’s own tenant: 32 letters and figures with four dashes"),
        max_length=36,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the tenant ID")},
    )
    client_id = client_field(_("Application (client) ID"))
    secret = secret_field()

    def clean_tenant(self) -> str:
        """Take one tenant only: “common” would let in everybody who has any Microsoft account."""
        try:
            return str(uuid.UUID(str(self.cleaned_data["tenant"]).strip()))
        except ValueError:
            raise forms.ValidationError(
                _("Enter the ID of your own tenant, like 1b2c3d4e-0000-4000-8000-123456789abc")
            ) from None


class DomainForm(ProviderForm):
    """A provider whose addresses the school may own."""

    matches = (Provider.Match.NOTHING, Provider.Match.STAFF_ID, Provider.Match.EMAIL)

    def clean_domain(self) -> str:
        """Take a domain as it stands after the @."""
        domain = str(self.cleaned_data["domain"]).strip().lower().removeprefix("@")
        if domain and not re.match(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$", domain):
            raise forms.ValidationError(_("Enter a domain like school.example"))
        return domain


class GoogleForm(DomainForm):
    """Google Workspace, of one domain."""

    settings_names = ("domain", "client_id")
    domain = forms.CharField(
        label=_("The school’s domain at Google"),
        help_text=_("What comes after the @. Nobody else with a Google account gets in."),
        max_length=100,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the school’s domain at Google")},
    )
    client_id = client_field()
    secret = secret_field()

    def asks_about_claims(self) -> bool:
        """Google says nothing about a second step."""
        return False


class OidcForm(DomainForm):
    """Any provider that speaks OpenID Connect."""

    settings_names = ("issuer", "client_id", "domain")
    issuer = forms.CharField(
        label=_("Issuer"),
        help_text=_("Its address, exactly as the provider writes it, such as https://login.school.example"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the issuer’s address")},
    )
    client_id = client_field()
    secret = secret_field()
    domain = forms.CharField(
        label=_("The school’s own e-mail domain"),
        help_text=_("Only where people are recognised by an address in it"),
        required=False,
        max_length=100,
        widget=forms.TextInput(WIDE),
    )

    def clean_issuer(self) -> str:
        """Take an address that nobody on the way can speak for."""
        issuer = str(self.cleaned_data["issuer"]).strip()
        if not is_private_enough(issuer) or "?" in issuer or "#" in issuer:
            raise forms.ValidationError(_("Enter an address that begins with https://"))
        return issuer


class SamlForm(ProviderForm):
    """Any provider that speaks SAML 2.0."""

    settings_names = ("issuer", "sso_url", "certificates", "subject_attribute")
    metadata = forms.CharField(
        label=_("The provider’s metadata"),
        help_text=_("The whole XML file"),
        max_length=200_000,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        error_messages={"required": _("Paste the provider’s metadata")},
    )
    subject_attribute = forms.CharField(
        label=_("Attribute that names a person for good"),
        help_text=_("Empty: a persistent NameID. An e-mail address will not do, since it may change hands."),
        required=False,
        max_length=200,
        widget=forms.TextInput(WIDE),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("sso_url"):
            self.fields["metadata"].required = False
            self.fields["metadata"].help_text = _(
                "They are kept. Paste new ones when the provider’s certificate changes."
            )

    def clean_subject_attribute(self) -> str:
        """Take the name of an attribute that is no address."""
        name = str(self.cleaned_data["subject_attribute"]).strip()
        if name and (not ATTRIBUTE.match(name) or "mail" in name.lower()):
            raise forms.ValidationError(_("Enter one attribute that never changes hands, and is no e-mail address"))
        return name

    def clean(self) -> dict[str, Any]:
        """Read the metadata at once, so that what is wrong with them is said here."""
        answers = super().clean()
        if text := str(answers.get("metadata") or "").strip():
            try:
                answers |= saml.read_metadata(text)
            except Refused as refused:
                self.add_error("metadata", refused.message)
        else:
            answers |= {name: self.initial.get(name) for name in ("issuer", "sso_url", "certificates")}
        return answers


class LdapForm(ProviderForm):
    """A directory in which a name and a password are tried."""

    settings_names = ("url", "start_tls", "ca_file", "bind_dn", "base", "filter")
    url = forms.CharField(
        label=_("Its address"),
        help_text=_("Begins with ldaps://, or with ldap:// where StartTLS is on"),
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
        label=_("The account we look people up with"),
        help_text=_("It only reads. For example, cn=countersign,dc=school,dc=example"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the full name (DN) of the account we look people up with")},
    )
    secret = forms.CharField(
        label=_("Its password"),
        help_text=_("It is encrypted, and never shown again."),
        max_length=500,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off", "class": "govuk-!-width-full"}),
        error_messages={"required": _("Enter its password")},
    )
    base = forms.CharField(
        label=_("Folder with the people"),
        help_text=_("For example, ou=people,dc=school,dc=example"),
        max_length=300,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter the folder with the people")},
    )
    filter = forms.CharField(
        label=_("How somebody is found by their username"),
        help_text=_("For Active Directory: (&(objectClass=user)(sAMAccountName={username}))"),
        initial="(&(objectClass=inetOrgPerson)(uid={username}))",
        max_length=300,
        widget=forms.TextInput(WIDE),
        error_messages={"required": _("Enter a filter with {username} in it")},
    )

    def asks_about_claims(self) -> bool:
        """Refuse the question: a directory takes no second step."""
        return False

    def clean_url(self) -> str:
        """Take only addresses that passwords may travel to."""
        url = str(self.cleaned_data["url"]).strip()
        if not re.match(r"^ldaps?://[^\s/]+/?$", url):
            raise forms.ValidationError(_("Enter an address like ldaps://directory.school.example"))
        if url.startswith("ldap://") and self.data.get("start_tls") != "on":
            raise forms.ValidationError(
                _("Begin the address with ldaps://, or tick StartTLS: passwords travel this way")
            )
        return url

    def clean_filter(self) -> str:
        """Take a filter that looks for a username."""
        text = str(self.cleaned_data["filter"]).strip()
        if "{username}" not in text or not (text.startswith("(") and text.endswith(")")):
            raise forms.ValidationError(_("Enter a filter in brackets, with {username} where the name goes"))
        return text


FORMS: dict[str, type[ProviderForm]] = {
    Provider.Kind.MICROSOFT: MicrosoftForm,
    Provider.Kind.GOOGLE: GoogleForm,
    Provider.Kind.OIDC: OidcForm,
    Provider.Kind.SAML: SamlForm,
    Provider.Kind.LDAP: LdapForm,
}


class PasswordRuleForm(Form):
    """Whether a password of ours stays beside the account elsewhere."""

    only_without_link = forms.ChoiceField(
        label=_("May people who sign in elsewhere also use a password here?"),
        choices=[("no", _("Yes")), ("yes", _("No: the password is for those who have no other way"))],
        widget=Radios(
            hints={"yes": _("Administrators keep theirs, for the day on which the provider is out of reach.")}
        ),
        error_messages={"required": _("Choose whether they may use a password")},
    )


class WhoForm(Form):
    """Who somebody is who came from a provider."""

    person = forms.ChoiceField(
        label=_("Who is it?"), widget=Radios, error_messages={"required": _("Choose who it is, or nobody")}
    )
    words = forms.CharField(label=_("Look for somebody else"), required=False, max_length=100)
    marks_optional = False

    def __init__(self, *args: Any, choices: list[tuple[str, str]], hints: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
        self.fields["person"].widget.hints = hints
