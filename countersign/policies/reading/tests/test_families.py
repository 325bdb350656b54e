"""Each family of real agreements comes out as a careful person would read it."""

from __future__ import annotations

from pathlib import Path

from countersign.policies.reading import Agreement, Reading, read
from countersign.policies.reading.tests import families
from countersign.policies.reading.tests.making import Part, save, word


def read_text(folder: Path, text: str) -> Reading:
    return read(save(folder, "source.txt", text))


def read_word(folder: Path, parts: list[Part]) -> Reading:
    return read(save(folder, "source.docx", word(parts)))


def only(reading: Reading) -> Agreement:
    assert len(reading.agreements) == 1
    return reading.agreements[0]


def texts(agreement: Agreement) -> list[str]:
    return [clause.text for clause in agreement.clauses]


def test_only_what_one_agrees_to_is_a_clause(tmp_path: Path) -> None:
    agreement = only(read_word(tmp_path, families.QUESTIONS))

    assert [clause.number for clause in agreement.clauses] == ["1", "2", "3", "4"]
    assert {clause.section for clause in agreement.clauses} == {"What am I agreeing to?"}
    assert agreement.title is None
    assert agreement.organisation == "Saltmarsh Academy"
    assert agreement.review_cycle == "annually"
    assert agreement.last_reviewed is None


def test_a_note_at_the_start_scopes_the_clause_and_leaves_its_text(tmp_path: Path) -> None:
    parts = [("title", "Acceptable Use Policy: staff, governors and volunteers"), *families.QUESTIONS]
    first, second, *_ = only(read_word(tmp_path, parts)).clauses

    assert first.roles == ["staff", "governors"]
    assert first.text.startswith("I have read the Online Safety Policy")
    assert first.source.startswith("1. (This point for staff and governors): I have read")
    assert second.roles is None


def test_points_under_e_g_by_are_parts_of_their_clause(tmp_path: Path) -> None:
    clause = only(read_word(tmp_path, families.QUESTIONS)).clauses[2]

    assert [child.text for child in clause.children] == [
        "not sharing pictures of others without permission",
        "not posting comments that hurt",
    ]


def test_two_names_after_two_posts_are_joined_in_order_and_said_to_be_guessed(tmp_path: Path) -> None:
    reading = read_word(tmp_path, families.QUESTIONS)

    assert [(c.post, c.name, c.email, c.inferred) for c in only(reading).contacts] == [
        (None, "Mr Tariq Bensaid", "t.bensaid@saltmarsh.example", False),
        ("dsl", "Ms Okoro", None, True),
        ("headteacher", "Mr Lindqvist", None, True),
    ]
    assert (
        sum(notice.kind == "guessed" and notice.text.startswith("contact: Ms Okoro") for notice in reading.notices) == 1
    )


def test_the_signers_and_the_approvers_block_stay_apart(tmp_path: Path) -> None:
    agreement = only(read_word(tmp_path, families.QUESTIONS))

    assert agreement.signature_fields == ["Signature", "Name", "Role", "Date"]
    assert agreement.approver_fields == ["Additional permissions (e.g. admin)", "Signature", "Name", "Date"]
    assert agreement.signer_declarations == ["I have read, understood and agreed to this policy."]
    assert agreement.approver_declarations == ["I approve this user to be allocated credentials for school systems."]


def test_a_header_table_gives_school_dates_and_governor(tmp_path: Path) -> None:
    agreement = only(read_word(tmp_path, families.COUNCIL))

    assert agreement.title == "Acceptable Use Agreement: Staff"
    assert agreement.organisation == "Beechwood Lane Primary School"
    assert (agreement.last_reviewed, agreement.next_review) == ("2019-05-14", "2020-05-14")
    assert agreement.approved_by == "Ruth Vasey"
    assert agreement.linked_policies == ["online safety policy", "Data Protection Policy"]


