"""The facts of a record in the words and order in which they are printed, or in the reader's language on its page."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from countersign.agreements.sentences import sign_button
from countersign.people.kept import in_words
from countersign.words import later as _

from .agreed import Row, agreed_rows, decided_rows
from .spoken import edition_in_words, exact_moment, kept_moment, moment_in_words, utc_moment

OPEN_STILL = _("The school has not countersigned yet.")
OPEN = {
    "refused": _("The school did not countersign it."),
    "returned": _("The school has returned it with a question."),
    "ended": _("It ended before the school countersigned."),
}
"""What a receipt says of the school, by what has become of the agreement."""

LINE = 100
"""Characters in a printed line of a text that is to be typed again, at most."""

CORRECTED = _(
    "Faults found later are added to the ledger as entries of their own; nothing in it is edited or taken out."
)

TIMES = _("Europe/London unless UTC stands beside them, by the clock of the school’s server")

LIMITS = (
    _("That every word was understood. It proves what was shown, to whom, and what they chose to do."),
    _("How long it is to be kept, and on what lawful basis: ask the school. Countersign erases nothing by itself."),
    _("That the person at the screen was who they said. It proves how they were known, as this record says."),
)
OWN_CLOCK = _("That the moments are right to the second: they are those of the school’s own server.")


def paper_of(facts: dict[str, Any], *, by_hand: tuple[int, str] | None) -> dict[str, Any]:
    """Return what the template prints. Nothing without something to say is in it."""
    made = timezone.localtime(_at(facts["made_at"]))
    signer, approver = facts["signer"], facts["countersigner"]
    return {
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "made_at": moment_in_words(made),
        "title": "Signed and countersigned" if approver else "Signed",
        "id": facts["code"],
        "school": {"name": facts["school"]["name"]},
        "is_demonstration": facts["school"]["is_demonstration"],
        "summary": _summary(facts),
        "footer": f"{facts['school']['name']} keeps its agreements with Countersign {facts['software']['version']}",
        "signer": {
            "name": signer["name"],
            "capacity": signer["as"],
            "at": exact_moment(_at(signer["signed_at"])),
            "utc": utc_moment(_at(signer["signed_at"])),
        },
        "countersigner": approver
        and {
            "name": approver["name"],
            "capacity": approver["capacity"],
            "at": exact_moment(_at(approver["countersigned_at"])),
            "utc": utc_moment(_at(approver["countersigned_at"])),
            "sentence": approver["sentence"].split("\n"),
        },
        "open": str(OPEN.get(facts["outcome"], OPEN_STILL)),
        "sentence": signer["sentence"].split("\n"),
        "agreed": _said(agreed_rows(facts)),
        "decided": _said(decided_rows(facts)),
        "known": _said(_known(facts)),
        "thread": [
            {
                "title": each["title"],
                "at": kept_moment(each["at"]),
                "seq": f"{each['seq']:,}",
                "hash": each["hash"],
                "two": each["is_two"],
            }
            for each in facts["thread"]
        ],
        "fingerprints": _fingerprints(facts),
        "check": _check(facts),
        "root": facts["root_fingerprint"].replace(" ", ""),
        "by_hand": by_hand and {"seq": f"{by_hand[0]:,}", "lines": _lines(by_hand[1])},
        "limits": [str(each) for each in (*LIMITS, *([] if _stamps(facts) else [OWN_CLOCK]))],
        "contact": [
            [each["about"], [", ".join(filter(None, (each["name"], each["post"])))]] for each in facts["contact"]
        ],
    }


def _lines(text: str) -> list[str]:
    """
    Return a text in printed lines that can be typed, or copied, as they stand.

    None begins or ends with a space that nobody would see, or ends with a hyphen that a PDF program takes for a word's.
    """
    lines = []
    while text:
        end = min(LINE, len(text))
        while end < len(text) and (" " in text[end - 1 : end + 1] or text[end - 1] == "-"):
            end -= 1
        lines.append(text[:end])
        text = text[end:]
    return lines


def _summary(facts: dict[str, Any]) -> str:
    edition = facts["edition"]
    who = {"name": facts["signer"]["name"], "title": edition["title"], "number": edition["number"]}
    if facts["countersigner"]:
        return gettext("%(name)s agreed to %(title)s, edition %(number)s, and the school accepted it.") % who
    receipt = gettext("%(name)s agreed to %(title)s, edition %(number)s. %(school)s This is the receipt.")
    return receipt % {**who, "school": OPEN.get(facts["outcome"], OPEN_STILL)}


def _known(facts: dict[str, Any]) -> list[Row]:
    signer, approver = facts["signer"], facts["countersigner"]
    rows = [
        (
            _who(signer),
            [*_identity(signer["identity"]), _on_file(signer), signer["id"]],
        )
    ]
    if approver:
        rows.append((_who(approver), [*_identity(approver["identity"]), approver["id"]]))
    typed = gettext("Name typed, then “%(button)s” pressed")
    drawn = gettext("Name typed, then “%(button)s” pressed, with a signature drawn as well")
    how = (drawn if signer["drawn_sha256"] else typed) % {
        "button": facts["shown"].get("button") or sign_button(facts["edition"]["number"])
    }
    rows.append((gettext("How it was signed"), [how]))
    return [
        *rows,
        (gettext("Corrections"), [str(CORRECTED)]),
        (gettext("School"), [_numbers(facts["school"])]),
        (gettext("Times"), [str(TIMES)]),
    ]


def _numbers(school: dict[str, Any]) -> str:
    """Return the numbers that authorities know a school by."""
    return ", ".join(f"{name.upper()} {school[name]}" for name in ("urn", "ukprn") if school.get(name))


def _who(one: dict[str, Any]) -> str:
    return str(one["known_as"])


def _on_file(signer: dict[str, Any]) -> str:
    return gettext("On file: %(address)s") % {"address": signer["email"]} if signer["email"] else ""


def _identity(identity: dict[str, Any]) -> list[str]:
    how = _sentence_case(in_words(str(identity.get("detail") or identity.get("method") or "")))
    since = identity.get("since")
    browser = str(identity.get("user_agent") or "")
    session = str(identity.get("session") or "")
    return [
        gettext("%(how)s, %(when)s") % {"how": how, "when": kept_moment(since)} if since else how,
        gettext("From %(address)s") % {"address": identity["ip"]} if identity.get("ip") else "",
        gettext("With %(browser)s") % {"browser": browser[:160]} if browser else "",
        gettext("Session %(number)s") % {"number": session[:16]} if session else "",
    ]


def _fingerprints(facts: dict[str, Any]) -> list[list[str]]:
    edition, point, software = facts["edition"], facts["checkpoint"], facts["software"]
    program = gettext("The program that made this, Countersign %(version)s") % software
    rows = [
        [gettext("The page exactly as it was shown"), facts["shown"]["sha256"]],
        [program, software.get("build_sha256", "")],
        [gettext("The text of edition %(number)s") % {"number": edition["number"]}, edition["content_sha256"]],
        *[
            [gettext("The wording that was read, %(title)s") % {"title": each["title"]}, each["sha256"]]
            for each in facts["shown"].get("wordings", [])
        ],
        *[
            [gettext("The translation that was shown, %(language)s") % {"language": each["name"]}, each["sha256"]]
            for each in facts["shown"].get("translations", [])
        ],
        [gettext("The file it was read from, %(name)s") % {"name": edition["source_name"]}, edition["source_sha256"]],
        [gettext("The signature as it was drawn"), facts["signer"]["drawn_sha256"]],
        *[
            [edition_in_words(each["title"], str(each.get("edition"))), each.get("sha256", "")]
            for each in edition["linked"]
        ],
    ]
    if point:
        of_root = gettext("Root of checkpoint %(number)s, %(when)s")
        rows.append([of_root % {"number": f"{point['number']:,}", "when": kept_moment(point["at"])}, point["root"]])
    stamped = gettext("Checkpoint time-stamped by %(authority)s, %(when)s")
    rows += [
        [stamped % {"authority": stamp["authority"], "when": kept_moment(stamp["at"])}, point["hash"]]
        for stamp in _stamps(facts)
    ]
    return [row for row in rows if row[1]]


def _stamps(facts: dict[str, Any]) -> list[dict[str, str]]:
    stamps: list[dict[str, str]] = facts["checkpoint"]["timestamps"] if facts["checkpoint"] else []
    return stamps


def _check(facts: dict[str, Any]) -> list[str]:
    pending = (
        ""
        if facts["checkpoint"]
        else " No checkpoint covers this signature yet; the sealed record will have that proof."
    )
    return [
        f"Get countersign-verify.py from {facts['address']}/verify/ or from any other Countersign. It is one file, "
        "needs Python and the openssl program, and works without a network.",
        "Run python3 countersign-verify.py with the name of this file. The entries printed above, the proofs that they "
        f"are in the ledger, and the page that was shown are attached to this PDF.{pending}",
        "Any PDF program shows the school’s seal, and that nothing was changed since. It says that it does not know "
        "the issuer: a school’s root is its own.",
    ]


def _sentence_case(words: str) -> str:
    return words[:1].upper() + words[1:]


def _said(rows: list[Row]) -> list[list[Any]]:
    """Return the rows that have something to say."""
    kept = [[name, [each for each in values if each]] for name, values in rows]
    return [row for row in kept if row[1]]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
