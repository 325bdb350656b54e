"""What happens in the database of a server that is killed: made before, looked at after, in processes of their own."""

import json
import sys
from pathlib import Path
from typing import Any


def prepare(requests: Path, port: int, signers: int, letters: int) -> None:
    """Make a school whose people are about to sign, with their requests in a file, and messages that wait to leave."""
    from django.core.management import call_command
    from django.utils import timezone

    from countersign.bench.signers import make_signers
    from countersign.notices.actions import send

    call_command("migrate", verbosity=0)
    edition, ready = make_signers(signers)
    requests.write_bytes(b"".join(with_length(each.request(edition, port)) for each in ready))
    for signer in ready[:letters]:
        signer.person.email = f"person-{signer.person.pk}@mail.example"
        signer.person.save(update_fields=["email"])
        send(signer.person, about=signer.person.reference, subject="A policy to read", text="Read it here:\n\n{link}",
             link_path="/", asked_by=None, at=timezone.now())  # fmt: skip


def with_length(request: bytes) -> bytes:
    return b"%d\n%s" % (len(request), request)


def look() -> None:
    """Print what is there: the signatures, those in the ledger, and what is wrong with the ledger."""
    from countersign.agreements.models import Agreement
    from countersign.ledger.checking import verify
    from countersign.ledger.models import Entry
    from countersign.notices.models import Message

    agreements = Agreement.objects.signed().order_by("pk")
    found: dict[str, Any] = {
        "agreements": [str(each.public_id) for each in agreements],
        "people": [each.person_id for each in agreements],
        "entries": list(Entry.objects.filter(kind="agreement.signed").values_list("subject", flat=True)),
        "wrong": [str(each) for each in verify()],
        "waiting": Message.objects.waiting().filter(subject="A policy to read").count(),
    }
    json.dump(found, sys.stdout)


def main() -> None:
    import django

    django.setup()
    if sys.argv[1] == "prepare":
        prepare(Path(sys.argv[2]), *map(int, sys.argv[3:]))
    else:
        look()


if __name__ == "__main__":
    main()
