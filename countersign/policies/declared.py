"""The sentence that is signed: the edition's own words, or a wording's, or else ours."""

from collections.abc import Sequence

SENTENCE = (
    "I have read this policy. I understand the clauses that bind me and I agree to keep them. "
    "I will sign again when they change in a way that matters."
)


def declared(of_edition: Sequence[str], of_wording: Sequence[str] = ()) -> str:
    """Return what is agreed to: in the wording's own words where it has some, else in the edition's."""
    return "\n".join(of_wording or of_edition) or SENTENCE
