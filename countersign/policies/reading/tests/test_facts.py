"""Dates, posts, linked policies and debris: what is certain is given, what is not is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest

from countersign.policies.reading import Agreement, Reading, read
from countersign.policies.reading.tests.making import save

RULES = "\n\n1. I will keep my password secret.\n2. I will tell somebody if a device is lost.\n"


def reading_of(folder: Path, head: str, rules: str = RULES, name: str = "source.txt") -> Reading:
    return read(save(folder, name, head + rules))


def only(reading: Reading) -> Agreement:
    (agreement,) = reading.agreements
    return agreement


@pytest.mark.parametrize(
    ("line", "last", "following"),
    [
        ("Last reviewed: 2 Feb 2021   Next review: February 2023", "2021-02-02", "2023-02"),
        ("DATE OF REVIEW: January 2018", "2018-01", None),
        ("Reviewed 14th March 2022 / To be reviewed March 2023", "2022-03-14", "2023-03"),
        ("Date of review: March 2020 / May 2020 with COVID19 measures", "2020-05", None),
        ("Last updated: 19 th January 2015", "2015-01-19", None),
        ("Last reviewed: 2015-05-19", "2015-05-19", None),
        ("This AUP is reviewed annually", None, None),
        ("Next review: 2023 / 2024", None, None),
        ("Last reviewed: Spring 2021", None, None),
        ("Updated for September 2019", None, None),
        ("Please return by Friday 15th September", None, None),
    ],
)
def test_dates_keep_the_precision_they_were_written_in(
    tmp_path: Path, line: str, last: str | None, following: str | None
) -> None:
    agreement = only(reading_of(tmp_path, f"Staff Acceptable Use Policy\n{line}"))

    assert (agreement.last_reviewed, agreement.next_review) == (last, following)


def test_a_british_file_is_read_day_first_and_asked_about(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Staff Acceptable Use Policy\nLast reviewed: 04/03/2019\nFor governors and pupils")

    assert only(reading).last_reviewed == "2019-03-04"
    assert any(n.kind == "ambiguous-date" and "3 April 2019" not in n.text[:20] for n in reading.notices)


def test_another_date_in_the_file_settles_the_order(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Student Acceptable Use Policy\nLast reviewed: 04/03/2019   Next review: 04/25/2020")

    assert (only(reading).last_reviewed, only(reading).next_review) == ("2019-04-03", "2020-04-25")
    assert not any(n.kind == "ambiguous-date" for n in reading.notices)


def test_a_date_nothing_settles_stays_blank(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Acceptable Use Policy\nLast reviewed: 04/03/2019")

    assert only(reading).last_reviewed is None
    assert any(n.kind == "ambiguous-date" for n in reading.notices)


def test_a_review_date_alone_may_be_either_and_stays_blank(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, "Staff Acceptable Use Policy\nReview date: May 2024")

    assert (only(reading).last_reviewed, only(reading).next_review) == (None, None)
    assert any("May 2024" in n.text for n in reading.notices if n.kind == "guessed")


def test_posts_names_and_addresses_are_joined_as_written(tmp_path: Path) -> None:
    head = """Staff AUP

Designated Safeguarding Lead: Mrs Farah Aziz (farah.aziz@alder.example)
Deputy DSLs: Mr Ben Cole / Ms Lia Roth
Data Protection Officer – dpo@alder.example
"""
    rules = (
        "\n1. I will notify Mrs Aziz at once if data is lost.\n2. I will ask the headteacher before I take data home.\n"
    )

    assert [(c.post, c.name, c.email) for c in only(reading_of(tmp_path, head, rules)).contacts] == [
        ("dsl", "Mrs Farah Aziz", "farah.aziz@alder.example"),
        ("deputy-dsl", "Mr Ben Cole", None),
        ("deputy-dsl", "Ms Lia Roth", None),
        ("dpo", None, "dpo@alder.example"),
    ]


def test_a_mailbox_without_a_post_is_a_guess(tmp_path: Path) -> None:
    rules = "\n1. I will write to helpdesk@alder.example if a device is lost.\n2. I will lock my screen.\n"
    (contact,) = only(reading_of(tmp_path, "Staff AUP", rules)).contacts

    assert (contact.post, contact.inferred) == ("it-helpdesk", True)


def test_policies_are_linked_once_and_laws_are_none(tmp_path: Path) -> None:
    rules = """
