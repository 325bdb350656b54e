"""The wordings of a draft: adding one, saying whom it is for, removing it; and what publishing asks of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from countersign.people.audiences import Audience, in_english, in_words
from countersign.people.models import Person
from countersign.policies.actions.drafts import COPIED_OF_A_PART
from countersign.policies.actions.editing import ChangedMeanwhile, open_draft
from countersign.policies.fingerprint import wording_sha256
from countersign.policies.models import Edition, Part, Wording
from countersign.policies.wording import clean
from countersign.policies.wordings import named_twice, without_wording
from countersign.refusals import Refused
from countersign.words import later as _


class NoWordingTitle(Refused):
    """Wordings are told apart by their titles."""

    message = _("Give the wording a title, like “For pupils in key stage 2”.")


class NoWordingAudience(Refused):
    """Nobody would read it."""

    message = _("Say whom this wording is for.")


class TwoWordingsForOne(Refused):
    """Nobody could tell which of the two somebody reads."""


class NoWordingFor(Refused):
    """Somebody the edition is for would be shown nothing."""


class WordingForOthers(Refused):
    """A wording whose readers the edition is not for."""


class NoClauseInWording(Refused):
    """A wording with nothing to agree to."""


class OutsideWordings(Refused):
    """A clause that stands in none of the wordings, so that nobody would read it."""

    message = _(
        "Some clauses stand in none of the wordings, so nobody would read them. Discard this draft and start again."
    )


class LastWording(Refused):
    """An edition says something."""

    message = _("This is the only wording. Add another one first, or discard the draft.")


@dataclass(frozen=True)
class About:
    """What a wording is called and whom it is for, as somebody entered it."""

    title: str
    audience: list[str]
    has_symbols: bool = False
    signer_declarations: list[str] = field(default_factory=list)

    def checked(self) -> "About":
        """Return it without what cannot be printed, refusing what is empty."""
        title = " ".join(clean(self.title).split())[:200]
        audience = [kind for kind in Audience.values if kind in self.audience]
        if not title:
            raise NoWordingTitle
        if not audience:
            raise NoWordingAudience
        return About(title, audience, self.has_symbols, [clean(each) for each in self.signer_declarations])


@transaction.atomic
def add_wording(
    edition: Edition, about: About, *, like: Wording | None = None, is_copy: bool = False, by: Person
) -> Wording:
    """
    Add a wording to a draft, empty or as a copy: of another wording, or of the one text there was for everybody.

    The first one added to a draft that had one text for everybody makes a wording of that text as well.
    """
    edition = open_draft(edition, by)
    about = about.checked()
    if not edition.wordings.exists():
        first = _make_first(edition, about)
        like = like or (first if is_copy else None)
    place = edition.wordings.aggregate(last=Max("position"))["last"]
    wording = Wording(edition=edition, position=0 if place is None else place + 1, **vars(about))
    _require_told_apart([*edition.wordings.all(), wording])
    wording.save()
    if like is not None:
        Part.objects.bulk_create(_again(part, wording) for part in edition.parts.kept().filter(wording=like))
    _widen(edition)
    return wording


def _make_first(edition: Edition, added: About) -> Wording | None:
    """Make a wording of the one text there was, for those whom the added one is not for."""
    if not edition.parts.exists():
        return None
    rest = [kind for kind in edition.audience if kind not in added.audience or added.has_symbols]
    first = Wording.objects.create(
        edition=edition,
        position=0,
        title=f"For {_lowered(in_english(rest))}"[:200] if rest else "For everybody",
        audience=rest,
    )
    edition.parts.update(wording=first)
    edition.translations.update(wording=first)
    return first


def _lowered(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"


def _again(part: Part, wording: Wording) -> Part:
    """Return a part with the same words and a key of its own: it is another clause from now on."""
    words = {name: getattr(part, name) for name in COPIED_OF_A_PART if name != "key"}
    return Part(edition_id=part.edition_id, wording=wording, **words)


@transaction.atomic
def change_wording(wording: Wording, about: About, *, revision: int, by: Person) -> Wording:
    """Change what a wording is called, whom it is for and what its readers agree to."""
    edition = open_draft(Edition(pk=wording.edition_id), by)
    wording = Wording.objects.get(pk=wording.pk, edition=edition)
    if wording.revision != revision:
        raise ChangedMeanwhile
    about = about.checked()
    left = set(wording.audience) - set(about.audience)
    for name, value in vars(about).items():
        setattr(wording, name, value)
    _require_told_apart([wording if each.pk == wording.pk else each for each in edition.wordings.all()])
    wording.revision += 1
    wording.save()
    _narrow(edition, left)
    _widen(edition)
    return wording


@transaction.atomic
def remove_wording(wording: Wording, *, by: Person) -> None:
    """Take a wording out of a draft with its clauses; whom only it was for, the draft is not for any more."""
    edition = open_draft(Edition(pk=wording.edition_id), by)
    wording = Wording.objects.get(pk=wording.pk, edition=edition)
    if edition.wordings.count() == 1:
        raise LastWording
    left = set(wording.audience)
    wording.delete()
    _narrow(edition, left)


def _widen(edition: Edition) -> None:
    """Let the draft be for everybody one of its wordings is for."""
    named = {kind for wording in edition.wordings.all() for kind in wording.audience}
    _set_audience(edition, {*edition.audience, *named})


def _narrow(edition: Edition, left: set[str]) -> None:
    """Let the draft no longer be for those of whom no wording is left."""
    gone = set(without_wording(list(edition.wordings.all()), left))
    _set_audience(edition, set(edition.audience) - gone)


def _set_audience(edition: Edition, kinds: set[str]) -> None:
    audience = [kind for kind in Audience.values if kind in kinds]
    if set(audience) != set(edition.audience):
        edition.audience = audience
        edition.revision += 1
        edition.save(update_fields=["audience", "revision"])


def _require_told_apart(wordings: Sequence[Wording]) -> None:
    if twice := named_twice(wordings):
        kind, one, other = twice
        raise TwoWordingsForOne(
            gettext(
                "“%(one)s” and “%(other)s” are both for %(whom)s. Take them out of one of the two, or make one of them"
                " the version with symbols."
            )
            % {"one": one.title, "other": other.title, "whom": _lowered(in_words([kind]))}
        )


def require_wordings(edition: Edition, parts: Sequence[Part], wordings: Sequence[Wording]) -> None:
    """Refuse a draft in which somebody would find no wording, or two."""
    if not wordings:
        return
    _require_told_apart(wordings)
    if any(part.wording_id is None for part in parts):
        raise OutsideWordings
    for wording in wordings:
        if not wording.audience:
            words = gettext("“%(title)s” is for nobody yet. Say whom it is for, or take it out.")
            raise NoWordingAudience(words % {"title": wording.title})
        if not any(part.wording_id == wording.pk and part.kind == Part.Kind.CLAUSE for part in parts):
            words = gettext("“%(title)s” has no clause yet. Add one, or take the wording out.")
            raise NoClauseInWording(words % {"title": wording.title})
        if others := [kind for kind in wording.audience if kind not in edition.audience]:
            words = gettext("“%(title)s” is for %(whom)s, whom the policy is not for. Change one of them.")
            raise WordingForOthers(words % {"title": wording.title, "whom": _lowered(in_words(others))})
    if missing := without_wording(wordings, edition.audience):
        words = gettext("No wording is for %(whom)s, and the policy is. Add one, or say so at one there is.")
        raise NoWordingFor(words % {"whom": _lowered(in_words(missing))})


def fix_wordings(wordings: Sequence[Wording], parts: list[Part]) -> None:
    """Give each wording the fingerprint it has from now on."""
    for wording in wordings:
        wording.content_sha256 = wording_sha256(wording, parts)
        wording.save(update_fields=["content_sha256"])
