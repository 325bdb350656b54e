"""
What the verifier found, in the reader's language.

The verifier stands alone and speaks English. Here is each of its sentences once more, with places for what it names,
so that the page where anybody checks a record can say it in Welsh.
"""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

PLACE = re.compile(r"%\((\w+)\)s")

SENTENCES = (
    _("The PDF is sealed as a whole by the school, and not one byte was changed since."),
    _("The keys of the ledger and of the school were issued by the root."),
    _("The root is this installation’s."),
    _("The root is not this installation’s: somebody else made this record."),
    _("1 entry of the chain: each says exactly what its hash says."),
    _("%(count)s entries of the chain: each says exactly what its hash says."),
    _("1 entry, from the first on: none altered, missing or out of order."),
    _("%(count)s entries, from the first on: none altered, missing or out of order."),
    _("Every personal value that is shown is the one that was hashed."),
    _("1 content kept beside the entries: each is exactly what was hashed."),
    _("%(count)s contents kept beside the entries: each is exactly what was hashed."),
    _("1 checkpoint: signed by the installation, in order, and the entries are in the chain they name."),
    _("%(count)s checkpoints: signed by the installation, in order, and the entries are in the chain they name."),
    _("1 checkpoint: signed by the installation, in order, and they sign these entries and no others."),
    _("%(count)s checkpoints: signed by the installation, in order, and they sign these entries and no others."),
    _("1 entry not under a checkpoint yet: export again later for that proof."),
    _("%(count)s entries not under a checkpoint yet: export again later for that proof."),
    _("The file ends where it was made to end, and is signed as a whole."),
    _("The PDF and the lines beside it tell of the same entries, under the same root."),
    _("The contents beside are exactly those that the entries name."),
    _("No entries are attached to this PDF: only its seal was checked."),
    _("%(authority)s says that checkpoint %(number)s existed on %(when)s (checked with the roots you gave)."),
    _("%(authority)s says that checkpoint %(number)s existed on %(when)s (checked with the roots in this file)."),
    _("%(authority)s says that checkpoint %(number)s existed on %(when)s (give --time-roots to check its signature)."),
    _("A time authority says that the seal existed on %(when)s."),
    _("A time stamp in the seal says %(when)s (give --time-roots to check its signature)."),
    _("What is attached to the PDF cannot be read: %(problem)s"),
    _("Something is not written as Countersign writes it (%(problem)s)."),
    _("A number is larger than the ledger writes."),
    _("A text is not one that the ledger writes."),
    _("The signature of checkpoint %(number)s is not base64."),
    _("The signature of the last line is not base64."),
    _("The time stamp of checkpoint %(number)s is not base64."),
    _("The signature of checkpoint %(number)s is not written as the ledger writes base64."),
    _("The signature of the last line is not written as the ledger writes base64."),
    _("The time stamp of checkpoint %(number)s is not written as the ledger writes base64."),
    _("A proof names a place outside its tree."),
    _("A proof is longer than its tree is high."),
    _("A proof is shorter than its tree is high."),
    _("The root certificate cannot be read."),
    _("A time stamp cannot be read."),
    _("The entry after entry %(number)s is not written as entries are."),
    _("Entry %(number)s is missing or out of order: entry %(other)s stands in its place."),
    _("Entry %(number)s stands twice or out of order."),
    _("Entry %(number)s is of another chain."),
    _("Entry %(number)s was altered: it does not say what its hash says."),
    _("Entry %(number)s does not follow the entry before it."),
    _("Entry %(number)s is not among those that checkpoint %(checkpoint)s signed."),
    _("Entry %(number)s in the PDF is not the one beside it."),
    _("The personal values of entry %(number)s are not written as they are."),
    _("The %(name)s of entry %(number)s was added later."),
    _("The %(name)s of entry %(number)s was altered."),
    _("The %(name)s of entry %(number)s is missing, and no entry says that it was erased."),
    _("The content %(digest)s… was altered."),
    _("The content %(digest)s… is named by no entry."),
    _("The content %(digest)s… is missing, and no entry says that it was erased."),
    _("A checkpoint was altered: it does not say what its hash says."),
    _("Checkpoint %(number)s is missing or out of order: %(other)s stands in its place."),
    _("Checkpoint %(number)s does not follow the one before."),
    _("Checkpoint %(number)s was not signed with the ledger's key."),
    _("Checkpoint %(number)s does not continue at entry %(entry)s."),
    _("Checkpoint %(number)s knows %(last)s entries; there are %(count)s: the newest were taken away."),
    _("Entries %(first)s to %(last)s are not those that checkpoint %(number)s signed."),
    _("The checkpoint that entry %(number)s is proved by is not here."),
    _("What checkpoint %(number)s says of the chain is not written as it is."),
    _("What checkpoint %(number)s says is of another chain."),
    _("Checkpoint %(number)s did not sign entries %(first)s to %(last)s."),
    _("Checkpoint %(number)s was signed and is not here."),
    _("The proof at %(place)s is not written as proofs are."),
    _("The last line is missing: the file was cut."),
    _("The last line tells of %(said)s entries; %(count)s are here."),
    _("The head of the chain is not its last entry: the newest entries were taken or added."),
    _("A line was altered after the file was made: the SHA-256 in the last line is of other bytes."),
    _("The last line was not signed with the ledger's key."),
    _("The ledger's certificate was not issued by the root."),
    _("The school's certificate was not issued by the root."),
    _("A time stamp is not about checkpoint %(number)s."),
    _("The time stamp of %(authority)s over checkpoint %(number)s is not good."),
    _("The PDF has no seal."),
    _("The PDF has more than one seal: it was changed after sealing."),
    _("The seal does not cover the whole PDF: something was added or cut after sealing."),
    _("The seal is not written as seals are."),
    _("There is something behind the seal that does not belong there."),
    _("The seal is not written as Countersign writes seals: it was changed."),
    _("The seal carries something beside its time stamp: it was changed."),
    _("The seal is cut."),
    _("An attachment is damaged."),
    _("The PDF was changed after it was sealed, or was sealed by somebody else."),
    _("The PDF was not sealed with the school's key."),
    _("The time stamp in the seal is not about this seal."),
    _("The time stamp in the seal is not good."),
    _("The PDF is of another chain or root than the lines beside it."),
    _("%(name)s… was altered."),
    _("%(name)s… is named by no entry."),
    _("The program `openssl` is needed and was not found: install it."),
    _("Line %(number)s is nested too deeply to be one of ours."),
    _("Line %(number)s is not JSON as Countersign writes it: %(problem)s."),
    _("The file does not end as an export does: it was cut, or is not one."),
    _("A line is longer than Countersign writes."),
    _("The file is not a record or chain that Countersign wrote (its first line does not say so)."),
    _("The first line names no chain, or lacks the certificates."),
    _("Line %(number)s is not an object."),
    _("Line %(number)s ends the file too early."),
    _("The content in line %(number)s is not base64."),
    _("Line %(number)s is none of entry, checkpoint, content and end."),
    _("The PDF has more attachments than Countersign writes."),
    _("An attachment unfolds to more than Countersign writes: refused."),
    _("This PDF holds no record of Countersign, and no root was given (--root) to check its seal by."),
    _("The bundle has more parts than Countersign writes: refused."),
    _("The bundle has a part named %(name)s, which Countersign does not write."),
    _("The bundle is encrypted; Countersign's are not."),
    _("The bundle unfolds to more than Countersign writes: refused."),
    _("The bundle is damaged: %(problem)s."),
    _("The bundle holds no evidence.jsonl: it is not one that Countersign wrote."),
    _("The file is larger than any that Countersign writes."),
    _("The file is neither a PDF, nor a bundle (.zip), nor exported lines (.jsonl)."),
    _("The file is not written as Countersign writes (%(problem)s)."),
)


def _pattern(sentence: str) -> re.Pattern[str]:
    """Return what recognises a sentence whatever stands in its places."""
    parts = PLACE.split(sentence)
    words = [re.escape(part) if at % 2 == 0 else f"(?P<{part}>.+)" for at, part in enumerate(parts)]
    return re.compile("".join(words), re.DOTALL)


PATTERNS = tuple((_pattern(sentence), sentence) for sentence in SENTENCES)


def said(sentence: str) -> str:
    """Return a sentence of the verifier in the reader's language; one that is not known stays as it is."""
    for pattern, known in PATTERNS:
        if found := pattern.fullmatch(sentence):
            named = {name: said(value) if name == "problem" else value for name, value in found.groupdict().items()}
            return gettext(known) % named
    return sentence
