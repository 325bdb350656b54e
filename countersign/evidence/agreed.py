"""What was agreed to, how it was read, what was decided and what followed: the rows of a record that tell of it."""

from typing import Any

from django.utils.translation import gettext, ngettext

from countersign.words import later as _

from .spoken import document_date, duration, edition_in_words, kept_day, kept_moment

Row = tuple[str, list[str]]

RESULTS = {
    "waiting": _("Waiting when this was sealed"),
    "by hand": _("By hand when this was sealed"),
    "refused": _("Refused when this was sealed"),
    "superseded": _("Superseded when this was sealed"),
}
"""What a record says of a change that was not made when it was sealed, by its state."""


def agreed_rows(facts: dict[str, Any]) -> list[Row]:
    """Return what was agreed to, in which words, and what went before."""
    edition, signer = facts["edition"], facts["signer"]
    shown = facts["shown"]
    approved = edition["approved_by"] and ", ".join(
        filter(None, (edition["approved_by"], edition["approved_date"] and kept_day(edition["approved_date"])))
    )
    reading = [each for each in [_parts(shown)] if each]
    if shown["seconds_visible"]:
        reading.append(gettext("%(time)s on screen") % {"time": duration(shown["seconds_visible"])})
    since = [_since(shown["compared_with"], edition["number"])] if shown["compared_with"] else []
    first = (
        gettext("First shown %(when)s") % {"when": kept_moment(shown["first_shown_at"])}
        if shown["first_shown_at"]
        else ""
    )
    asked = [*signer["wishes"], *(_with_reason(each) for each in signer["permissions_asked"])]
    return [
        (gettext("Policy"), [edition_in_words(edition["title"], edition["number"]), _for_whom(edition)]),
        (gettext("Published"), [_published(edition), _standing(edition)]),
        (gettext("Approved"), [approved or ""]),
        (gettext("Reviewed"), [_reviewed(edition)]),
        (gettext("Shown"), [*since, ", ".join(reading), first]),
        (gettext("Language"), _languages(shown)),
        (gettext("Read before signing"), [_read_first(each) for each in edition["required"]]),
        (gettext("Policies it names"), [_named(each) for each in edition["linked"]]),
        *((label, [value]) for label, value in signer["fields"].items()),
        (gettext("Asked for"), asked),
        (gettext("Asked by"), [_message(each) for each in facts["messages"]]),
        (gettext("Told that it was not signed"), [_other(each) for each in facts["told"]]),
        (gettext("Questions"), [line for each in facts["questions"] for line in _question(each)]),
    ]


def _message(each: dict[str, str]) -> str:
    """Return a message that asked somebody to sign, how it went, and what became of it."""
    words = gettext("%(subject)s, by mail: %(state)s, %(when)s")
    state = gettext(each["state"])
    state = f"{state[:1].lower()}{state[1:]}"
    when = kept_moment(each.get("sent_at") or each["asked_at"])
    said = words % {"subject": each["subject"], "state": state, "when": when}
    if "opened_at" not in each:
        return said
    return gettext("%(message)s; opened %(when)s") % {"message": said, "when": kept_moment(each["opened_at"])}


def _other(each: dict[str, Any]) -> str:
    """Return that somebody else was told, and when."""
    words = gettext("The line manager or headteacher, on school day %(day)s: %(when)s")
    return words % {"day": each["day"], "when": kept_moment(each["at"])}


def _question(each: dict[str, Any]) -> list[str]:
    """Return a question and its answer, each with who and when."""
    asked = f"{each['by']}, {kept_moment(each['at'])}: {' '.join(each['text'].split())}"
    if not each["answered_at"]:
        return [asked, gettext("Not answered when this was sealed")]
    words = " ".join(each["answer"].split())
    return [asked, f"{each['answered_by']}, {kept_moment(each['answered_at'])}: {words}"]


def _read_first(each: dict[str, str]) -> str:
    """Return what had to be read, in which edition, and when they said that it was."""
    what = edition_in_words(each["named"], each["edition"]) if "edition" in each else each["named"]
    return gettext("%(policy)s: read %(when)s") % {"policy": what, "when": kept_moment(each["read_at"])}


def _named(each: dict[str, Any]) -> str:
    """Return a policy that the edition names: its edition in force, or where it was kept, and whether it was opened."""
    if each.get("edition"):
        what = edition_in_words(each["title"], each["edition"])
    elif each.get("web_address"):
        what = gettext("%(policy)s, at %(address)s") % {"policy": each["title"], "address": each["web_address"]}
    else:
        what = str(each["title"])
    if not each["opened_at"]:
        return gettext("%(policy)s: not opened") % {"policy": what}
    return gettext("%(policy)s: opened %(when)s") % {"policy": what, "when": kept_moment(each["opened_at"])}


