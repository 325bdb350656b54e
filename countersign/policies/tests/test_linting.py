"""What is worth a look before publishing: each finding says why and where, and rarely cries wolf."""

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from countersign.people.audiences import Audience
from countersign.people.models import Person
from countersign.policies.linting import Finding, Line, Link, Text, findings_in, pack_on
from countersign.policies.linting.packs import PACKS, pack_of
from countersign.policies.looking import look_over, text_of_file
from countersign.policies.models import Policy
from countersign.policies.reading import read
from countersign.policies.tests.factories import (
    TODAY,
    make_administrator,
    make_draft,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from countersign.policies.wording import Printed

ROOT = Path(__file__).parents[3]


def clause(text: str, number: str = "1", **details: Any) -> Line:
    return Line(details.pop("key", f"key-{number}"), "clause", text, number, **details)


def found(*lines: Line | str, rule: str, audience: tuple[str, ...] = ("staff",), **around: Any) -> list[Finding]:
    each = tuple(line if isinstance(line, Line) else clause(line, str(place)) for place, line in enumerate(lines, 1))
    return [one for one in findings_in(Text(audience, each, **around), today=TODAY) if one.rule == rule]


def test_what_the_law_expects_and_nobody_says_is_named_with_the_reason() -> None:
    missing = found("I report concerns to {post:dsl}.", rule="missing")

    said = " ".join(each.text for each in missing)
    assert "Nothing is said on “AI tools”" in said
    assert "Nothing is said on “Upskirting”" in said
    assert "Report concerns, incidents" not in said
    assert all(each.line is None and "England 2026" in each.text for each in missing)


@pytest.mark.parametrize("title", ["Mobile Phone Policy", "Whistleblowing", "Data protection policy: staff"])
def test_a_policy_on_one_matter_need_not_say_what_the_agreement_says(title: str) -> None:
    assert not found("I keep my phone in my bag.", rule="missing", title=title)


@pytest.mark.parametrize("title", ["", "Acceptable Use Policy: phones", "Staff rules", "Online safety: AI and us"])
def test_whatever_may_be_the_agreement_is_measured_as_one(title: str) -> None:
    assert found("I keep my phone in my bag.", rule="missing", title=title)


def test_what_is_expected_depends_on_the_readers() -> None:
    said = [each.text for each in found("I ask first.", rule="missing", audience=("pupils-ks1",))]

    assert any("Respect" in each for each in said)
    assert not any("Extremism" in each or "Software" in each for each in said)
    supply = {each.text for each in found("I ask first.", rule="missing", audience=("staff-supply",))}
    assert supply == {each.text for each in found("I ask first.", rule="missing", audience=("staff",))}


def test_a_concern_about_an_adult_goes_to_the_headteacher() -> None:
    def is_told(text: str) -> bool:
        return not any("Whom to tell about an adult" in each.text for each in found(text, rule="missing"))

    assert is_told("I report worries about an adult to {post:headteacher}.")
    assert is_told("I will tell the safeguarding lead (about a child) or the Headteacher (about an adult).")
    assert not is_told("I keep information at school unless the headteacher agrees.")
    assert not is_told("I report all concerns to the safeguarding lead. The headteacher approves loans.")


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("I will follow the relevant policy.", "the relevant policy"),
        ("I will tell the appropriate person.", "the appropriate person"),
        ("I will report it in line with school procedures.", "in line with school procedures"),
        ("I delete data in accordance with the school's network and data security protocols.", "protocols"),
        ("I will encrypt files as appropriate.", "as appropriate"),
        ("I will change passwords when necessary.", "when necessary"),
    ],
)
def test_a_reference_nobody_could_follow_is_quoted(words: str, quote: str) -> None:
    (vague,) = found(words, rule="vague")

    assert quote in vague.quote
    assert vague.where == "Clause 1"


@pytest.mark.parametrize(
    "words",
    [
        "I follow the relevant policies (e.g. Behaviour Policy).",
        "I report it in line with the procedures of the Data Protection Policy.",
        "I use appropriate language and relevant examples.",
        "I share data where required by law.",
        "I mark work above the line.",
    ],
)
def test_a_reference_that_can_be_followed_is_left_alone(words: str) -> None:
    assert found(words, rule="vague") == []


def test_a_clause_that_is_not_there_is_named() -> None:
    (missing,) = found("I keep to section 12.", "I keep to clause 1.", rule="number")

    assert missing.text == "There is no section 12 in this text."
    assert found("I know section 12 of the Data Protection Act.", "I see section 3 in the Code.", rule="number") == []
    assert found(clause("I keep to section 12.", ""), rule="number") == []


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("More guidance on this point can be found in the Online Safety Policy.", True),
        ("Photographs are stored on the server.", True),
        ("Keep passwords secret.", False),
        ("Staff must lock their screens.", False),
        ("Food and drink are not allowed near computers.", False),
    ],
)
def test_a_clause_no_reader_could_act_on_is_found(*, words: str, is_found: bool) -> None:
    assert bool(found(words, rule="no-act")) is is_found


