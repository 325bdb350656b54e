"""The questions about reviews: why one is asked for, what came of it, and who looks after a policy."""

from typing import Any

from django import forms

from countersign.policies.models import Policy, Review
from countersign.schools.models import Post
from countersign.ui.forms import DateField, Form, Radios

CAUSES = [(cause.value, cause.label) for cause in Review.Cause if cause is not Review.Cause.YEARLY]


class AskReviewForm(Form):
    """Why a policy should be looked at again."""

    cause = forms.ChoiceField(
        label="Why should it be looked at again?",
        choices=CAUSES,
        widget=Radios(
            hints={
                "law": "An Act, statutory guidance, a decision of the trust",
                "incident": "Name nobody: everybody at the school may read this",
                "technology": "A new system, device or service in school",
            }
        ),
        error_messages={"required": "Choose why it should be looked at again"},
    )
    reason = forms.CharField(
        label="In a sentence",
        help_text="It stands beside the policy until the review is over.",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say in a sentence what happened or what is new"},
    )


class CloseReviewForm(Form):
    """What came of a review that changes nothing."""

    finding = forms.CharField(
        label="Why does nothing need to change?",
        help_text="What was looked at, and with whom. It is kept.",
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Say why nothing needs to change"},
    )
    minute = forms.CharField(
        label="Reference of a minute",
        required=False,
        max_length=60,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    next_date = DateField(
        label="By when is it reviewed next?",
        error_messages={"required": "Enter the day by which it is reviewed next"},
    )


class OwnerForm(Form):
    """Which post looks after a policy."""

    owner = forms.ChoiceField(
        label="Which post looks after it?",
        help_text="Its holder is told when a review comes up, as the headteacher and the chair of governors are.",
        required=False,
        widget=forms.Select,
    )
    marks_optional = False

    def __init__(self, *args: Any, policy: Policy, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, initial={"owner": policy.owner.code if policy.owner else ""}, **kwargs)
        self.posts = {post.code: post for post in posts}
        choices = [
            ("", "Headteacher, as nobody else is named"),
            *((code, post.title) for code, post in self.posts.items()),
        ]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]

    def post(self) -> Post | None:
        """Return the post that was chosen."""
        return self.posts.get(self.cleaned_data["owner"])
