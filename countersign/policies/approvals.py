"""Where the governors' approval of a draft stands, and who approved an edition: read from moments, stored nowhere."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import ngettext

from countersign.people.models import Person
from countersign.policies.fingerprint import words_sha256
from countersign.policies.models import Approval, Asking, Edition, Meeting
from countersign.refusals import Refused
from countersign.words import later as _

LONGEST = 200  # what an edition holds of who approved it


class NotApproved(Refused):
    """A draft that its governors have not approved as it is now."""

    message = _("The governors have not approved this draft as it is now. Send it to them, or record their meeting.")


@dataclass(frozen=True)
class Answer:
    """An approver and what they answered to the words as they are now."""

    person: Person
    approval: Approval | None
    was_present: bool = False  # at the meeting that approved these words

    @property
    def state(self) -> str:
        """Return yes, no, present, or nothing yet."""
        if self.approval is not None:
            return "yes" if self.approval.approved_at else "no"
        return "present" if self.was_present else ""


@dataclass(frozen=True)
class State:
    """A draft's approval: what is needed, what was answered to exactly these words, and what lapsed."""

    content_sha256: str
    quorum: int
    answers: tuple[Answer, ...]
    asking: Asking | None  # the sending of exactly these words
    asked_before: Asking | None  # the newest sending of other words
    meeting: Meeting | None
    lapsed: tuple[Approval | Meeting, ...]  # given to other words

    @property
    def is_needed(self) -> bool:
        """Whether the school asks for an approval of this policy at all."""
        return self.quorum > 0

    @property
    def yes(self) -> list[Answer]:
        """The approvers who approved these words by themselves."""
        return [each for each in self.answers if each.state == "yes"]

    @property
    def no(self) -> list[Answer]:
        """The approvers who said no to these words."""
        return [each for each in self.answers if each.state == "no"]

    @property
    def present(self) -> list[Answer]:
        """The approvers who were at the meeting that approved these words."""
        return [each for each in self.answers if each.was_present]

    @property
    def is_approved(self) -> bool:
        """Whether a quorum approved exactly these words, one by one or at a meeting."""
        return max(len(self.yes), len(self.present)) >= self.quorum

    @property
    def missing(self) -> int:
        """How many approvals are still missing."""
        return max(0, self.quorum - max(len(self.yes), len(self.present)))


def state_of(edition: Edition) -> State:
    """Return where the approval of a draft stands, for its words as they are now."""
    content = words_sha256(edition)
    policy = edition.policy
    approvals = list(edition.approvals.filter(taken_back_at=None).select_related("person").order_by("pk"))
    meetings = list(edition.meetings.filter(taken_back_at=None).select_related("recorded_by").order_by("pk"))
    askings = list(edition.askings.select_related("asked_by").order_by("-asked_at", "-pk"))
    given = {each.person_id: each for each in approvals if each.content_sha256 == content}
    meeting = next((each for each in meetings if each.content_sha256 == content), None)
    present = set(meeting.presences.values_list("person", flat=True)) if meeting else set()
    named = policy.approvers.select_related("person__account").order_by("person__surname", "person__forename", "pk")
    return State(
        content_sha256=content,
        quorum=policy.quorum,
        answers=tuple(Answer(each.person, given.get(each.person_id), each.person_id in present) for each in named),
        asking=next((each for each in askings if each.content_sha256 == content), None),
        asked_before=next((each for each in askings if each.content_sha256 != content), None),
        meeting=meeting,
        lapsed=(
            *(each for each in approvals if each.content_sha256 != content),
            *(each for each in meetings if each.content_sha256 != content),
        ),
    )


def require_approved(edition: Edition) -> None:
    """Refuse to publish a draft while the quorum's approval of its words is missing; else note who approved it."""
    if not edition.policy.quorum:
        return
    state = state_of(edition)
    if not state.is_approved:
        words = ngettext(
            "%(count)s approval is missing for exactly these words. Send the draft to its approvers, or record the"
            " meeting that approved it.",
            "%(count)s approvals are missing for exactly these words. Send the draft to its approvers, or record the"
            " meeting that approved it.",
            state.missing,
        )
        raise NotApproved(words % {"count": state.missing})
    edition.approved_by, edition.approved_date = approved_as(state)


def approved_as(state: State) -> tuple[str, date]:
    """Return who approved a draft and when, as its edition keeps it. Only for one that is approved."""
    signed = [each.approval for each in state.yes if each.approval is not None]
    names = list(
        dict.fromkeys(
            [each.signed_name for each in signed]
            + [printed(each.person) for each in state.present if each.state == "present"]
        )
    )
    minute = f", minute {state.meeting.minute}" if state.meeting else ""
    if state.meeting is not None and len(state.present) >= state.quorum:
        when = state.meeting.held_date
    else:
        when = max(timezone.localdate(each.approved_at) for each in signed if each.approved_at)
    return f"{few(names, LONGEST - len(minute))}{minute}", when


def few(names: list[str], room: int) -> str:
    """Return names as one text that is no longer than there is room: the last ones are counted where it is."""
    for count in range(len(names), 0, -1):
        told, rest = names[:count], len(names) - count
        words = f"{', '.join(told)} and {rest} other{'' if rest == 1 else 's'}" if rest else listed(told)
        if len(words) <= room:
            return words
    return f"{len(names)} governors"


def listed(names: list[str]) -> str:
    """Return names as one text: Ann Bell, Cai Dee and Ed Fry."""
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def printed(person: Person) -> str:
    """Return somebody's name as a policy prints it."""
    return person.printed_name or person.name


def waiting_for(person: Person) -> list[Edition]:
    """Return the drafts that were sent to somebody for approval and that they have not answered as they are now."""
    drafts = (
        Edition.objects.drafts()
        .filter(policy__school=person.school_id, policy__approvers__person=person, policy__quorum__gt=0)
        .filter(askings__isnull=False)
        .select_related("policy")
        .distinct()
        .order_by("pk")
    )
    found = []
    for draft in drafts:
        state = state_of(draft)
        mine = next((each for each in state.answers if each.person.pk == person.pk), None)
        if state.asking is not None and mine is not None and not mine.state:
            found.append(draft)
    return found
