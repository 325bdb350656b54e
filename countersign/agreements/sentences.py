"""The exact sentences agreed to, the edition's own where it has them: one source for page, record and seal."""

from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop

from countersign.agreements.models import Agreement
from countersign.policies.declared import SENTENCE, declared
from countersign.policies.models import Edition
from countersign.policies.wordings import WordingView

__all__ = ["SENTENCE", "approval_sentence_for", "sentence_of"]

SIGN_BUTTON = gettext_noop("Sign edition %(number)s")


def sentence_of(edition: Edition, wordings: Iterable[WordingView] = ()) -> str:
    """Return what a signer of this edition agrees to: in the words of what was read, where these have their own."""
    own = [text for wording in wordings for text in wording.signer_declarations]
    return declared(edition.signer_declarations, own)


def approval_sentence_for(agreement: Agreement) -> str:
    """Return what the school agrees to in countersigning."""
    return "\n".join(agreement.edition.approver_declarations) or (
        f"I approve {agreement.person.name} for the access of their role ({agreement.signed_as}), "
        "and the permissions given with this."
    )


def sign_button(number: int | None) -> str:
    """Return what stands on the button that signs in English: what a record says whose signature did not keep it."""
    return SIGN_BUTTON % {"number": number}


def sign_button_said(number: int | None) -> str:
    """Return what stands on the button that signs, in the reader’s language, and is kept with the signature."""
    return gettext(SIGN_BUTTON) % {"number": number}
