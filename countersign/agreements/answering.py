"""What a signer does when the school has returned their agreement with a question: answer it in writing."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from countersign.agreements import events
from countersign.agreements.actions import EditionReplaced, NotForYou
from countersign.agreements.latest import note_latest
from countersign.agreements.models import Agreement, Status
from countersign.agreements.permissions import can_answer_return, can_countersign
from countersign.agreements.returns import ReturnAnswered
from countersign.ledger.actions import record
from countersign.notices.actions import send
from countersign.people.audiences import binds
from countersign.people.models import Person
from countersign.people.speaking import speaking_to
from countersign.policies.models import Edition
from countersign.refusals import Refused, require
from countersign.words import later as _


class NothingAsked(Refused):
    """The question was answered in another tab, or settled by signing again."""

    message = _("This agreement has no question open any more. Nothing was changed.")


@transaction.atomic
def answer_return(agreement: Agreement, *, by: Person, text: str) -> Agreement:
    """Answer the question with which an agreement was returned: the signature stands and waits again."""
    agreement = (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("person", "school", "edition", "policy", "returned_by")
        .get(pk=agreement.pk)
    )
    require(can_answer_return(by, agreement))
    if agreement.status is not Status.RETURNED:
        raise NothingAsked
    since = Agreement.objects.open().filter(person=by, policy=agreement.policy_id)
    if since.filter(signed_at__gt=agreement.signed_at).exists():
        raise NothingAsked
    now = timezone.now()
    today = timezone.localdate(now)
    if not Edition.objects.newest().filter(pk=agreement.edition_id).exists():
        raise EditionReplaced
    if not binds(agreement.edition.audience, by.kinds_on(today)):
        raise NotForYou

    asker, asked_at = agreement.returned_by, agreement.returned_at
    assert asker is not None and asked_at is not None  # noqa: S101, PT018  set together with the return
    ReturnAnswered.objects.create(
        agreement=agreement,
        question=agreement.return_question,
        asked_at=asked_at,
        asked_by=asker,
        answer=text,
        answered_at=now,
    )
    agreement.returned_at, agreement.returned_by, agreement.return_question = None, None, ""
    agreement.save(update_fields=["returned_at", "returned_by", "return_question"])
    note_latest(agreement)
    if can_countersign(asker, agreement, today):  # else it waits in the queue of whoever may
        with speaking_to(asker):
            subject = gettext("Your question about an agreement was answered")
            message = gettext(
                "The question with which you returned an agreement was answered. Read it, and decide, here:"
            )
        send(
            asker,
            about=agreement.reference,
            subject=subject,
            text=f"{message}\n\n{{link}}",
            link_path=f"/agreements/{agreement.public_id}/countersign/",
            asked_by=by,
            at=now,
        )
    event = events.AgreementAnswered(subject=agreement.reference, person=by.reference, text=text)
    record(event, school=agreement.school, by=by, at=now)
    return agreement
