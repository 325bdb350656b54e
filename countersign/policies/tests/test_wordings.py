"""One policy, one review, several wordings: each person reads the one that fits them."""

import hashlib
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from countersign.ledger.actions import read_content
from countersign.ledger.canonical import canonical
from countersign.people.audiences import WIDER, Audience
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.actions import About
from countersign.policies.clauses import other_wording, sections_for, wordings_of
from countersign.policies.models import Edition, Part, Wording
from countersign.policies.tests.factories import (
    TODAY,
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    sign_in,
)
from countersign.policies.wordings import WordingView, fitting, named_twice, without_wording

KS2 = About("For pupils in key stage 2", ["pupils-ks2"], signer_declarations=["I will keep these rules."])
SYMBOLS = About("With symbols", ["pupils-ks2"], has_symbols=True)


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


def make_wordings(by: Person, *more: tuple[About, str]) -> Edition:
    """Return a draft for staff and governors, with a wording for pupils and whatever more is asked."""
    draft = make_draft(by.school, "I report concerns to the safeguarding lead.", by=by)
    for about, clause in ((KS2, "I tell an adult."), *more):
        wording = actions.add_wording(draft, about, by=by)
        actions.add_part(draft, actions.Words(clause, number="1"), after=None, wording=wording, by=by)
    return Edition.objects.select_related("policy__school").get(pk=draft.pk)


def texts(edition: Edition, *kinds: str, symbols: bool = False) -> list[str]:
    sections = sections_for(edition, kinds, TODAY, symbols=symbols)
    return ["".join(each.text for each in item.segments) for section in sections for item in section.items]


def test_each_person_reads_the_wording_that_is_for_them(administrator: Person) -> None:
    edition = publish(make_wordings(administrator), administrator)

    assert texts(edition, "staff") == ["I report concerns to the safeguarding lead."]
    assert texts(edition, "staff-supply") == ["I report concerns to the safeguarding lead."]
    assert texts(edition, "pupils-ks2") == ["I tell an adult."]
    assert edition.audience == ["staff", "governors", "pupils-ks2"]
    assert set(edition.policy.audience_rows.values_list("kind", flat=True)) >= {"staff", "pupils-ks2"}


def test_who_is_two_things_at_once_reads_both_wordings(administrator: Person) -> None:
    parents = About("For parents and carers", ["parents"])
    edition = publish(make_wordings(administrator, (parents, "I talk with my child.")), administrator)

    assert texts(edition, "staff", "parents") == [
        "I report concerns to the safeguarding lead.",
        "I talk with my child.",
    ]


def test_a_narrower_wording_goes_before_a_wider_one(administrator: Person) -> None:
    supply = About("For supply staff", ["staff-supply"])
    edition = publish(make_wordings(administrator, (supply, "I ask at the office.")), administrator)

    assert texts(edition, "staff-supply") == ["I ask at the office."]
    assert texts(edition, "staff") == ["I report concerns to the safeguarding lead."]


def test_a_reader_may_choose_the_wording_with_symbols(administrator: Person) -> None:
    edition = publish(make_wordings(administrator, (SYMBOLS, "{symbol:tell} I tell.")), administrator)

    assert texts(edition, "pupils-ks2") == ["I tell an adult."]
    assert texts(edition, "pupils-ks2", symbols=True) == [" I tell."]
    assert texts(edition, "staff", symbols=True) == ["I report concerns to the safeguarding lead."]
    (other,) = other_wording(edition, {"pupils-ks2"}, symbols=False)
    assert other.has_symbols
    assert other_wording(edition, {"staff"}, symbols=False) == ()


def test_a_symbol_is_drawn_in_the_page_and_hidden_from_screen_readers(administrator: Person) -> None:
    draft = make_draft(administrator.school, "{symbol:tell} I tell an adult.", "{symbol:dragon} Not one of ours.")
    first, second = sections_for(draft, None, TODAY)[0].items

    assert '<svg class="cs-symbol"' in first.html
    assert 'aria-hidden="true"' in first.html
    assert "{symbol:dragon}" in second.html


def test_each_wording_has_a_fingerprint_that_anybody_can_recompute(administrator: Person) -> None:
    edition = publish(make_wordings(administrator), administrator)
    kept = json.loads(read_content(edition.content_sha256))

    assert kept["parts"] == []
    hashes = [hashlib.sha256(canonical(each).encode()).hexdigest() for each in kept["wordings"]]
    assert hashes == [each.sha256 for each in wordings_of(edition)]
    assert len(set(hashes)) == 2


def test_an_edition_with_one_wording_for_everybody_has_none_of_its_own(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school), administrator)

    assert wordings_of(edition) == ()
    assert "wordings" not in json.loads(read_content(edition.content_sha256))


