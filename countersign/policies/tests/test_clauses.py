from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from countersign.people.models import Holding, Person
from countersign.policies.clauses import clauses_not_binding, reading_minutes, sections_for
from countersign.policies.models import Edition, LinkedPolicy, Part, Policy
from countersign.policies.tests.factories import (
    TODAY,
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
)
from countersign.policies.wording import TURNING, clean, filled, parse


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


def texts(edition: Edition, *kinds: str, day: date = TODAY) -> list[str]:
    sections = sections_for(edition, set(kinds), day)
    return ["".join(each.text for each in item.segments) for section in sections for item in section.items]


def test_somebody_reads_the_clauses_that_bind_them_and_not_the_others(administrator: Person) -> None:
    draft = make_draft(administrator.school, "For all.", "For governors.", audience=["staff", "governors"])
    draft.parts.filter(number="2").update(roles=["governors"])
    edition = publish(draft, administrator)

    assert texts(edition, "staff") == ["For all."]
    assert texts(edition, "governors") == ["For all.", "For governors."]
    (other,) = clauses_not_binding(edition, {"staff"}, TODAY)
    assert (other.number, other.for_whom, other.binds) == ("2", "Governors", False)
    assert clauses_not_binding(edition, {"governors"}, TODAY) == []


def test_a_supply_teacher_reads_what_binds_staff(administrator: Person) -> None:
    draft = make_draft(administrator.school, "For staff.", audience=["staff"])
    draft.parts.filter(number="1").update(roles=["staff"])

    assert texts(publish(draft, administrator), "staff-supply") == ["For staff."]


def test_without_kinds_the_whole_edition_is_shown(administrator: Person) -> None:
    draft = make_draft(administrator.school, "For all.", "For governors.")
    draft.parts.filter(number="2").update(roles=["governors"])
    (section,) = sections_for(publish(draft, administrator), None, TODAY)

    assert section.title == "What am I agreeing to?"
    assert [item.for_whom for item in section.items] == ["", "Governors"]


def test_a_new_holder_prints_from_their_first_day_in_what_was_published_before(administrator: Person) -> None:
    lowther, sharma = (
        make_person(administrator.school, "Mia", "Lowther"),
        make_person(administrator.school, "A", "Sharma"),
    )
    put_in_post(lowther, "dsl")
    edition = publish(make_draft(administrator.school, "I tell {post:dsl}. I ask {name:dsl}."), administrator)
    assert texts(edition, "staff") == ["I tell Mia Lowther, designated safeguarding lead. I ask Mia Lowther."]

    Holding.objects.update(to_date=date(2026, 12, 31))
    put_in_post(sharma, "dsl", since=date(2027, 1, 1))
    assert texts(edition, "staff") == ["I tell Mia Lowther, designated safeguarding lead. I ask Mia Lowther."]
    later = texts(edition, "staff", day=date(2027, 1, 1))
    assert later == ["I tell A Sharma, designated safeguarding lead. I ask A Sharma."]


def test_a_post_nobody_holds_prints_its_title(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, "I tell {post:it-manager}."), administrator)

    assert texts(edition, "staff") == ["I tell the IT manager."]


def test_two_holders_are_both_printed_as_the_school_prints_them(administrator: Person) -> None:
    for name in ("Howells", "Frost"):
        person = make_person(administrator.school, "S", name)
        person.printed_name = f"Mrs {name}"
        person.save()
        put_in_post(person, "deputy-dsl")
    edition = publish(make_draft(administrator.school, "I tell {name:deputy-dsl}."), administrator)

    assert texts(edition, "staff") == ["I tell Mrs Howells and Mrs Frost."]


def test_a_linked_policy_is_linked_wherever_it_is_named(administrator: Person) -> None:
    draft = make_draft(
        administrator.school, "I read the **Online  Safety policy**, and the online safety policymaker’s."
    )
    policy = Policy.objects.create(school=administrator.school, title="Online Safety Policy", made_at=timezone.now())
    LinkedPolicy.objects.create(edition=draft, policy=policy, named="Online Safety Policy", position=1)
    (section,) = sections_for(publish(draft, administrator), None, TODAY)

    linked = [each for each in section.items[0].segments if each.policy]
    assert [(each.text, each.policy, each.is_strong) for each in linked] == [
        ("Online  Safety policy", policy.public_id, True)
    ]


def test_points_beneath_points_keep_their_place_and_their_holders(administrator: Person) -> None:
    draft = make_draft(administrator.school, "I do not:")
    deeper = [{"number": "i", "text": "tell {name:dsl}"}]
    draft.parts.filter(number="1").update(children=[{"number": "a", "text": "share:", "children": deeper}])
    edition = publish(draft, administrator)

    child = sections_for(edition, None, TODAY)[0].items[0].children[0]
    assert (child.number, child.children[0].number) == ("a", "i")
    assert child.children[0].segments[-1].text == "the designated safeguarding lead"


def test_what_stands_before_the_first_heading_is_a_section_without_title(administrator: Person) -> None:
    draft = make_draft(administrator.school)
    preface = Part.objects.create(edition=draft, position=0, kind=Part.Kind.PASSAGE, text="We ask all adults.")
    first = sections_for(publish(draft, administrator), {"staff"}, TODAY)[0]

    assert (first.title, first.part_id) == ("", preface.pk)


def test_reading_again_asks_the_database_only_for_today_s_holders(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, "I tell {post:dsl}."), administrator)
    sections_for(edition, {"staff"}, TODAY)

    with CaptureQueriesContext(connection) as queries:
        sections_for(edition, {"staff"}, TODAY)
    assert len(queries) == 1


def test_markup_in_a_clause_is_printed_and_never_run(administrator: Person) -> None:
    edition = publish(
        make_draft(administrator.school, "<script>alert(1)</script> {post:dsl} & **bold**"), administrator
    )

    html = sections_for(edition, None, TODAY)[0].items[0].html
    assert html.startswith("&lt;script&gt;alert(1)&lt;/script&gt; <b class=")
    assert html.endswith(" &amp; <b>bold</b>")


def test_reading_time_follows_from_the_words(administrator: Person) -> None:
    edition = publish(make_draft(administrator.school, "word " * 476), administrator)

    assert reading_minutes(sections_for(edition, None, TODAY)) == 2


@given(st.text())
def test_whatever_is_written_is_printed_whole(text: str) -> None:
    plain = text.replace("*", "").replace("{", "")
    assert "".join(each.text for each in filled(parse(plain), {})) == plain


@given(st.lists(st.sampled_from(["**", "*", "{post:dsl}", "{name:", "}", "a", " "])))
def test_unfinished_marks_are_printed_as_they_are(pieces: list[str]) -> None:
    text = "".join(pieces)
    printed = "".join(each.text for each in filled(parse(text), {}))
    assert printed.replace("*", "") == text.replace("*", "")


@given(st.text())
def test_a_cleaned_text_has_nothing_that_hides_or_turns_words(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    assert not any(ord(each) in TURNING for each in cleaned)
    assert clean(cleaned) == cleaned