def test_the_lead_in_says_who_acts() -> None:
    assert found(clause("Pictures of pupils on own phones.", lead_in="I will not take:"), rule="no-act") == []


def test_a_clause_that_asks_for_many_things_is_to_be_split() -> None:
    many = (
        "I will adhere to the Data Protection Policy at all times, on site and off, and never share any personal data. "
        "I will protect my passwords and never share my login with anybody. I will immediately report a breach to the "
        "school office. I will not store pupil data on personal devices, on a memory stick or in cloud storage, and I "
        "will only install software that is licensed, respecting copyright in all that I copy, print or send at school."
    )
    (finding,) = found(many, rule="many")

    assert "Split it" in finding.text
    assert found("I report concerns. I will tell. I must ask. I will not wait.", rule="many") == []


def test_a_clause_repeated_is_found_whatever_its_number() -> None:
    (finding,) = found(
        "I will not share my password with other people at school.",
        "I lock my screen.",
        "I will never share my password with other people at school.",
        rule="repeated",
    )

    assert finding.where == "Clause 3"
    assert "clause 1" in finding.text


def test_alike_clauses_for_different_people_are_no_repetition() -> None:
    words = "I will not share my password with other people at school."
    one, other = clause(words, "1", roles=("staff",)), clause(words, "2", roles=("governors",))

    assert found(one, other, rule="repeated", audience=("staff", "governors")) == []


def test_two_clauses_on_nothing_but_the_consequences_are_a_repetition() -> None:
    (finding,) = found(
        "I know that a breach may lead to disciplinary action or dismissal.",
        "I understand that failure to comply with this agreement could lead to disciplinary action.",
        rule="repeated",
    )

    assert not finding.is_likely
    assert "Clause 1 is about the same thing" in finding.text


@pytest.mark.parametrize(
    ("words", "roles", "is_found"),
    [
        ("(This point for staff only) I mark work online.", None, True),
        ("(This point for staff and governors): I read the policy.", None, True),
        ("Teachers must lock their screens.", None, True),
        ("(This point for staff only) I mark work online.", ("staff",), False),
        ("I report pupils’ and staff worries.", None, False),
        ("I know that staff must be told.", None, False),
    ],
)
def test_a_clause_that_names_some_and_binds_others_is_found(
    *, words: str, roles: tuple[str, ...] | None, is_found: bool
) -> None:
    findings = found(clause(words, roles=roles), rule="scope", audience=("staff", "governors", "volunteers"))

    assert bool(findings) is is_found


def test_a_policy_nobody_can_open_is_found() -> None:
    links = (Link("Online Safety Policy", is_readable=False), Link("Behaviour Policy", is_readable=True))
    words = "I keep to the full Online Safety Policy, the Behaviour Policy and the Mobile Phone Policy."
    findings = found(words, rule="policy", links=links)

    assert [(each.quote, each.is_likely) for each in findings] == [
        ("Online Safety Policy", True),
        ("Mobile Phone Policy", False),
    ]
    assert found(words, rule="policy") == []


def test_a_post_without_a_holder_or_a_school_is_found() -> None:
    posts = {"dsl": Printed("DSL", ()), "dpo": Printed("Data protection officer", ("Ann Bell",))}
    findings = found("I tell {post:dsl}, {post:dpo} or {post:caretaker}.", rule="post", posts=posts)

    assert [each.quote for each in findings] == ["caretaker", "DSL"]


@pytest.mark.parametrize(
    ("words", "quote"),
    [
        ("I keep to the Data Protection Act 1998.", "Data Protection Act 1998"),
        ("I read Keeping Children Safe in Education 2018.", "Keeping Children Safe in Education 2018"),
        ("I will sign again by 1 September 2019.", "1 September 2019"),
        ("I keep these rules in 2018/19.", "2018/19"),
    ],
)
def test_days_and_laws_that_are_past_are_found(words: str, quote: str) -> None:
    (finding,) = found(words, rule="past")

    assert finding.quote == quote


@pytest.mark.parametrize(
    "words",
    [
        "I keep to the Data Protection Act 2018 and the Data (Use and Access) Act 2025.",
        "I read Keeping children safe in education 2026.",
        "I sign again by 1 September 2027.",
        "I keep these rules in 2026/27.",
        "I answer 24/7 and pay 2010-2090 pounds.",
    ],
)
def test_days_and_laws_that_hold_are_left_alone(words: str) -> None:
    assert found(words, rule="past") == []


def test_a_review_that_was_due_is_said_once() -> None:
    (finding,) = found("I ask.", rule="past", next_review="2020-03")

    assert finding.line is None
    assert found("I ask.", rule="past", next_review="2026-11") == []