def test_nothing_can_be_done_to_a_published_wording(administrator: Person) -> None:
    edition = publish(make_wordings(administrator), administrator)
    wording = edition.wordings.all()[0]

    with pytest.raises(actions.AlreadyPublished):
        actions.change_wording(wording, KS2, revision=wording.revision, by=administrator)
    with pytest.raises(actions.AlreadyPublished):
        actions.remove_wording(wording, by=administrator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(pk=wording.pk).update(title="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.create(edition=edition, position=9, title="More", audience=["parents"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.filter(pk=wording.pk)._raw_delete("default")


def test_two_wordings_for_the_same_people_are_refused_by_name(administrator: Person) -> None:
    draft = make_wordings(administrator)

    with pytest.raises(actions.TwoWordingsForOne, match="both for pupils, key stage 2"):
        actions.add_wording(draft, About("Again", ["pupils-ks2", "parents"]), by=administrator)
    assert draft.wordings.count() == 2


def test_somebody_without_a_wording_stops_publishing(administrator: Person) -> None:
    draft = make_wordings(administrator)
    draft.audience = [*draft.audience, "parents"]
    draft.save()

    with pytest.raises(actions.NoWordingFor, match="No wording is for parents and carers"):
        publish(draft, administrator)


def test_a_wording_without_a_clause_stops_publishing(administrator: Person) -> None:
    draft = make_wordings(administrator)
    actions.add_wording(draft, About("For parents", ["parents"]), by=administrator)

    with pytest.raises(actions.NoClauseInWording, match="“For parents” has no clause yet"):
        publish(draft, administrator)


def test_a_clause_that_binds_none_of_its_wordings_readers_stops_publishing(administrator: Person) -> None:
    draft = make_wordings(administrator)
    draft.parts.filter(text="I tell an adult.").update(roles=["governors"])

    with pytest.raises(actions.BindsNobody, match="this wording is not for"):
        publish(draft, administrator)


def test_taking_a_wording_out_asks_nobody_who_had_only_that(administrator: Person) -> None:
    draft = make_wordings(administrator)
    actions.remove_wording(draft.wordings.get(title=KS2.title), by=administrator)
    draft.refresh_from_db()

    assert draft.audience == ["staff", "governors"]
    assert not draft.parts.filter(text="I tell an adult.").exists()
    with pytest.raises(actions.LastWording):
        actions.remove_wording(draft.wordings.get(), by=administrator)


def test_two_people_changing_a_wording_lose_no_words(administrator: Person) -> None:
    wording = make_wordings(administrator).wordings.get(title=KS2.title)
    actions.change_wording(wording, About("For juniors", ["pupils-ks2"]), revision=0, by=administrator)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_wording(wording, KS2, revision=0, by=administrator)


def test_a_copy_has_the_same_words_and_clauses_of_its_own(administrator: Person) -> None:
    draft = make_draft(administrator.school, "I keep my password to myself.")
    copy = actions.add_wording(draft, About("For parents", ["parents"]), is_copy=True, by=administrator)
    first = draft.wordings.get(position=0)

    assert first.title == "For staff and governors"
    assert [part.text for part in copy.parts.kept()] == [part.text for part in first.parts.kept()]
    assert not set(copy.parts.values_list("key")) & set(first.parts.values_list("key"))


def test_the_next_edition_has_the_same_wordings_and_the_same_clauses(administrator: Person) -> None:
    edition = publish(make_wordings(administrator), administrator)
    draft = actions.new_draft(edition.policy, by=administrator)

    def told(each: Edition) -> list[Any]:
        return [(part.wording and part.wording.title, part.key, part.text) for part in each.parts.kept()]

    assert told(draft) == told(edition)
    assert publish(draft, administrator).number == 2


def test_moving_a_clause_stays_within_its_wording(administrator: Person) -> None:
    draft = make_wordings(administrator)
    wording = draft.wordings.get(title=KS2.title)
    actions.add_part(draft, actions.Words("I am kind.", number="2"), after=None, wording=wording, by=administrator)
    part = Part.objects.get(edition=draft, text="I am kind.")
    actions.move_part(part, to=1, by=administrator)

    assert [each.text for each in wording.parts.kept()] == ["I tell an adult.", "I am kind."]


KINDS = st.lists(st.sampled_from(Audience.values), unique=True)


@st.composite
def told_apart(draw: st.DrawFn) -> list[WordingView]:
    kinds = draw(st.permutations(Audience.values))
    cuts = sorted(draw(st.sets(st.integers(1, len(kinds) - 1), max_size=5)))
    groups = [kinds[start:end] for start, end in zip([0, *cuts], [*cuts, len(kinds)], strict=True)]
    plain = [view(place, group) for place, group in enumerate(groups) if draw(st.booleans())]
    return [*plain, view(99, draw(KINDS), has_symbols=True)] if draw(st.booleans()) else plain


def view(pk: int, audience: list[str], *, has_symbols: bool = False) -> WordingView:
    made = Wording(pk=pk, title=f"Wording {pk}", audience=audience, has_symbols=has_symbols)
    return WordingView(pk, made.public_id, made.title, tuple(audience), has_symbols, (), f"{pk:064x}")


@given(wordings=told_apart(), kinds=KINDS, symbols=st.booleans())
def test_whoever_it_is_for_reads_one_wording_for_each_thing_they_are(
    *, wordings: list[WordingView], kinds: list[str], symbols: bool
) -> None:
    chosen = fitting(wordings, kinds, symbols=symbols)

    rows = [Wording(pk=each.pk, audience=list(each.audience), has_symbols=each.has_symbols) for each in wordings]
    assert named_twice(rows) is None
    missing = without_wording(rows, kinds)
    for kind in kinds:
        found = fitting(wordings, [kind], symbols=symbols)
        assert (len(found) == 0) is (kind in missing)
        assert len(found) <= 1
        assert set(found) <= set(chosen)
    for each in chosen:
        assert set(each.audience) & {*kinds, *(WIDER[kind] for kind in kinds if kind in WIDER)}
    assert [each.pk for each in chosen] == [each.pk for each in wordings if each in chosen]


def test_the_draft_shows_one_wording_and_leads_to_the_others(administrator: Person, client: Client) -> None:
    draft = make_wordings(administrator)
    sign_in(client, administrator)
    wording = draft.wordings.get(title=KS2.title)
    page = reverse("policies:review", args=[draft.public_id])

    assert "I report concerns" in client.get(page).content.decode()
    shown = client.get(f"{page}?wording={wording.public_id}").content.decode()
    assert "I tell an adult." in shown
    assert "I report concerns" not in shown
    assert client.get(f"{page}?wording=nonsense").status_code == 404
    preview = client.get(reverse("policies:preview", args=[draft.public_id]), {"as": "pupils-ks2"}).content.decode()
    assert "I tell an adult." in preview
    assert "I will keep these rules." in preview


def test_a_wording_of_another_school_is_not_found(administrator: Person, client: Client) -> None:
    draft = make_wordings(administrator)
    sign_in(client, make_administrator(make_school("Aldermoor Primary School")))
    wording = draft.wordings.all()[0]

    assert client.get(reverse("policies:wording", args=[draft.public_id, wording.public_id])).status_code == 404
    assert client.post(reverse("policies:remove_wording", args=[draft.public_id, wording.public_id])).status_code == 404
    assert draft.wordings.count() == 2


def test_a_wording_is_added_changed_and_taken_out_through_its_pages(administrator: Person, client: Client) -> None:
    draft = make_draft(administrator.school, by=administrator)
    sign_in(client, administrator)
    add = reverse("policies:add_wording", args=[draft.public_id])

    assert "Give the wording a title" in client.post(add, {"start": "empty"}).content.decode()
    answer = client.post(add, {"start": "like", "title": "For parents", "audience": ["parents"]})
    wording = draft.wordings.get(title="For parents")
    assert answer.status_code == 302
    assert str(wording.public_id) in answer["Location"]
    page = reverse("policies:wording", args=[draft.public_id, wording.public_id])
    assert "I keep my password" in client.get(answer["Location"]).content.decode()
    given = {"title": "For families", "audience": ["parents", "community"], "revision": "0"}
    assert client.post(page, given).status_code == 302
    stale = client.post(page, {**given, "title": "Stale"}).content.decode()
    assert "How it is now" in stale
    assert "Stale" in stale
    client.post(reverse("policies:remove_wording", args=[draft.public_id, wording.public_id]))
    assert [each.title for each in draft.wordings.all()] == ["For staff and governors"]


def test_everybody_finds_every_wording_on_the_public_page(administrator: Person, client: Client) -> None:
    edition = publish(make_wordings(administrator), administrator)
    page = client.get(reverse("policies:public", args=[edition.policy.public_id])).content.decode()

    assert "For pupils in key stage 2" in page
    assert "I tell an adult." in page
    for wording in edition.wordings.all():
        assert f'href="#wording-{wording.public_id}"' in page
        assert f'id="wording-{wording.public_id}"' in page
        assert wording.content_sha256 in page
    sign_in(client, make_person(administrator.school))
    own = client.get(reverse("policies:edition", args=[edition.public_id])).content.decode()
    assert "I tell an adult." in own
