"""The exact sentences agreed to, the edition's own where it has them: one source for page, record and seal."""

from countersign.agreements.models import Agreement
from countersign.policies.models import Edition

SENTENCE = (
    "I have read this policy. I understand the clauses that bind me and I agree to keep them. "
    "I will sign again when they change in a way that matters."
)


def sentence_of(edition: Edition) -> str:
    """Return what a signer of this edition agrees to."""
    return "\n".join(edition.signer_declarations) or SENTENCE


def approval_sentence_for(agreement: Agreement) -> str:
    """Return what the school agrees to in countersigning."""
    return "\n".join(agreement.edition.approver_declarations) or (
        f"I approve {agreement.person.name} for the access of their role ({agreement.signed_as}), "
        "and the permissions given with this."
    )
