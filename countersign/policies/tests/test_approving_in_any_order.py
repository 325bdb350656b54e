"""Whoever does what in any order: nothing is published without the quorum's approval of exactly those words."""

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from countersign.policies import actions
from countersign.policies.approvals import state_of
from countersign.policies.models import Edition
from countersign.policies.tests.approving import IDENTITY, make_approved_school
from countersign.policies.tests.factories import publish
from countersign.refusals import Refused

WORDS = ("I lock my screen.", "I lock my door.", "I lock my cupboard.")
who = st.integers(0, 2)


class Approving(RuleBasedStateMachine):
    """A draft of three wordings, three governors, and a model of who stands by which wording."""

    def __init__(self) -> None:
        super().__init__()
        self.administrator, self.governors, self.draft = make_approved_school(quorum=2)
        self.quorum, self.named = 2, {0, 1, 2}
        self.wording = 0
        self.sent: set[int] = set()
        self.yes: set[tuple[int, int]] = set()  # who, to which wording
        self.meetings: dict[int, set[int]] = {}
        self.pages: dict[int, str] = {0: self.content()}
        self.is_published = False

    def content(self) -> str:
        return state_of(Edition.objects.select_related("policy").get(pk=self.draft.pk)).content_sha256

    @property
    def is_approved(self) -> bool:
        alone = {governor for governor, wording in self.yes if wording == self.wording} & self.named
        together = self.meetings.get(self.wording, set()) & self.named
        return max(len(alone), len(together)) >= self.quorum

    @precondition(lambda self: not self.is_published)
    @rule(wording=st.integers(0, 2))
    def edit(self, wording: int) -> None:
        part = self.draft.parts.get(number="1")
        words = actions.Words(WORDS[wording], number="1")
        actions.change_part(part, words, revision=part.revision, by=self.administrator)
        self.wording = wording
        self.pages[wording] = self.content()

    @precondition(lambda self: not self.is_published and self.quorum)
    @rule()
    def send(self) -> None:
        actions.ask_for_approval(self.draft, by=self.administrator)
        self.sent.add(self.wording)

    @rule(governor=who, page=st.sampled_from((None, None, None, 0, 1, 2)))
    def approve(self, governor: int, page: int | None) -> None:
        page = self.wording if page is None else page
        try:
            actions.approve(
                self.draft,
                content_sha256=self.pages.get(page, "0" * 64),
                name="A Governor",
                identity=IDENTITY,
                by=self.governors[governor],
            )
        except Refused:
            assert (
                self.is_published
                or page != self.wording
                or page not in self.sent
                or governor not in self.named
                or not self.quorum
            )
        else:
            assert page == self.wording
            assert not self.is_published
            self.yes.add((governor, page))

    @precondition(lambda self: not self.is_published and self.wording in self.sent)
    @rule()
    def all_approve(self) -> None:
        for governor in sorted(self.named):
            self.approve(governor, None)

    @rule(governor=who)
    def say_no(self, governor: int) -> None:
        try:
            actions.say_no(
                self.draft,
                content_sha256=self.pages[self.wording],
                reason="Not yet.",
                identity=IDENTITY,
                by=self.governors[governor],
            )
        except Refused:
            return
        assert not self.is_published
        self.yes.discard((governor, self.wording))

    @rule(governor=who)
    def take_back(self, governor: int) -> None:
        try:
            actions.take_back(self.draft, by=self.governors[governor])
        except Refused:
            return
        assert not self.is_published
        self.yes = {each for each in self.yes if each[0] != governor}

    @rule(present=st.sets(who, min_size=1))
    def meet(self, present: set[int]) -> None:
        try:
            actions.record_meeting(
                self.draft,
                content_sha256=self.pages[self.wording],
                held_date=date(2026, 11, 10),
                minute="26/11.4",
                present=[self.governors[each] for each in present],
                by=self.administrator,
            )
        except Refused:
            return
        assert not self.is_published
        self.meetings.setdefault(self.wording, present & self.named)

    @rule()
    def take_meeting_back(self) -> None:
        try:
            actions.take_back_meeting(self.draft, by=self.administrator)
        except Refused:
            return
        self.meetings.clear()

    @precondition(lambda self: not self.is_published)
    @rule(named=st.sets(who, min_size=1), quorum=st.integers(1, 3))
    def change_rule(self, named: set[int], quorum: int) -> None:
        try:
            actions.change_approvers(
                self.draft.policy,
                approvers=[self.governors[each] for each in named],
                quorum=quorum,
                by=self.administrator,
            )
        except actions.TooFewApprovers:
            return
        self.yes = {each for each in self.yes if each[0] in named}
        self.named, self.quorum = named, quorum

    @rule()
    def publish(self) -> None:
        try:
            edition = publish(self.draft, self.administrator)
        except actions.NotApproved:
            assert not self.is_approved
        except actions.AlreadyPublished:
            assert self.is_published
        else:
            assert self.is_approved
            assert not self.is_published
            assert edition.approved_by
            assert edition.parts.get(number="1").text == WORDS[self.wording]
            self.is_published = True

    @invariant()
    def the_page_says_what_publishing_will_do(self) -> None:
        if not self.is_published:
            edition = Edition.objects.select_related("policy").get(pk=self.draft.pk)
            assert state_of(edition).is_approved == self.is_approved


@pytest.mark.django_db
def test_nothing_is_published_without_the_quorum_s_approval_of_exactly_those_words() -> None:
    healthy = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Approving,
        settings=settings(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=healthy),
    )
