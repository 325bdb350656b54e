"""What the ledger keeps of messages: that somebody was asked, never the words of a link."""

from dataclasses import dataclass

from countersign.ledger.events import Event, Personal


@dataclass(frozen=True)
class PersonInvited(Event):
    """Somebody was asked to read and sign, or to make an account."""

    kind = "person.invited"
    purpose: str
    channel: Personal


@dataclass(frozen=True)
class LinkShown(Event):
    """An administrator read a single-use link on the page of messages, to hand it to the person."""

    kind = "message.link-shown"
    purpose: str
    channel: Personal
