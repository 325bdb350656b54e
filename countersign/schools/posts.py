"""The posts every school starts with. A school may rename them, add its own, and leave any empty."""

from dataclasses import dataclass


@dataclass(frozen=True)
class StartingPost:
    """A post as a new school gets it."""

    code: str
    title: str
    may_countersign: bool = False


STARTING_POSTS = (
    StartingPost("headteacher", "Headteacher", may_countersign=True),
    StartingPost("deputy-head", "Deputy headteacher"),
    StartingPost("business-manager", "School business manager"),
    StartingPost("dsl", "Designated safeguarding lead"),
    StartingPost("deputy-dsl", "Deputy designated safeguarding lead"),
    StartingPost("dpo", "Data protection officer"),
    StartingPost("it-manager", "IT manager"),
    StartingPost("chair-of-governors", "Chair of governors"),
    StartingPost("clerk", "Clerk to the governors"),
    StartingPost("aup-contact", "Contact for questions about the policy"),
)
