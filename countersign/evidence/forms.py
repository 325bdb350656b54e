"""The one question of the page that checks a record."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import format_lazy
from django.utils.translation import gettext

from countersign.words import later as _

LARGEST_MB = 32


class CheckForm(forms.Form):
    """Which file is to be checked."""

    file = forms.FileField(
        label=_("The record"),
        help_text=format_lazy(
            _("A sealed record (.pdf), its bundle (.zip) or exported lines (.jsonl), at most {size} MB."),
            size=LARGEST_MB,
        ),
        error_messages={
            "required": _("Choose the file to check"),
            "empty": _("This file is empty: choose the record as you received it"),
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is larger than a record can be."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_MB * 2**20:
            too_large = gettext(
                "This file is larger than %(size)s MB: check it on your own computer with the one-file verifier"
            )
            raise forms.ValidationError(too_large % {"size": LARGEST_MB})
        return file
