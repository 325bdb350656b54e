"""Agreements that are laid out in ways their authors did not think of: nothing binding is lost, no negation is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from countersign.policies.reading import Agreement, read
from countersign.policies.reading.tests.making import Part, as_pdf, save, word

HEAD: list[Part] = [("title", "Staff Acceptable Use Policy"), ("p", "Beechwood Lane Primary School")]
SIGNED: list[Part] = [("p", "Signed ........................ Date ............")]

CELLS: list[Part] = [
    ("title", "Online Safety Policy"),
    ("p", "Stonebeck Multi Academy Trust"),
    ("p", "Approved by the Trust Board: 11 July 2023"),
    ("h1", "1. Aims"),
    ("p", "Our trust aims to keep pupils safe online."),
    ("p", "The headteacher ensures that staff understand this policy."),
    ("b", "All staff will report concerns to the DSL."),
    ("b", "Parents are expected to tell a member of staff of any concern."),
    ("break", ""),
    ("h1", "Appendix 1: EYFS and KS1 acceptable use agreement (pupils and parents/carers)"),
    (
        "table",
        [
            ["ACCEPTABLE USE OF THE TRUST’S SYSTEMS: AGREEMENT FOR PUPILS AND PARENTS/CARERS"],
            ["Name of pupil:"],
            ["When I use the school’s computers I will:\nAsk a teacher first\nOnly open websites a teacher chose"],
            ["I agree that the school will monitor the websites I visit."],
            ["Signed (pupil):", "Date:"],
        ],
    ),
    ("break", ""),
    ("h1", "Appendix 2: acceptable use agreement (staff, governors and visitors)"),
    (
        "table",
        [
            ["ACCEPTABLE USE OF THE TRUST’S SYSTEMS: AGREEMENT FOR STAFF, GOVERNORS AND VISITORS"],
            ["Name of staff member/governor/visitor:"],
            [
                "When using the school’s systems, in school or outside school on a work device, I will not:\n"
                "Access material of a violent nature\nShare my password with others"
            ],
            ["I will only use the systems for my work.\nI will keep devices secure.\nI will report what I find."],
            ["Signed:", "Date:"],
        ],
    ),
]

DISTRICT = """LARKFIELD UNIFIED SCHOOL DISTRICT
Board Policy 6163.4
STUDENT TECHNOLOGY RESPONSIBLE USE AGREEMENT
Adopted: 8.14.18   Revised: 7/9/2021

Use of District technology is a privilege, not a right.

I. Acceptable Use
Students shall:
A. Use District technology only for educational purposes.
B. Protect their passwords.

II. Prohibited Use
Students shall not:
A. Access material that is obscene or harmful to minors.
B. Bypass filters required by CIPA.

STUDENT
I have read, understand and agree to abide by the Responsible Use Agreement.
Student Signature: ____________________ Date: ______

PARENT OR GUARDIAN
As the parent or guardian of this student, I have read the Responsible Use Agreement.
[ ] I give permission   [ ] I do not give permission   for my child to use the Internet.
Parent Signature: ____________________ Date: ______
"""

WRAPPED = """Acceptable Use Policy for Staff and Volunteers

This policy is reviewed annually, and staff and volunteers are asked to sign it when starting at the school, and again whenever changes are made.

What am I agreeing to?

I will protect my own good reputation and that of the school online, and
behave in the same manner as in other areas of school life, including on
my personal accounts.

I will never arrange to meet a pupil outside school without the full prior
knowledge and approval of the school.

I have read, understood and agreed to this policy.

Signature:     ______________________________

To be completed by the headteacher

Systems:       ______________________________