def test_a_wish_is_a_choice_and_no_clause(tmp_path: Path) -> None:
    agreement = only(read_word(tmp_path, families.COUNCIL))

    assert [choice.name for choice in agreement.choices] == [
        "I wish to have an e-mail account",
        "I wish to be connected to the intranet",
        "I wish to use the school's ICT resources",
    ]
    assert len(agreement.clauses) == 4
    assert [child.text for child in agreement.clauses[-1].children] == [
        "it will be encrypted",
        "it will be kept out of sight",
    ]
    assert agreement.signature_fields == ["Signature", "Date", "Full Name (PRINT)", "Job title"]
    assert agreement.approver_fields == ["Signature", "Date", "Full Name (PRINT)"]


def test_purposes_are_no_clauses_and_leads_stay_with_theirs(tmp_path: Path) -> None:
    reading = read_word(tmp_path, families.LEADS)
    agreement = only(reading)

    assert agreement.title == "Staff (and Volunteer) Acceptable Use Policy Agreement"
    assert agreement.audience == ["staff", "volunteers"]
    assert len(agreement.clauses) == 7
    assert agreement.clauses[1].lead_in == "For my professional and personal safety:"
    assert agreement.clauses[5].lead_in == "When using the internet for my work, I recognise that:"
    assert [child.text for child in agreement.clauses[6].children] == ["a warning", "a suspension"]
    assert agreement.signature_fields == ["Staff / Volunteer Name", "Signed", "Date"]


def test_conditions_of_a_declaration_stay_with_it(tmp_path: Path) -> None:
    (said,) = only(read_word(tmp_path, families.LEADS)).signer_declarations

    assert said.endswith("when:\n• I use the school systems and devices\n• I use my own devices in the school")


def test_what_waits_to_be_filled_in_and_what_the_template_left_is_said(tmp_path: Path) -> None:
    notices = read_word(tmp_path, families.LEADS).notices

    assert any(n.kind == "placeholder" and "[insert name of person]" in n.text for n in notices)
    assert any(n.kind == "dropped" and "South Vale Grid" in n.text for n in notices)


def test_an_american_form_has_two_signers_choices_and_month_first_dates(tmp_path: Path) -> None:
    reading = read_word(tmp_path, families.DISTRICT)
    agreement = only(reading)

    assert agreement.organisation == "BLUE CREEK SCHOOL DISTRICT 12"
    assert agreement.audience == ["students"]
    assert agreement.last_reviewed == "2021-08-23"
    assert agreement.document_code == "IJNDB"
    assert [(c.number, c.lead_in) for c in agreement.clauses] == [
        ("1", "Students must not:"),
        ("2", "Students must not:"),
        ("1", "Students must:"),
        ("2", "Students must:"),
    ]
    assert [child.number for child in agreement.clauses[1].children] == ["a", "b"]
    assert [(c.name, c.options) for c in agreement.choices] == [
        ("My child may have a district email account.", ["Yes", "No"])
    ]
    assert agreement.signature_fields == ["Student Signature", "Date", "Parent Signature", "Date"]
    assert "Board Policy JICDA" in agreement.linked_policies


def test_a_numbered_policy_without_signatures_keeps_its_numbers(tmp_path: Path) -> None:
    reading = read_text(tmp_path, families.UNIVERSITY)
    agreement = only(reading)

    assert agreement.organisation == "University of Eastmoor"
    assert agreement.audience == ["students", "staff", "visitors"]
    assert agreement.document_code == "IT-POL-004"
    assert agreement.approved_by == "University Management Team"
    assert agreement.next_review == "2023-05"
    assert [c.number for c in agreement.clauses] == ["2.1", "3.1", "3.2", "4.1", "4.2"]
    assert [c.number for c in agreement.clauses[2].children] == ["a", "b"]
    assert [(c.post, c.email) for c in agreement.contacts] == [("it-helpdesk", "servicedesk@eastmoor.example")]
    assert agreement.signature_fields == []


def test_agreements_in_the_appendices_of_a_policy_are_several(tmp_path: Path) -> None:
    reading = read_text(tmp_path, families.APPENDICES)

    assert [(a.audience, len(a.clauses)) for a in reading.agreements] == [
        (["pupils-eyfs", "pupils-ks1"], 3),
        (["pupils-ks2"], 2),
        (["staff", "governors", "volunteers"], 2),
    ]
    assert {a.organisation for a in reading.agreements} == {"Oakfield Federation"}
    assert {(a.last_reviewed, a.next_review) for a in reading.agreements} == {("2024-01", "2025-01")}
    assert any(notice.kind == "several-agreements" for notice in reading.notices)


