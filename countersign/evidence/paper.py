"""The facts of a record in the words and order in which they are printed."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from countersign.agreements.sentences import sign_button

from .spoken import count, day_in_words, document_date, duration, exact_moment, moment_in_words, utc_moment

OPEN_STILL = "The school has not countersigned yet."
OPEN = {
    "refused": "The school did not countersign it.",
    "returned": "The school has returned it with a question.",
    "ended": "It ended before the school countersigned.",
}
"""What a receipt says of the school, by what has become of the agreement."""

LINE = 100
"""Characters in a printed line of a text that is to be typed again, at most."""

Row = tuple[str, list[str]]

CORRECTED = "Faults found later are added to the ledger as entries of their own; nothing in it is edited or taken out."

LIMITS = (
    "That every word was understood. It proves what was shown, to whom, and what they chose to do.",
    "How long it is to be kept, and on what lawful basis: ask the school. Countersign erases nothing by itself.",
    "That the person at the screen was who they said. It proves how they were known, as this record says.",
)
OWN_CLOCK = "That the moments are right to the second: they are those of the school’s own server."


def paper_of(facts: dict[str, Any], *, by_hand: tuple[int, str] | None) -> dict[str, Any]:
    """Return what the template prints. Nothing without something to say is in it."""
    made = timezone.localtime(_at(facts["made_at"]))
    signer, approver, edition = facts["signer"], facts["countersigner"], facts["edition"]
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
        "open": OPEN.get(facts["outcome"], OPEN_STILL),
        "sentence": signer["sentence"].split("\n"),
        "agreed": _said(_agreed(facts, edition, signer)),
        "decided": _said(_decided(facts)),
        "known": _said(_known(facts)),
        "thread": [
            {
                "title": each["title"],
                "at": moment_in_words(_at(each["at"])),
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
        "limits": [*LIMITS, *([] if _stamps(facts) else [OWN_CLOCK])],
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
    what = f"{facts['signer']['name']} agreed to {edition['title']}, edition {edition['number']}"
    if facts["countersigner"]:
        return f"{what}, and the school accepted it."
    return f"{what}. {OPEN.get(facts['outcome'], OPEN_STILL)} This is the receipt."


def _agreed(facts: dict[str, Any], edition: dict[str, Any], signer: dict[str, Any]) -> list[Row]:
    shown = facts["shown"]
    approved = edition["approved_by"] and ", ".join(
        filter(None, (edition["approved_by"], edition["approved_date"] and _day(edition["approved_date"])))
    )
    reading = [each for each in [_parts(shown)] if each]
    if shown["seconds_visible"]:
        reading.append(f"{duration(shown['seconds_visible'])} on screen")
    since = [_since(shown["compared_with"], edition["number"])] if shown["compared_with"] else []
    first = [f"First shown {moment_in_words(_at(shown['first_shown_at']))}"] if shown["first_shown_at"] else []
    asked = [*signer["wishes"], *(_with_reason(each) for each in signer["permissions_asked"])]
    return [
        ("Policy", [f"{edition['title']}, edition {edition['number']}", _for_whom(edition)]),
        ("Published", [_published(edition), _standing(edition, facts["signer"]["signed_at"])]),
        ("Approved", [approved or ""]),
        ("Reviewed", [_reviewed(edition)]),
        ("Shown", [*since, ", ".join(reading), *first]),
        ("Language", _languages(shown)),
        ("Read before signing", [_read_first(each) for each in edition["required"]]),
        ("Policies it names", [_named(each) for each in edition["linked"]]),
        *((label, [value]) for label, value in signer["fields"].items()),
        ("Asked for", asked),
        ("Asked by", [_message(each) for each in facts["messages"]]),
        ("Questions", [line for each in facts["questions"] for line in _question(each)]),
    ]


def _message(each: dict[str, str]) -> str:
    """Return a message that asked somebody to sign, how it went, and what became of it."""
    when = moment_in_words(_at(each.get("sent_at") or each["asked_at"]))
    return f"{each['subject']}, by {each['channel']}: {each['state'][:1].lower()}{each['state'][1:]}, {when}"


def _question(each: dict[str, Any]) -> list[str]:
    """Return a question and its answer, each with who and when."""
    asked = f"{each['by']}, {moment_in_words(_at(each['at']))}: {' '.join(each['text'].split())}"
    if not each["answered_at"]:
        return [asked, "Not answered when this was sealed"]
    words = " ".join(each["answer"].split())
    return [asked, f"{each['answered_by']}, {moment_in_words(_at(each['answered_at']))}: {words}"]


def _read_first(each: dict[str, str]) -> str:
    """Return what had to be read, in which edition, and when they said that it was."""
    edition = f", edition {each['edition']}" if "edition" in each else ""
    return f"{each['named']}{edition}: read {moment_in_words(_at(each['read_at']))}"


def _named(each: dict[str, Any]) -> str:
    """Return a policy that the edition names: its edition in force, or where it was kept, and whether it was opened."""
    if each.get("edition"):
        what = f"{each['title']}, edition {each['edition']}"
    else:
        what = f"{each['title']}, at {each['web_address']}" if each.get("web_address") else str(each["title"])
    return f"{what}: opened {moment_in_words(_at(each['opened_at']))}" if each["opened_at"] else f"{what}: not opened"


def _since(number: int, now: int) -> str:
    """Return with what this edition was compared: the page showed what was different, and the whole of it folded."""
    if number == now:
        return "That nothing has changed since the same edition was signed before, with all of it to unfold"
    return f"What changed since edition {number}, which was signed before, with all of edition {now} to unfold"


def _languages(shown: dict[str, Any]) -> list[str]:
    """Return the languages in which it was read, where it was not only the original."""
    names = dict.fromkeys(each["name"] for each in shown.get("translations", []))
    return [f"Read in {name}, in a translation beside the English text, which is the one signed" for name in names]


def _parts(shown: dict[str, Any]) -> str:
    seen, parts = shown["sections_seen"], shown["sections_shown"]
    if not parts:
        return ""
    # Without JavaScript nobody can know what reached the screen: then it says what was on the page.
    return f"{seen} of {count(parts, 'part')} seen" if seen else f"{count(parts, 'part')} on the page"


def _for_whom(edition: dict[str, Any]) -> str:
    return f"For {edition['audience'][:1].lower()}{edition['audience'][1:]}" if edition["audience"] else ""


def _published(edition: dict[str, Any]) -> str:
    if not edition["published_at"]:
        return ""
    force = f", in force from {_day(edition['effective_date'])}" if edition["effective_date"] else ""
    return f"{moment_in_words(_at(edition['published_at']))}{force}"


def _standing(edition: dict[str, Any], signed_at: str | None) -> str:
    """Return what the edition was on the day it was signed: the newest or not, and whether it had taken effect."""
    newest = edition.get("newest_at_signing")
    if newest is None or not signed_at:
        return ""
    if newest != edition["number"]:
        return f"When it was signed, edition {newest} was the newest"
    day = timezone.localdate(_at(signed_at)).isoformat()
    in_force = not edition["effective_date"] or edition["effective_date"] <= day
    return "The newest when it was signed, and " + ("in force" if in_force else "not yet in force")


def _reviewed(edition: dict[str, Any]) -> str:
    last = f"last reviewed {document_date(edition['last_reviewed'])}" if edition["last_reviewed"] else ""
    due = f"next review {_day(edition['review_date'])}" if edition["review_date"] else ""
    return _sentence_case(", ".join(filter(None, (last, due))))


def _decided(facts: dict[str, Any]) -> list[Row]:
    given = [_given(each) for each in facts["permissions"]["given"]]
    return [
        ("Permissions given", given or (["None were given"] if facts["countersigner"] else [])),
        ("Asked for and not given", facts["permissions"]["not_given"]),
        ("What followed", _effects(facts["effects"])),
    ]


def _given(each: dict[str, Any]) -> str:
    until = f"until {_day(each['until_date'])}" if each["until_date"] else "until the role ends"
    return f"{each['title']}, {until}" + (f" ({each['reason']})" if each["reason"] else "")


def _with_reason(each: dict[str, Any]) -> str:
    return f"{each['title']} ({each['reason']})" if each["reason"] else str(each["title"])


def _effects(effects: list[dict[str, Any]]) -> list[str]:
    """Return what followed in each directory, with what became of it: a line for those that went alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for each in effects:
        alike.setdefault((each["where"], _outcome(each)), []).append(each["what"][:1].lower() + each["what"][1:])
    return [f"{where}: {', '.join(what)}. {_sentence_case(outcome)}" for (where, outcome), what in alike.items()]


