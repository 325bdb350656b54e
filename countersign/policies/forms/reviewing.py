"""The questions about reviews: why one is asked for, what came of it, and who looks after a policy."""

from typing import Any

from django import forms

from countersign.policies.models import Policy, Review
from countersign.schools.models import Post
from countersign.ui.forms import DateField, Form, Radios
from countersign.words import later as _

CAUSES = [(cause.value, cause.label) for cause in Review.Cause if cause is not Review.Cause.YEARLY]


class AskReviewForm(Form):
    """Why a policy should be looked at again."""

    cause = forms.ChoiceField(
        label=_("Why should it be looked at again?"),
        choices=CAUSES,
        widget=Radios(
            hints={
                "law": _("An Act, statutory guidance, a decision of the trust"),
                "incident": _("Name nobody: everybody at the school may read this"),
                "technology": _("A new system, device or service in school"),
            }
        ),
        error_messages={"required": _("Choose why it should be looked at again")},
    )
    reason = forms.CharField(
        label=_("In a sentence"),
        help_text=_("It stands beside the policy until the review is over."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say in a sentence what happened or what is new")},
    )


class CloseReviewForm(Form):
    """What came of a review that changes nothing."""

    finding = forms.CharField(
        label=_("Why does nothing need to change?"),
        help_text=_("What was looked at, and with whom. It is kept."),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why nothing needs to change")},
    )
    minute = forms.CharField(
        label=_("Reference of a minute"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"class": "govuk-input--width-10"}),
    )
    next_date = DateField(
        label=_("By when is it reviewed next?"),
        error_messages={"required": _("Enter the day by which it is reviewed next")},
    )


class OwnerForm(Form):
    """Which post looks after a policy."""

    owner = forms.ChoiceField(
        label=_("Which post looks after it?"),
        help_text=_("Its holder is told when a review comes up, as the headteacher and the chair of governors are."),
        required=False,
        widget=forms.Select,
    )
    marks_optional = False

    def __init__(self, *args: Any, policy: Policy, posts: list[Post], **kwargs: Any) -> None:
        super().__init__(*args, initial={"owner": policy.owner.code if policy.owner else ""}, **kwargs)
        self.posts = {post.code: post for post in posts}
        choices = [
            ("", _("Headteacher, as nobody else is named")),
            *((code, post.title) for code, post in self.posts.items()),
        ]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]

    def post(self) -> Post | None:
        """Return the post that was chosen."""
        return self.posts.get(self.cleaned_data["owner"])
