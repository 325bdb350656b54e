"""The one question of the page that checks a record."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

LARGEST_MB = 32


class CheckForm(forms.Form):
    """Which file is to be checked."""

    file = forms.FileField(
        label="The record",
        help_text=f"A sealed record (.pdf), its bundle (.zip) or exported lines (.jsonl), at most {LARGEST_MB} MB.",
        error_messages={
            "required": "Choose the file to check",
            "empty": "This file is empty: choose the record as you received it",
        },
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """Refuse what is larger than a record can be."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_MB * 2**20:
            raise forms.ValidationError(
                f"This file is larger than {LARGEST_MB} MB: check it on your own computer with the one-file verifier"
            )
        return file