def _outcome(each: dict[str, Any]) -> str:
    if each["read_back_at"]:
        return f"done, and found so {moment_in_words(_at(each['read_back_at']))}"
    if each["done_at"]:
        return f"done {moment_in_words(_at(each['done_at']))}, not read back yet"
    return f"{each['result']} when this was sealed"


def _known(facts: dict[str, Any]) -> list[Row]:
    signer, approver = facts["signer"], facts["countersigner"]
    rows = [
        (
            _who(signer),
            [*_identity(signer["identity"]), signer["email"] and f"On file: {signer['email']}", signer["id"]],
        )
    ]
    if approver:
        rows.append((_who(approver), [*_identity(approver["identity"]), approver["id"]]))
    drawn = ", with a signature drawn as well" if signer["drawn_sha256"] else ""
    rows.append(("How it was signed", [f"Name typed, then “{sign_button(facts['edition']['number'])}” pressed{drawn}"]))
    return [
        *rows,
        ("Corrections", [CORRECTED]),
        ("School", [_numbers(facts["school"])]),
        ("Times", ["Europe/London unless UTC stands beside them, by the clock of the school’s server"]),
    ]


def _numbers(school: dict[str, Any]) -> str:
    """Return the numbers that authorities know a school by."""
    return ", ".join(f"{name.upper()} {school[name]}" for name in ("urn", "ukprn") if school.get(name))