1. I have read the Online Safety Policy and the school's full online safety policy.
2. I keep to the Data Protection Act 2018, UK GDPR and Keeping Children Safe in Education.
3. See our policies on Behaviour, Anti-bullying and Safeguarding, and this Acceptable Use Policy.
"""
    names = only(reading_of(tmp_path, "Staff Acceptable Use Policy", rules)).linked_policies

    assert sorted(name.lower() for name in names) == [
        "anti-bullying policy",
        "behaviour policy",
        "online safety policy",
        "safeguarding policy",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "[insert school name here]",
        "[ has been sent home / is available here - delete or edit as appropriate ]",
        "(schools should amend this section in the light of their policy)",
        "<<School Name>>",
    ],
)
def test_places_left_to_fill_in_are_said(tmp_path: Path, words: str) -> None:
    rules = f"\n1. I will keep my password secret. {words}\n2. I will lock my screen.\n"
    notices = reading_of(tmp_path, "Staff AUP", rules).notices

    assert any(n.kind == "placeholder" and words.strip("<>") in n.text for n in notices)


def test_the_debris_of_a_template_is_dropped_and_said(tmp_path: Path) -> None:
    rules = """
1. I will keep my P asswo rd secret.
Page 2 of 3
2. I will lock my screen. Buy cheap essays now at once!
© Westshire Grid 2018
"""
    reading = reading_of(tmp_path, "Staff AUP", rules)

    assert [c.text for c in only(reading).clauses] == ["I will keep my Password secret.", "I will lock my screen."]
    assert {n.kind for n in reading.notices} >= {"dropped"}
    assert sum(n.kind == "dropped" for n in reading.notices) == 3


def test_a_board_policy_code_is_the_documents_code(tmp_path: Path) -> None:
    dated = "IJND1   Adopted 5.19.15   Second reading 2015-05-19"
    head = f"Acceptable Use Policy for Students\n{dated}\nElm Ridge School District"

    agreement = only(reading_of(tmp_path, head))
    assert (agreement.document_code, agreement.organisation) == ("IJND1", "Elm Ridge School District")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("Staff AUP\nOur school has rules", None),
        ("Staff AUP\n[School Name] Primary School", None),
        ("St Bride's CE Primary School\nStaff AUP", "St Bride's CE Primary School"),
        ("Staff AUP – Alder Park High School", "Alder Park High School"),
        ("Eastmoor Learning Trust: Staff AUP", "Eastmoor Learning Trust"),
    ],
)
def test_a_school_is_named_only_where_the_text_names_it(tmp_path: Path, head: str, name: str | None) -> None:
    assert only(reading_of(tmp_path, head)).organisation == name


def test_a_list_typed_with_ones_is_counted_in_markdown(tmp_path: Path) -> None:
    rules = "\n\n1. I will be safe online.\n1. I will tell:\n   1. my teacher\n   1. my parents\n1. I will be kind.\n"
    agreement = only(reading_of(tmp_path, "# Pupil Rules for the Internet", rules, "source.md"))

    assert [c.number for c in agreement.clauses] == ["1", "2", "3"]
    assert [k.number for k in agreement.clauses[1].children] == ["1", "2"]


@pytest.mark.parametrize("written", ["Spring 2025", "Autumn term 2024", "2024/25"])
def test_a_review_in_a_season_is_left_blank_and_says_so(tmp_path: Path, written: str) -> None:
    reading = reading_of(tmp_path, f"Staff Acceptable Use Policy\nNext review: {written}")

    assert only(reading).next_review is None
    assert [n.text for n in reading.notices if n.kind == "ambiguous-date"] == [
        f"“Next review: {written}” names no day or month; it was left blank"
    ]