def test_a_letter_and_a_slogan_lead_each_rule(tmp_path: Path) -> None:
    agreement = only(read_text(tmp_path, families.SMART))

    assert [c.lead_in for c in agreement.clauses] == [
        "S – Safe",
        "M – Meeting",
        "A – Accepting",
        "R – Reliable",
        "T – Tell",
    ]
    assert agreement.audience == ["pupils-ks2"]
    assert agreement.signature_fields == ["My trusted adults are", "Signed", "Class", "Date"]


def test_a_slogan_and_its_explanation_are_one_clause(tmp_path: Path) -> None:
    agreement = only(read_text(tmp_path, families.SLOGANS))

    assert [c.lead_in for c in agreement.clauses] == [
        "I am SAFE online",
        "I am KIND online",
        "I am CURIOUS online",
        None,
    ]
    assert [child.text for child in agreement.clauses[-1].children] == [
        "my teacher will talk to me",
        "my parents will be told",
    ]


def test_rules_of_the_youngest_need_no_marks_and_no_full_stops(tmp_path: Path) -> None:
    agreement = only(read_text(tmp_path, families.INFANTS))

    assert len(agreement.clauses) == 3
    assert agreement.audience == ["pupils-eyfs", "pupils-ks1"]
    assert agreement.signature_fields == ["Signed (child)", "Signed (parent)"]


def test_the_subject_of_a_sentence_scopes_it(tmp_path: Path) -> None:
    agreement = only(read_text(tmp_path, families.CONDUCT))

    assert agreement.audience == ["staff", "governors", "visitors"]
    assert [c.roles for c in agreement.clauses] == [None, ["staff"], ["governors"], None]
    assert (agreement.approved_by, agreement.next_review) == ("FGB", "2023-03")


def test_headings_of_key_stages_scope_what_stands_below_them(tmp_path: Path) -> None:
    agreement = only(read_text(tmp_path, families.STAGES))

    assert [(c.section, c.roles) for c in agreement.clauses] == [
        ("Early Years and Key Stage 1 (0-6)", ["pupils-eyfs", "pupils-ks1"]),
        ("Early Years and Key Stage 1 (0-6)", ["pupils-eyfs", "pupils-ks1"]),
        ("Safe", ["pupils-ks2"]),
        ("Tell", ["pupils-ks2"]),
    ]


def test_statements_to_tick_are_clauses_and_consents_are_choices(tmp_path: Path) -> None:
    agreement = only(read_text(tmp_path, families.CONSENTS))

    assert len(agreement.clauses) == 2
    assert [(c.name, c.options) for c in agreement.choices] == [
        ("Photographs in school (displays, books)", ["Yes", "No"]),
        ("Photographs on the school website", ["Yes", "No"]),
    ]
    assert agreement.signature_fields == ["Child's name", "Class", "Signed (parent / carer)", "Print name", "Date"]
    assert agreement.approver_fields == ["entered on register", "initials", "date"]
    assert [(c.post, c.name, c.email) for c in agreement.contacts] == [
        ("dpl", "Miss J. Pender", "dpl@hawthorn.example")
    ]


def test_accepted_by_is_the_approvers_and_a_law_is_no_policy(tmp_path: Path) -> None:
    agreement = only(read_text(tmp_path, families.VISITORS))

    assert agreement.audience == ["visitors", "volunteers"]
    assert agreement.signature_fields == ["Signed", "Print Name", "Date"]
    assert agreement.approver_fields == ["Accepted by", "Print Name"]
    assert agreement.linked_policies == ["Safeguarding Policy"]
    assert [(c.post, c.name, c.email) for c in agreement.contacts] == [
        ("dsl", "Mrs T. Abbot", None),
        ("headteacher", "Mr L. Cray", "office@harrowlane.example"),
    ]
    assert len(agreement.clauses) == 3
