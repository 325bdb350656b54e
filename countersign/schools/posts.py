"""The posts every school starts with. A school may rename them, add its own, and leave any empty."""

from dataclasses import dataclass

from countersign.words import later as _


@dataclass(frozen=True)
class StartingPost:
    """A post as a new school gets it."""

    code: str
    title: str
    may_countersign: bool = False


STARTING_POSTS = (
    StartingPost("headteacher", _("Headteacher"), may_countersign=True),
    StartingPost("deputy-head", _("Deputy headteacher")),
    StartingPost("business-manager", _("School business manager")),
    StartingPost("dsl", _("Designated safeguarding lead")),
    StartingPost("deputy-dsl", _("Deputy designated safeguarding lead")),
    StartingPost("dpo", _("Data protection officer")),
    StartingPost("it-manager", _("IT manager")),
    StartingPost("chair-of-governors", _("Chair of governors")),
    StartingPost("clerk", _("Clerk to the governors")),
    StartingPost("aup-contact", _("Contact for questions about the policy")),
)
