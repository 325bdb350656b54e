"""What the ledger keeps of agreements."""

from dataclasses import dataclass
from datetime import date

from countersign.ledger.events import ContentHash, Event, Personal, PersonalFields


@dataclass(frozen=True)
class AgreementSigned(Event):
    """A person signed an edition."""

    kind = "agreement.signed"
    person: str
    policy: str
    edition: str
    edition_number: int
    edition_content: str
    wordings: list[str]
    translations: dict[str, str]
    shown: ContentHash
    drawn: ContentHash | None
    name: Personal
    signed_as: Personal
    fields: PersonalFields
    identity: PersonalFields
    sentence: str
    wishes: list[str]
    permissions_asked: list[str]
    sections_seen: int
    sections_shown: int
    seconds_visible: int
    linked_opened: list[str]
    compared_with: int | None
    linked: list[dict[str, str]]
    required: list[dict[str, str]]


@dataclass(frozen=True)
class AgreementDeclined(Event):
    """A person declined to sign an edition, and said why."""

    kind = "agreement.declined"
    person: str
    policy: str
    edition: str
    reason: Personal
    identity: PersonalFields


@dataclass(frozen=True)
class AgreementCountersigned(Event):
    """Somebody else accepted a signed agreement for the school."""

    kind = "agreement.countersigned"
    person: str
    capacity: str
    sentence: Personal
    name: Personal
    identity: PersonalFields
    permissions_given: dict[str, str]
    permissions_refused: list[str]


@dataclass(frozen=True)
class AgreementReturned(Event):
    """The approver returned a signed agreement with a question."""

    kind = "agreement.returned"
    person: str
    capacity: str
    question: Personal


@dataclass(frozen=True)
class AgreementAnswered(Event):
    """The signer answered the question with which the agreement was returned: it waits for the school again."""

    kind = "agreement.answered"
    person: str
    text: Personal


@dataclass(frozen=True)
class AgreementRefused(Event):
    """The approver refused to countersign, with the reason the person reads."""

    kind = "agreement.refused"
    person: str
    capacity: str
    reason: Personal


@dataclass(frozen=True)
class AgreementEnded(Event):
    """An agreement ended: a later one took its place, or the person left."""

    kind = "agreement.ended"
    person: str
    reason: str


@dataclass(frozen=True)
class PersonToldOfEdition(Event):
    """Somebody was told of a new edition: to sign it by a day, or only that it is there."""

    kind = "person.told-of-edition"
    edition: str
    edition_number: int
    must_sign: bool
    last_day: date | None
    channel: Personal


@dataclass(frozen=True)
class QuestionAsked(Event):
    """Somebody asked about an edition before signing it."""

    kind = "agreement.question-asked"
    person: str
    edition: str
    text: Personal


@dataclass(frozen=True)
class QuestionAnswered(Event):
    """A question about an edition was answered."""

    kind = "agreement.question-answered"
    person: str
    text: Personal


@dataclass(frozen=True)
class PolicyWasRead(Event):
    """Somebody said they had read a policy, or a section of one."""

    kind = "policy.read"
    person: str
    edition_number: int
    edition_content: str
    section: str
    web_address: str


@dataclass(frozen=True)
class CheckPassed(Event):
    """Somebody answered a check question right, at the so-manyth attempt."""

    kind = "policy.check-passed"
    person: str
    question: str
    attempts: int


@dataclass(frozen=True)
class CampaignStarted(Event):
    """From now on the school asks its people for what they are to sign by itself, and reminds them."""

    kind = "campaign.started"
    reminder_days: list[int]
    manager_day: int | None
    head_day: int | None


@dataclass(frozen=True)
class CampaignStopped(Event):
    """The school asks and reminds nobody by itself any more."""

    kind = "campaign.stopped"


@dataclass(frozen=True)
class PersonReminded(Event):
    """Somebody was asked to sign, at a step of the school's reminders; or somebody else was told that they had not."""

    kind = "person.reminded"
    told: str
    policies: list[str]
    step: int
    channel: Personal
