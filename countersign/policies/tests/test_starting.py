"""Texts of ours to start from: whole, readable at their age, and never published unlooked-at."""

import pytest
from django.test import Client
from django.urls import reverse

from countersign.ledger.models import Entry
from countersign.people.audiences import Audience
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.linting import Line, Text, findings_in, pack_on
from countersign.policies.models import Doubt, Edition, Part, Policy
from countersign.policies.reading import TAXONOMY
from countersign.policies.reading_age import measured
from countersign.policies.starting import FOLDER, NoStarter, Starter, about_of, add, read, start, starters, write
from countersign.policies.tests.factories import (
    TODAY,
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from countersign.policies.wording import PICTURE, codes_in
from countersign.refusals import NotPermitted
from countersign.schools.posts import STARTING_POSTS

ALL = pytest.mark.parametrize("starter", starters(), ids=lambda each: each.code)


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


def test_there_is_a_text_for_everybody_a_school_asks() -> None:
    assert {f"{each.code}.md" for each in starters()} == {file.name for file in FOLDER.iterdir()}
    kinds = {kind for each in starters() if not each.has_symbols for kind in each.audience}
    assert kinds == set(Audience.values) - {"staff-teaching", "community", "students"}
    plain = [kind for each in starters() if not each.has_symbols for kind in each.audience]
    assert len(plain) == len(set(plain))
    assert any(each.has_symbols for each in starters())


@ALL
def test_the_reader_understands_a_text_of_ours_as_it_is_written(starter: Starter) -> None:
    written = (FOLDER / f"{starter.code}.md").read_text(encoding="utf-8")

    headings = [line[2:] for line in written.split("\n") if line.startswith("# ")]
    assert [part.text for part in starter.parts if part.kind == Part.Kind.SECTION] == headings
    assert starter.declarations
    assert [clause.number for clause in starter.clauses] == [str(place + 1) for place in range(len(starter.clauses))]
    for part in starter.parts:
        assert PICTURE.sub("", part.text).strip() in written
    assert {topic for clause in starter.clauses for topic in clause.topics} <= {topic.key for topic in TAXONOMY}
    assert all(clause.topics for clause in starter.clauses)
    assert codes_in(part.text for part in starter.parts) <= {post.code for post in STARTING_POSTS}


@ALL
def test_a_text_of_ours_reads_at_the_age_of_its_readers(starter: Starter) -> None:
    clauses = measured([clause.text for clause in starter.clauses])

    assert clauses.is_enough
    assert clauses.age <= starter.reading_age
    assert measured([part.text for part in starter.parts]).age <= starter.reading_age
    expected = pack_on(TODAY).age_for(starter.audience)
    assert expected is None or starter.reading_age <= expected


@ALL
def test_a_text_of_ours_passes_our_own_look(starter: Starter) -> None:
    lines = tuple(
        Line(str(place), part.kind, part.text, part.number, topics=tuple(part.topics))
        for place, part in enumerate(starter.parts)
    )

    assert findings_in(Text(starter.audience, lines, has_symbols=starter.has_symbols), today=TODAY) == []


@ALL
def test_no_symbol_stands_without_its_words(starter: Starter) -> None:
    for clause in starter.clauses:
        assert bool(PICTURE.search(clause.text)) is starter.has_symbols
        assert PICTURE.sub("", clause.text).strip()


def test_a_text_whose_topics_do_not_fit_its_clauses_is_noticed() -> None:
    with pytest.raises(ValueError, match="1 clauses carry topics, and 2 were read"):
        read("one", "---\ntitle: One\naudience: staff\nreading-age: 9\n---\n\n1. I lock it. [security]\n2. I tell.\n")


def test_one_text_makes_an_ordinary_draft_and_several_make_wordings(administrator: Person) -> None:
    by_code = {each.code: each for each in starters()}
    one = start(administrator.school, [by_code["staff"]], by=administrator)
    several = start(administrator.school, list(starters()), by=administrator)

    assert one.wordings.count() == 0
    assert one.audience == ["staff"]
    assert one.signer_declarations == list(by_code["staff"].declarations)
    assert [each.title for each in several.wordings.all()] == [each.title for each in starters()]
    several.refresh_from_db()
    assert set(several.audience) == {kind for each in starters() for kind in each.audience}
    assert Part.objects.filter(edition=several, wording=None).count() == 0
    entry = Entry.objects.filter(kind="edition.drafted").order_by("seq").first()
    assert entry is not None
    assert entry.fields["copied_from"] == "starters:staff"


def test_a_starting_point_is_not_published_before_somebody_said_it_is_theirs(administrator: Person) -> None:
    draft = start(administrator.school, [starters()[0]], by=administrator)
    (asked,) = Doubt.objects.filter(edition=draft, kind=Doubt.STARTING_POINT)
    for doubt in Doubt.objects.filter(edition=draft).exclude(pk=asked.pk):
        actions.settle(doubt, answer=0, by=administrator)
    with pytest.raises(actions.PlacesLeftToCheck, match="one place left"):
        publish(draft, administrator)

    part = asked.part
    assert part is not None
    actions.change_part(part, actions.Words(part.text, part.kind), revision=part.revision, by=administrator)
    with pytest.raises(actions.PlacesLeftToCheck):
        publish(draft, administrator)
    actions.settle(asked, answer=0, by=administrator)
    assert publish(draft, administrator).number == 1


def test_every_text_of_ours_can_be_published_together(administrator: Person) -> None:
    draft = start(administrator.school, starters(), by=administrator)
    for doubt in Doubt.objects.filter(edition=draft):
        actions.settle(doubt, answer=0, by=administrator)

    edition = publish(draft, administrator)
    assert len(set(edition.wordings.values_list("content_sha256", flat=True))) == len(starters())


def test_texts_of_ours_can_be_the_next_edition(administrator: Person) -> None:
    policy = publish(make_draft(administrator.school), administrator).policy
    draft = start(administrator.school, [starters()[0]], into=policy, by=administrator)

    assert draft.policy == policy
    with pytest.raises(actions.HasDraft):
        start(administrator.school, [starters()[0]], into=policy, by=administrator)
    with pytest.raises(NoStarter):
        start(administrator.school, [], by=administrator)


def test_a_text_of_ours_for_people_who_have_a_wording_is_refused(administrator: Person) -> None:
    draft = start(administrator.school, starters()[:2], by=administrator)
    with pytest.raises(actions.TwoWordingsForOne):
        add(draft, starters()[0], about_of(starters()[0]), by=administrator)
    assert draft.wordings.count() == 2


def test_a_policy_is_started_and_a_wording_added_through_the_pages(administrator: Person, client: Client) -> None:
    sign_in(client, administrator)
    put_in_post(administrator, "dsl")
    page = reverse("policies:start")

    assert "For pupils in key stage 2" in client.get(page).content.decode()
    assert "Choose at least one text" in client.post(page, {}).content.decode()
    answer = client.post(page, {"chosen": ["staff", "governors"], "into": ""})
    draft = Edition.objects.get()
    assert answer["Location"] == reverse("policies:review", args=[draft.public_id])
    shown = client.get(answer["Location"]).content.decode()
    assert "make it yours" in shown
    assert "Worth a look before publishing" in shown
    assert "It reads at about" in shown
    added = client.post(reverse("policies:add_wording", args=[draft.public_id]), {"start": "starter:pupils-symbols"})
    assert "cs-symbol" in client.get(added["Location"]).content.decode()
    assert "A text of ours" in client.get(reverse("policies:library")).content.decode()


def test_only_those_who_write_policies_start_one(administrator: Person, client: Client) -> None:
    sign_in(client, make_person(administrator.school))

    assert client.post(reverse("policies:start"), {"chosen": ["staff"]}).status_code == 404
    assert not Policy.objects.exists()


def test_a_policy_is_written_from_nothing_through_the_pages(administrator: Person, client: Client) -> None:
    sign_in(client, administrator)
    put_in_post(make_person(administrator.school, "Siân", "Howells"), "dsl")
    page = reverse("policies:write")

    shown = client.post(page, {"title": " "}).content.decode()
    assert "Enter what the policy is called" in shown
    assert "Choose whom it is for" in shown
    sent = {"title": "Mobile Phone Policy", "is_signed": "yes", "audience": ["staff", "volunteers"]}
    first = client.post(page, sent)["Location"]
    assert client.post(page, sent)["Location"] == first  # pressed twice
    draft = Edition.objects.get()
    assert (draft.title, draft.audience, draft.parts.count()) == ("Mobile Phone Policy", ["staff", "volunteers"], 0)
    assert "Written here" in client.get(reverse("policies:library")).content.decode()
    for place in ("review", "preview", "publish", "approval", "history", "draft_details"):
        assert client.get(reverse(f"policies:{place}", args=[draft.public_id])).status_code == 200
    client.post(first, {"text": "My own phone stays away; I tell {post:dsl}.", "kind": "clause", "binds": "all"})
    assert publish(Edition.objects.get(), administrator).parts.get().text.startswith("My own phone")


def test_a_policy_that_is_only_read_can_be_written_too(administrator: Person) -> None:
    draft = write(administrator.school, title="Visitors", audience=["staff"], is_signed=False, by=administrator)
    assert not draft.policy.is_signed
    with pytest.raises(actions.NoTitle):
        write(administrator.school, title=" \n", audience=["staff"], by=administrator)
    with pytest.raises(NotPermitted):
        write(administrator.school, title="Mine", audience=["staff"], by=make_person(administrator.school))
