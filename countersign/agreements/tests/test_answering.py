"""Answering what the school asks about an agreement: the signer alone, in writing, and the signature stands."""

import pytest
from django.urls import reverse

from countersign.agreements import decisions
from countersign.agreements.actions import EditionReplaced
from countersign.agreements.answering import NothingAsked, answer_return
from countersign.agreements.latest import rebuild_latest
from countersign.agreements.models import Agreement, Latest, Status
from countersign.agreements.tests import factories as make
from countersign.ledger.models import Entry
from countersign.notices.models import Message
from countersign.people.models import Person
from countersign.policies.actions import new_draft
from countersign.policies.tests.factories import publish, sign_in
from countersign.refusals import NotPermitted
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db


def make_returned() -> tuple[Agreement, Person]:
    school, head = make.make_headed_school()
    agreement = make.sign(make.make_signer(school), make.make_edition(school, head))
    decisions.return_with_question(agreement, by=head, capacity="Headteacher", question="Which laptop is it?")
    agreement.refresh_from_db()
    return agreement, head


def test_an_answer_reaches_whoever_asked_and_the_agreement_waits_again() -> None:
    agreement, head = make_returned()
    signed_at = agreement.signed_at

    answer_return(agreement, by=agreement.person, text="The grey one.")

    agreement.refresh_from_db()
    assert (agreement.status, agreement.signed_at) == (Status.SIGNED, signed_at)
    assert [(each.question, each.answer) for each in agreement.answers.all()] == [
        ("Which laptop is it?", "The grey one.")
    ]
    message = Message.objects.get(person=head, about=agreement.reference)
    assert message.link_path == f"/agreements/{agreement.public_id}/countersign/"
    assert "grey" not in message.text
    assert Entry.objects.filter(kind="agreement.answered", subject=agreement.reference).exists()


def test_nobody_answers_for_the_signer() -> None:
    agreement, head = make_returned()

    with pytest.raises(NotPermitted):
        answer_return(agreement, by=head, text="The grey one.")


def test_a_question_is_answered_once_and_not_after_signing_anew() -> None:
    agreement, _ = make_returned()
    answer_return(agreement, by=agreement.person, text="The grey one.")
    with pytest.raises(NothingAsked):
        answer_return(agreement, by=agreement.person, text="The grey one.")

    other, _ = make_returned()
    make.sign(other.person, other.edition)
    with pytest.raises(NothingAsked):
        answer_return(other, by=other.person, text="The grey one.")


def test_a_question_about_an_edition_that_was_replaced_is_settled_by_signing_the_new_one() -> None:
    agreement, head = make_returned()
    publish(new_draft(agreement.policy, by=head), head)

    with pytest.raises(EditionReplaced):
        answer_return(agreement, by=agreement.person, text="The grey one.")


def test_the_counts_know_an_answered_agreement_as_if_they_were_made_anew() -> None:
    agreement, _ = make_returned()
    answer_return(agreement, by=agreement.person, text="The grey one.")

    kept = list(Latest.objects.values_list("person", "edition_number", "signed_at"))
    rebuild_latest(agreement.school)

    assert kept == list(Latest.objects.values_list("person", "edition_number", "signed_at")) != []


def test_the_signer_answers_on_the_page_and_the_approver_reads_it_before_deciding() -> None:
    agreement, head = make_returned()
    page = reverse("agreements:signed", args=[agreement.public_id])
    signer = sign_in(PageClient(), agreement.person)

    empty = signer.post(page, {"text": ""})
    assert "Write your answer" in empty.content.decode()
    done = signer.post(page, {"text": "The <grey> one."}, follow=True).content.decode()
    assert "The school has your answer" in done
    assert "The &lt;grey&gt; one." in done
    again = signer.post(page, {"text": "Twice."}, follow=True).content.decode()
    assert "no question open any more" in again

    desk = sign_in(PageClient(), head).get(reverse("agreements:countersign", args=[agreement.public_id]))
    assert "The &lt;grey&gt; one." in desk.content.decode()


def test_an_approver_who_sends_an_answer_finds_no_such_page() -> None:
    agreement, head = make_returned()

    page = sign_in(PageClient(), head).post(
        reverse("agreements:signed", args=[agreement.public_id]), {"text": "The grey one."}
    )

    assert page.status_code == 404
    assert not agreement.answers.exists()


def test_an_agreement_with_an_answer_is_decided_by_itself_and_not_among_many() -> None:
    agreement, head = make_returned()
    answer_return(agreement, by=agreement.person, text="The grey one.")

    page = sign_in(PageClient(), head).get(reverse("agreements:queue"))

    assert page.context["asking"] == [agreement]
    assert page.context["plain"] == []
    assert "Answered a question" in page.content.decode()


def test_my_page_leads_to_the_question_first() -> None:
    agreement, _ = make_returned()

    page = sign_in(PageClient(), agreement.person).get(reverse("agreements:mine")).content.decode()

    assert page.index("Answer the question") < page.index("Read and sign anew")