def _who(one: dict[str, Any]) -> str:
    return str(one["known_as"])


def _identity(identity: dict[str, Any]) -> list[str]:
    detail = str(identity.get("detail") or identity.get("method") or "")
    since = identity.get("since")
    browser = str(identity.get("user_agent") or "")
    session = str(identity.get("session") or "")
    return [
        _sentence_case(detail) + (f", {moment_in_words(_at(since))}" if since else ""),
        f"From {identity['ip']}" if identity.get("ip") else "",
        f"With {browser[:160]}" if browser else "",
        f"Session {session[:16]}" if session else "",
    ]


def _fingerprints(facts: dict[str, Any]) -> list[list[str]]:
    edition, point, software = facts["edition"], facts["checkpoint"], facts["software"]
    rows = [
        ["The page exactly as it was shown", facts["shown"]["sha256"]],
        [f"The program that made this, Countersign {software['version']}", software.get("build_sha256", "")],
        [f"The text of edition {edition['number']}", edition["content_sha256"]],
        *[
            [f"The wording that was read, {each['title']}", each["sha256"]]
            for each in facts["shown"].get("wordings", [])
        ],
        *[
            [f"The translation that was shown, {each['name']}", each["sha256"]]
            for each in facts["shown"].get("translations", [])
        ],
        [f"The file it was read from, {edition['source_name']}", edition["source_sha256"]],
        ["The signature as it was drawn", facts["signer"]["drawn_sha256"]],
        *([f"{each['title']}, edition {each.get('edition')}", each.get("sha256", "")] for each in edition["linked"]),
    ]
    if point:
        rows.append([f"Root of checkpoint {point['number']:,}, {moment_in_words(_at(point['at']))}", point["root"]])
    rows += [
        [f"Checkpoint time-stamped by {stamp['authority']}, {moment_in_words(_at(stamp['at']))}", point["hash"]]
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


def _day(text: str) -> str:
    return day_in_words(date.fromisoformat(text))
