"""Checking one record on its page: its entries, what was shown, the seal; quickly, each time it is looked at."""

from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from countersign.agreements.models import Agreement
from countersign.ledger import chain as arithmetic
from countersign.ledger.actions import read_content
from countersign.ledger.models import Batch, Checkpoint, Content, Entry
from countersign.ledger.texts import hash_of

from .models import Record
from .threads import Knot


@dataclass
class Verdict:
    """What was checked just now, a sentence each."""

    good: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.wrong

    def note(self, is_so: bool, good: str, wrong: str) -> None:  # noqa: FBT001 - the question itself
        """Note a check with the sentence for its answer."""
        (self.good if is_so else self.wrong).append(good if is_so else wrong)


def verify_record(agreement: Agreement, thread: list[Knot], record: Record | None) -> Verdict:
    """Check what a record stands on. The whole chain is checked by `countersign verify` and by the verifier."""
    verdict = Verdict()
    entries = [knot.entry for knot in thread]
    verdict.note(
        all(_is_itself(each, agreement) for each in entries),
        ngettext(
            "%(count)s entry says exactly what its hash says",
            "%(count)s entries say exactly what their hashes say",
            len(entries),
        )
        % {"count": f"{len(entries):,}"},
        _("an entry was altered"),
    )
    verdict.note(
        _is_intact(agreement.shown_sha256), _("the words match what was shown"), _("the page shown was altered")
    )
    signed = next(each for each in entries if each.kind == "agreement.signed")
    verdict.note(
        _says_the_same(agreement, signed),
        _("the agreement says what its entry says"),
        _("the agreement does not say what its entry says"),
    )
    covered = _covered(entries, agreement)
    if covered:
        verdict.note(
            all(_is_in_batch(batch) for batch in covered),
            _("nothing before or after was altered, up to checkpoint %(number)s")
            % {"number": f"{max(batch.checkpoint_id for batch in covered):,}"},
            _("the ledger was altered beside it"),
        )
    stamps = sum(each.timestamps.count() for each in _stamped(covered))
    if stamps:
        on_it = ngettext(
            "%(count)s independent time stamp on the checkpoint",
            "%(count)s independent time stamps on the checkpoint",
            stamps,
        )
        verdict.good.append(on_it % {"count": f"{stamps:,}"})
    if record:
        verdict.note(
            _is_intact(record.sha256),
            _("the sealed record is the one that was sealed"),
            _("the sealed record was altered"),
        )
    return verdict


def _is_itself(entry: Entry, agreement: Agreement) -> bool:
    if entry.hash != hash_of(entry, agreement.school.chain.uuid):
        return False
    salts = {each.name: each for each in entry.personal_values.all()}
    return all(
        arithmetic.commitment(salts[name].salt, name, salts[name].value) == wanted
        for name, wanted in entry.commitments.items()
        if name in salts
    )


def _is_intact(digest: str) -> bool:
    if not Content.objects.filter(pk=digest).exists():
        return False
    return sha256(read_content(digest)).hexdigest() == digest


def _says_the_same(agreement: Agreement, signed: Entry) -> bool:
    said = {"name": agreement.signed_name, "signed_as": agreement.signed_as}
    kept = signed.personal
    return (
        signed.contents.get("shown") == agreement.shown_sha256
        and signed.fields.get("sentence") == agreement.sentence
        and all(kept.get(name, value) == value for name, value in said.items())
    )


def _covered(entries: list[Entry], agreement: Agreement) -> list[Batch]:
    batches: dict[int, Batch] = {}
    for entry in entries:
        found = Batch.objects.filter(chain=agreement.school.chain_id, first__lte=entry.seq, last__gte=entry.seq).first()
        if found:
            batches[found.pk] = found
    return list(batches.values())


def _is_in_batch(batch: Batch) -> bool:
    entries = Entry.objects.filter(chain=batch.chain_id, seq__range=(batch.first, batch.last)).order_by("seq")
    return arithmetic.batch_root(list(entries.values_list("hash", flat=True))) == batch.root


def _stamped(batches: list[Batch]) -> list[Checkpoint]:
    if not batches:
        return []
    last = max(batch.checkpoint_id for batch in batches)
    return list(Checkpoint.objects.filter(number__gte=last, timestamps__isnull=False).order_by("number").distinct()[:1])
