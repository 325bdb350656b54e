"""Headings that only their looks tell apart."""

from pathlib import Path

from countersign.policies.reading import read


def test_a_heading_that_begins_with_a_small_word_is_no_part_of_the_clause_before(tmp_path: Path) -> None:
    file = tmp_path / "policy.txt"
    file.write_text(
        "Staff Acceptable Use Policy\n\nData\n\n1. I will look after what is lent to me.\n"
        "2. I will return it when asked.\n\nMy own conduct\n\n3. I will use my own account.\n4. I will be kind.\n\n"
        "I agree to keep this promise.\n\nSigned: ______\n"
    )

    [agreement] = read(file).as_json()["agreements"]

    sections = [clause["section"] for clause in agreement["clauses"]]
    assert sections == ["Data", "Data", "My own conduct", "My own conduct"]
    assert agreement["clauses"][1]["text"] == "I will return it when asked."
    assert agreement["declarations"]["signer"] == ["I agree to keep this promise."]