def _since(number: int, now: int) -> str:
    """Return with what this edition was compared: the page showed what was different, and the whole of it folded."""
    if number == now:
        return gettext("That nothing has changed since the same edition was signed before, with all of it to unfold")
    since = gettext(
        "What changed since edition %(before)s, which was signed before, with all of edition %(now)s to unfold"
    )
    return since % {"before": number, "now": now}


def _languages(shown: dict[str, Any]) -> list[str]:
    """Return the languages in which it was read, where it was not only the original."""
    names = dict.fromkeys(each["name"] for each in shown.get("translations", []))
    read_in = gettext("Read in %(language)s, in a translation beside the English text, which is the one signed")
    return [read_in % {"language": name} for name in names]


def _parts(shown: dict[str, Any]) -> str:
    seen, parts = shown["sections_seen"], shown["sections_shown"]
    if not parts:
        return ""
    # Without JavaScript nobody can know what reached the screen: then it says what was on the page.
    if not seen:
        return ngettext("%(count)s part on the page", "%(count)s parts on the page", parts) % {"count": f"{parts:,}"}
    of = ngettext("%(seen)s of %(count)s part seen", "%(seen)s of %(count)s parts seen", parts)
    return of % {"seen": seen, "count": f"{parts:,}"}


def _for_whom(edition: dict[str, Any]) -> str:
    whom = f"{edition['audience'][:1].lower()}{edition['audience'][1:]}"
    return gettext("For %(whom)s") % {"whom": whom} if whom else ""


def _published(edition: dict[str, Any]) -> str:
    if not edition["published_at"]:
        return ""
    when = kept_moment(edition["published_at"])
    if not edition["effective_date"]:
        return when
    return gettext("%(when)s, in force from %(day)s") % {"when": when, "day": kept_day(edition["effective_date"])}


def _standing(edition: dict[str, Any]) -> str:
    """Return what the edition was when it was signed: the newest or not, and whether it had taken effect."""
    newest = edition.get("newest_at_signing")
    if newest is None:
        return ""
    if newest != edition["number"]:
        return gettext("When it was signed, edition %(newest)s was the newest") % {"newest": newest}
    if edition["was_in_force_at_signing"]:
        return gettext("The newest when it was signed, and in force")
    return gettext("The newest when it was signed, and not yet in force")


def _reviewed(edition: dict[str, Any]) -> str:
    last = document_date(edition["last_reviewed"]) if edition["last_reviewed"] else ""
    due = kept_day(edition["review_date"]) if edition["review_date"] else ""
    if last and due:
        return gettext("Last reviewed %(last)s, next review %(next)s") % {"last": last, "next": due}
    if last:
        return gettext("Last reviewed %(last)s") % {"last": last}
    return gettext("Next review %(next)s") % {"next": due} if due else ""


def decided_rows(facts: dict[str, Any]) -> list[Row]:
    """Return what the school decided besides, and what followed."""
    given = [_given(each) for each in facts["permissions"]["given"]]
    return [
        (gettext("Permissions given"), given or ([gettext("None were given")] if facts["countersigner"] else [])),
        (gettext("Asked for and not given"), facts["permissions"]["not_given"]),
        (gettext("What followed"), _effects(facts["effects"])),
    ]


def _given(each: dict[str, Any]) -> str:
    if each["until_date"]:
        given = gettext("%(permission)s, until %(day)s") % {
            "permission": each["title"],
            "day": kept_day(each["until_date"]),
        }
    else:
        given = gettext("%(permission)s, until the role ends") % {"permission": each["title"]}
    return f"{given} ({each['reason']})" if each["reason"] else given


def _with_reason(each: dict[str, Any]) -> str:
    return f"{each['title']} ({each['reason']})" if each["reason"] else str(each["title"])


def _effects(effects: list[dict[str, Any]]) -> list[str]:
    """Return what followed in each directory, with what became of it: a line for those that went alike."""
    alike: dict[tuple[str, str], list[str]] = {}
    for each in effects:
        alike.setdefault((each["where"], _outcome(each)), []).append(each["what"][:1].lower() + each["what"][1:])
    return [f"{where}: {', '.join(what)}. {outcome}" for (where, outcome), what in alike.items()]


def _outcome(each: dict[str, Any]) -> str:
    if each["read_back_at"]:
        return gettext("Done, and found so %(when)s") % {"when": kept_moment(each["read_back_at"])}
    if each["done_at"]:
        return gettext("Done %(when)s, not read back yet") % {"when": kept_moment(each["done_at"])}
    return str(RESULTS[each["result"]])
