"""The questions of signing in: allauth's forms in our words."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ChangePasswordForm as AllauthChangePasswordForm
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.account.forms import SetPasswordForm as AllauthSetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext as _

from countersign.people.passwords import hint as password_hint

CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-10"}


def say(form: forms.Form, name: str, label: str, required: str, *, hint: str = "", **attrs: str) -> None:
    """Put a question in our words."""
    field = form.fields[name]
    field.label = label
    field.help_text = hint
    field.error_messages["required"] = required
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs.update(attrs)


class InOurWords:
    """A form of allauth's whose missing answers the server speaks of, not the browser."""

    use_required_attribute = False


class WithCode(InOurWords):
    """A code, which an app may show with a gap in it."""

    def clean_code(self) -> str:
        """Take the gap out before the code is checked."""
        self.cleaned_data["code"] = "".join(self.cleaned_data["code"].split())  # type: ignore[attr-defined]
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class SignInForm(InOurWords, LoginForm):  # type: ignore[misc]
    """An address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", _("E-mail address"), _("Enter your e-mail address"), autocomplete="username")
        self.fields["login"].error_messages["invalid"] = _("Enter the whole address, like name@school.example")
        say(self, "password", _("Password"), _("Enter your password"))


class ConfirmForm(InOurWords, ReauthenticateForm):  # type: ignore[misc]
    """The password again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password", _("Password"), _("Enter your password"))


class ChangePasswordForm(InOurWords, AllauthChangePasswordForm):  # type: ignore[misc]
    """The old password and the new one, once: it can be shown to be checked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "oldpassword", _("Current password"), _("Enter your current password"))
        _say_new_password(self)

    def clean_oldpassword(self) -> str:
        """Count wrong ones as at signing in."""
        password = str(self.cleaned_data["oldpassword"])
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class SetPasswordForm(InOurWords, AllauthSetPasswordForm):  # type: ignore[misc]
    """A first password, for somebody who came with a passkey only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class CodeForm(WithCode, AuthenticateForm):  # type: ignore[misc]
    """The code of an authenticator app, or a recovery code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Six numbers from your authenticator app, or one of your recovery codes")
        say(self, "code", _("Code"), _("Enter the code from your app"), hint=hint, **CODE)


class ConfirmCodeForm(WithCode, ReauthenticateByCodeForm):  # type: ignore[misc]
    """A code again, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Six numbers from your authenticator app, or one of your recovery codes")
        say(self, "code", _("Code"), _("Enter the code from your app"), hint=hint, **CODE)


class ActivateAppForm(WithCode, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("Six numbers that your app shows after you scanned the picture")
        say(self, "code", _("Code"), _("Enter the code that your app shows"), hint=hint, **CODE)


class AddPasskeyForm(InOurWords, AddWebAuthnForm):  # type: ignore[misc]
    """A passkey's name; the device answers the rest."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("So that you know it again, such as “Work phone”")
        say(self, "name", _("Name of this passkey"), _("Enter a name"), hint=hint, autocomplete="off")
        self.fields["name"].max_length = 100
        self.fields["credential"].error_messages["required"] = _(
            "The device gave no passkey. Press “Make a passkey” and follow what it asks"
        )


class RenamePasskeyForm(InOurWords, EditWebAuthnForm):  # type: ignore[misc]
    """A passkey's new name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", _("Name of this passkey"), _("Enter a name"), autocomplete="off")


def _say_new_password(form: forms.Form) -> None:
    say(
        form,
        "password1",
        _("New password"),
        _("Enter a new password"),
        hint=password_hint(),
        autocomplete="new-password",
    )
    if "password2" in form.fields:
        del form.fields["password2"]
