"""What the ledger keeps of the school itself."""

from dataclasses import dataclass

from countersign.ledger.events import Event


@dataclass(frozen=True)
class SchoolSetUp(Event):
    """A school was set up: its chain begins."""

    kind = "school.set-up"
    name: str
    web_address: str
    renewal: str
    days_to_sign: int
    grace_days: int
    countersigning_posts: list[str]


@dataclass(frozen=True)
class SchoolChanged(Event):
    """The school's name, web address, numbers or rule was changed: this is how they are now."""

    kind = "school.changed"
    name: str
    web_address: str
    urn: str
    ukprn: str
    renewal: str
    days_to_sign: int
    grace_days: int


@dataclass(frozen=True)
class PostAdded(Event):
    """The school got a post of its own."""

    kind = "post.added"
    code: str
    title: str
    may_countersign: bool


@dataclass(frozen=True)
class PostChanged(Event):
    """A post was renamed, or may countersign from now on, or may not any more."""

    kind = "post.changed"
    code: str
    title: str
    may_countersign: bool
