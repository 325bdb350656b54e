"""What a record says of the language in which an edition was read."""

import pytest
from django.utils import timezone

from countersign.agreements.tests.factories import make_headed_school, make_signer
from countersign.agreements.tests.test_languages import make_translated, sign
from countersign.evidence.facts import gather
from countersign.evidence.paper import paper_of
from countersign.evidence.threads import thread_of
from countersign.policies.models import Translation

pytestmark = pytest.mark.django_db


def test_the_sealed_record_prints_the_language_and_names_the_translation() -> None:
    school, head = make_headed_school()
    agreement = sign(make_signer(school), make_translated(head, "pl"), "pl")
    facts = gather(agreement, thread_of(agreement), at=timezone.now())
    sha256 = Translation.objects.get().content_sha256
    assert facts["shown"]["translations"] == [{"language": "pl", "name": "Polish", "sha256": sha256}]
    paper = paper_of(facts, by_hand=None)
    said = "Read in Polish, in a translation beside the English text, which is the one signed"
    assert ["Language", [said]] in paper["agreed"]
    assert ["The translation that was shown, Polish", sha256] in paper["fingerprints"]


def test_a_record_says_nothing_of_languages_where_the_original_was_read() -> None:
    school, head = make_headed_school()
    agreement = sign(make_signer(school), make_translated(head, "pl"))
    facts = gather(agreement, thread_of(agreement), at=timezone.now())
    assert "Language" not in [row[0] for row in paper_of(facts, by_hand=None)["agreed"]]