@pytest.mark.parametrize(
    "words",
    [
        "I read http:/school.example/policies first.",
        "I read www. school.example first.",
        "I look in T:\\Policies\\Online safety.docx first.",
        "I read [insert link] first.",
        "I click here first.",
    ],
)
def test_an_address_that_cannot_work_is_found(words: str) -> None:
    assert len(found(words, rule="address")) == 1


def test_an_address_that_works_is_left_alone() -> None:
    assert found("I read www.school.example/policies and https://school.example/a_(b).", rule="address") == []


def test_a_text_too_hard_for_its_readers_says_where_to_begin() -> None:
    hard = "I acknowledge that inappropriate communication constitutes a disciplinary matter of considerable gravity."
    easy = "I am kind to people online. I tell a teacher when a page makes me feel sad or scared."
    (finding,) = found(easy, hard, easy.replace("sad", "bad"), rule="reading-age", audience=("pupils-ks2",))

    assert "should be 9" in finding.text
    assert "Begin with Clause 2" in finding.text
    assert found(*[easy] * 3, rule="reading-age", audience=("pupils-ks2",)) == []


def test_every_pack_speaks_of_known_topics_and_people() -> None:
    for name in PACKS:
        pack = pack_of(name)
        assert all(each.audience <= set(Audience.values) and each.why for each in pack.wanted)
        assert set(pack.ages) <= set(Audience.values)
    assert pack_on(date(2020, 1, 1)).title == "England 2026"


WORDS = st.lists(st.text(max_size=60) | st.sampled_from(["see section 9", "I will", "Policy", "http://", "{post:dsl}"]))


@given(WORDS, st.lists(st.sampled_from(Audience.values), max_size=3))
def test_whatever_is_written_is_looked_over(words: list[str], audience: list[str]) -> None:
    lines = tuple(clause(text, str(place), key=str(place)) for place, text in enumerate(words))
    text = Text(tuple(audience), lines, links=(), posts={}, next_review="2020")

    for finding in findings_in(text, today=TODAY):
        assert finding.text.endswith((".", "?", ")"))
        assert finding.where
        assert finding.line is None or finding.line in lines


@pytest.mark.parametrize("name", ["st-annes", "corbets-tey"], ids=["one", "the other"])
def test_real_agreements_are_looked_over_without_crying_wolf(name: str) -> None:
    shared = Path(os.environ.get("COUNTERSIGN_SHARED", ROOT.parent / "shared"))
    source = shared / "cases" / name / "source.txt"
    if not source.exists():
        pytest.skip("the agreements are not here")
    (agreement,) = read(source).agreements
    text = text_of_file(agreement)
    findings = [(each.rule, each.line.number if each.line else "") for each in findings_in(text, today=TODAY)]

    if name == "corbets-tey":
        expected = {
            ("no-act", "10"),
            ("many", "16"),
            ("vague", "13"),
            ("vague", "20"),
            ("repeated", "24"),
            ("past", ""),
        }
        assert expected <= set(findings)
    assert sum(rule not in ("missing", "reading-age") for rule, _ in findings) <= 6


@pytest.fixture
def administrator(db: None) -> Person:
    return make_administrator(make_school())


def test_the_draft_tells_what_is_worth_a_look_and_publishing_goes_on(administrator: Person, client: Client) -> None:
    put_in_post(administrator, "dsl")
    draft = make_draft(
        administrator.school, "I will follow the relevant policy.", "I tell {post:headteacher}.", by=administrator
    )
    sign_in(client, administrator)
    page = client.get(reverse("policies:review", args=[draft.public_id])).content.decode()

    assert "Worth a look before publishing" in page
    assert "the relevant policy" in page
    assert f'href="#part-{draft.parts.get(number="1").key}"' in page
    assert "Nobody holds this post today" in page
    assert publish(draft, administrator).number == 1


def test_a_linked_policy_counts_once_it_can_be_read(administrator: Person) -> None:
    draft = make_draft(administrator.school, "I keep to the Behaviour Policy.", by=administrator)
    linked = Policy.objects.create(
        school=administrator.school, title="Behaviour Policy", made_at="2026-09-01T00:00Z", is_signed=False
    )
    draft.links.create(policy=linked, named="Behaviour Policy", position=1)

    def rules() -> list[str]:
        return [each.rule for each in look_over(draft, None, TODAY).findings]

    assert "policy" in rules()
    linked.web_address = "https://school.example/behaviour"
    linked.save()
    assert "policy" not in rules()


def test_a_file_is_looked_over_from_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "policy.txt"
    file.write_text(
        "Staff Acceptable Use Policy\n\n1. I will follow the relevant policy.\n2. I will report concerns.\n"
    )
    with pytest.raises(SystemExit) as ended:
        call_command("lint", file)
    said = capsys.readouterr().out
    assert ended.value.code == 1
    assert "Clause 1: “the relevant policy” Nobody can tell which policy is meant. Name it. [vague]" in said

    file.write_text("")
    with pytest.raises(SystemExit) as ended:
        call_command("lint", file)
    assert ended.value.code == 2
    assert "policy.txt" in capsys.readouterr().err