Signature:     ______________________________
"""  # noqa: E501  one line that nobody wrapped, among others that were


def read_text(folder: Path, text: str, name: str = "source.txt") -> Agreement:
    return only(folder, name, text)


def read_word(folder: Path, parts: list[Part]) -> Agreement:
    return only(folder, "source.docx", word(parts))


def only(folder: Path, name: str, data: bytes | str) -> Agreement:
    (agreement,) = read(save(folder, name, data)).agreements
    return agreement


def said(agreement: Agreement) -> list[tuple[str | None, str]]:
    return [(clause.lead_in, clause.text) for clause in agreement.clauses]


def test_points_without_marks_keep_the_negation_above_them_and_nothing_after_them_takes_it(tmp_path: Path) -> None:
    pupils, staff = read(save(tmp_path, "source.docx", word(CELLS))).agreements

    will, will_not = "When I use the school’s computers I will:", CELLS[-1][1][2][0].partition("\n")[0]
    assert said(pupils) == [
        (will, "Ask a teacher first"),
        (will, "Only open websites a teacher chose"),
        (None, "I agree that the school will monitor the websites I visit."),
    ]
    assert said(staff) == [
        (will_not, "Access material of a violent nature"),
        (will_not, "Share my password with others"),
        (None, "I will only use the systems for my work."),
        (None, "I will keep devices secure."),
        (None, "I will report what I find."),
    ]


def test_the_heading_of_an_appendix_names_the_agreement_and_whom_it_is_for(tmp_path: Path) -> None:
    pupils, staff = read(save(tmp_path, "source.docx", word(CELLS))).agreements

    assert pupils.title == "EYFS and KS1 acceptable use agreement (pupils and parents/carers)"
    assert pupils.audience == ["pupils-eyfs", "pupils-ks1", "parents"]
    assert staff.audience == ["staff", "governors", "visitors"]
    assert {clause.roles is None for clause in staff.clauses} == {True}


def test_a_heading_that_names_who_signs_begins_no_other_agreement(tmp_path: Path) -> None:
    agreement = read_text(tmp_path, DISTRICT)

    assert agreement.title == "STUDENT TECHNOLOGY RESPONSIBLE USE AGREEMENT"
    assert agreement.organisation == "LARKFIELD UNIFIED SCHOOL DISTRICT"
    assert agreement.audience == ["students"]
    assert [(c.number, c.lead_in) for c in agreement.clauses] == [
        ("A", "Students shall:"),
        ("B", "Students shall:"),
        ("A", "Students shall not:"),
        ("B", "Students shall not:"),
    ]
    assert [section for section in agreement.sections if "Use" in section] == [
        "I. Acceptable Use",
        "II. Prohibited Use",
    ]
    assert agreement.signature_fields == ["Student Signature", "Date", "Parent Signature", "Date"]


def test_two_boxes_in_one_line_are_a_choice(tmp_path: Path) -> None:
    (choice,) = read_text(tmp_path, DISTRICT).choices

    assert choice.name == "I give permission for my child to use the Internet"
    assert choice.options == ["I give permission", "I do not give permission"]


def test_lines_broken_to_a_width_are_joined_though_one_line_was_not(tmp_path: Path) -> None:
    agreement = read_text(tmp_path, WRAPPED)

    assert [clause.text.split()[-1] for clause in agreement.clauses] == ["accounts.", "school."]
    assert agreement.approver_fields == ["Systems", "Signature"]


def test_a_letter_in_bold_within_a_word_is_only_a_letter(tmp_path: Path) -> None:
    rules = "- **S**afe: I will keep my name to myself.\n- **T**ell: I will tell a teacher.\n"
    text = f"# KS2 rules for the internet\n\n{rules}"
    agreement = read_text(tmp_path, text, "source.md")

    assert [clause.text for clause in agreement.clauses] == [
        "Safe: I will keep my name to myself.",
        "Tell: I will tell a teacher.",
    ]


def test_two_words_that_somebody_wrote_as_two_stay_two(tmp_path: Path) -> None:
    agreement = read_text(tmp_path, "Staff AUP\n\n1. I will use my own user name.\n2. I will lock my screen.\n")

    assert agreement.clauses[0].text == "I will use my own user name."


def test_labels_side_by_side_over_their_values_are_head_data(tmp_path: Path) -> None:
    table = [["Adopted", "Reviewed", "Next review"], ["January 2019", "14 Nov 2022", "Nov 2023"]]
    agreement = read_word(tmp_path, [*HEAD, ("table", table), ("n", "I will lock my screen."), *SIGNED])

    assert (agreement.last_reviewed, agreement.next_review) == ("2022-11-14", "2023-11")


def test_a_label_of_two_words_before_date_is_not_taken_for_a_date_of_approval(tmp_path: Path) -> None:
    table = [["AUP review Date", "12th September 2023"], ["Date of next Review", "September 2024"]]
    reading = read(save(tmp_path, "source.docx", word([*HEAD, ("table", table), ("n", "I will lock my screen.")])))

    assert reading.agreements[0].last_reviewed == "2023-09-12"
    assert not [notice for notice in reading.notices if "approval" in notice.text]


def test_what_the_school_uses_binds_nobody_and_a_heading_that_begins_with_use_is_no_clause(tmp_path: Path) -> None:
    parts: list[Part] = [
        ("title", "Parent agreement for the internet"),
        ("table", [["Name of parent/carer:"], ["Name of child:"]]),
        ("p", "The school uses the following channels:"),
        ("b", "Our official page"),
        ("b", "Text messages"),
        ("p", "I will not:"),
        ("b", "Use private groups to complain about staff"),
        ("b", "Share photographs of other children"),
        ("h2", "Use of digital images"),
        ("p", "Photographs are kept for a year."),
        *SIGNED,
    ]
    agreement = read_word(tmp_path, parts)

    assert said(agreement) == [
        ("I will not:", "Use private groups to complain about staff"),
        ("I will not:", "Share photographs of other children"),
    ]
    assert agreement.signature_fields[:2] == ["Name of parent/carer", "Name of child"]


def test_a_place_for_a_logo_is_no_heading_and_staff_with_a_teaching_role_are_teachers(tmp_path: Path) -> None:
    parts: list[Part] = [
        ("bold", "[INSERT SCHOOL LOGO]"),
        *HEAD,
        ("b", "Staff that have a teaching role only: I will teach online safety."),
        ("b", "I will lock my screen."),
        ("p", "Line manager:\t\t\tDate:"),
    ]
    reading = read(save(tmp_path, "source.docx", word(parts)))
    (agreement,) = reading.agreements

    assert {clause.section for clause in agreement.clauses} == {None}
    assert any(notice.kind == "placeholder" for notice in reading.notices)
    assert (agreement.clauses[0].text, agreement.clauses[0].roles) == (
        "I will teach online safety.",
        ["staff-teaching"],
    )
    assert agreement.approver_fields == ["Line manager", "Date"]


def test_a_class_and_its_school_on_one_line_are_told_apart(tmp_path: Path) -> None:
    text = "Our Promise for Tablets: rules for computers\nYear 1 and Year 2 – Ashdown Infants\n\n" + "".join(
        f"☐ I {rule}.\n" for rule in ("ask first", "tell a grown-up", "stop when I am told")
    )
    agreement = read_text(tmp_path, text + "\nMy name is ______________\n")

    assert (agreement.organisation, agreement.audience) == ("Ashdown Infants", ["pupils-ks1"])


def test_numbered_clauses_in_a_table_have_no_section_named_after_a_column(tmp_path: Path) -> None:
    table = [["No.", "Clause", "Initial"], ["1", "I will lock my screen.", ""], ["2", "I will return devices.", ""]]
    agreement = read_word(tmp_path, [*HEAD, ("table", table), *SIGNED])

    assert [(c.number, c.text) for c in agreement.clauses] == [
        ("1", "I will lock my screen."),
        ("2", "I will return devices."),
    ]
    assert agreement.introduction == []


def test_a_sentence_of_the_schools_does_not_part_a_declaration_from_its_signature(tmp_path: Path) -> None:
    parts: list[Part] = [
        *HEAD,
        ("b", "I will lock my screen."),
        ("b", "I will return devices."),
        ("p", "I have read and understand the above and agree to use the systems within these guidelines."),
        ("p", "The form is kept in the office: (schools should add how long)"),
        ("table", [["Name:", ""], ["Signed:", ""]]),
    ]
    agreement = read_word(tmp_path, parts)

    assert len(agreement.clauses) == 2
    assert len(agreement.signer_declarations) == 1


def test_a_pdf_keeps_codes_cut_at_a_hyphen_and_ends_a_list_where_the_margin_begins(tmp_path: Path) -> None:
    parts: list[Part] = [
        ("title", "ICT Acceptable Use Policy for Supply Staff and Student Teachers"),
        ("p", "Version 2.1 | Reviewed: 09/2024 | Next review: 09/2025 | Policy ref: WLT-ICT-12"),
        ("b", "I will lock my screen whenever I leave a device."),
        ("b", "I will return every device that I was lent on my last day."),
        ("p", "Please complete the sections on the next page to show that you agree to the rules."),
        *SIGNED,
    ]
    pdf = as_pdf(save(tmp_path, "source.docx", word(parts)))
    if pdf is None:
        pytest.skip("LibreOffice is not installed")
    (agreement,) = read(pdf).agreements

    assert agreement.document_code == "WLT-ICT-12"
    assert agreement.clauses[-1].text.endswith("on my last day.")
