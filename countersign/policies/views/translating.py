"""Translations of an edition: adding a language, writing it beside the original, checking, offering, withdrawing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from countersign.people.requests import PersonRequest
from countersign.policies import actions
from countersign.policies.actions.translating import must_mend
from countersign.policies.drafting import draft_of
from countersign.policies.forms.translating import (
    AddLanguageForm,
    CheckForm,
    TextForm,
    TranslatedDocumentForm,
    WithdrawTranslationForm,
)
from countersign.policies.models import Edition, TranslatedText, Translation
from countersign.policies.originals import Found, Original, Words, lost, originals_of, read_pasted
from countersign.policies.receiving import MOST_BYTES, plain_name, read_apart
from countersign.policies.translations import State
from countersign.policies.uploads import TOO_LARGE
from countersign.policies.views.finding import require_editor, sent
from countersign.refusals import Refused


@dataclass(frozen=True)
class Row:
    """One text of the original with its translation, and what is to be done about it."""

    original: Original
    text: TranslatedText | None
    musts: tuple[str, ...]
    looks: tuple[str, ...]

    @property
    def is_missing(self) -> bool:
        """Whether there is nothing yet."""
        return self.text is None or not self.text.text.strip()

    @property
    def has_other_words(self) -> bool:
        """Whether the original changed since it was translated."""
        return self.text is not None and self.text.original_sha256 != self.original.sha256


def edition_at(request: PersonRequest, edition: UUID) -> Edition:
    """Return an edition or a draft of this person's school, for those who write its policies."""
    require_editor(request)
    editions = Edition.objects.filter(discarded_at=None).select_related("policy__school")
    return get_object_or_404(editions, policy__school=request.school, public_id=edition)


def translation_at(request: PersonRequest, translation: UUID) -> Translation:
    """Return a translation of this person's school, for those who write its policies."""
    require_editor(request)
    found = Translation.objects.select_related(
        "edition__policy__school", "wording", "checked_by", "offered_by", "written_by"
    )
    return get_object_or_404(found, edition__policy__school=request.school, public_id=translation)


def rows_of(translation: Translation) -> list[Row]:
    """Return every text of the original with its translation."""
    texts = {each.key: each for each in translation.texts.all()}
    linked = [name for link in translation.edition.links.select_related("policy") for name in (link.named,)]
    rows = []
    for original in originals_of(translation.edition, translation.wording):
        text = texts.get(original.key)
        words = Words(text.text, text.lead_in, text.children) if text else Words("")
        looks = lost(original.words, words, linked).looks if text and text.text.strip() else ()
        rows.append(Row(original, text, must_mend(original, text), looks))
    return rows


def translations(request: PersonRequest, edition: UUID) -> HttpResponse:
    """List the translations of an edition with their state, and add a language."""
    found = edition_at(request, edition)
    form = AddLanguageForm(sent(request), edition=found)
    if form.is_valid():
        wording = form.wordings.get(form.cleaned_data.get("wording", ""))
        try:
            added = actions.add_translation(found, form.chosen, wording=wording, by=request.person)
        except Refused as refused:
            form.add_error("tag" if form.cleaned_data["tag"] else "language", refused.message)
        else:
            return redirect("policies:translation", added.public_id)
    listed = found.translations.select_related("wording").order_by("language", "-pk")
    context = {
        "edition": found,
        "back": back_to(found),
        "form": form,
        "rows": [(each, count_left(each)) for each in listed if each.withdrawn_at is None],
        "withdrawn": [each for each in listed if each.withdrawn_at is not None],
    }
    return render(request, "policies/translations.html", context)


def back_to(edition: Edition) -> str:
    """Return the page of an edition, or of a draft."""
    return reverse(f"policies:{'edition' if edition.published_at else 'review'}", args=[edition.public_id])


def count_left(translation: Translation) -> int:
    """Return how many texts are still to be translated or mended."""
    return 0 if translation.offered_at else sum(bool(row.musts) for row in rows_of(translation))


def translation(request: PersonRequest, translation: UUID) -> HttpResponse:
    """Show a whole translation beside the original, with what is missing and what was lost."""
    found = translation_at(request, translation)
    rows = rows_of(found)
    left = [row for row in rows if row.musts]
    writers = {each.text.written_by_id for each in rows if each.text} | {found.written_by_id}
    context = {
        "translation": found,
        "language": found.in_language,
        "rows": rows,
        "left": left,
        "done": len(rows) - len(left),
        "looks": sum(bool(row.looks) for row in rows),
        "is_open": found.state in (State.WRITING, State.CHECKED),
        "may_check": request.person.pk not in writers,
        "is_shown": found.offered_at is not None and found.withdrawn_at is None,
    }
    return render(request, "policies/translation.html", context)


def text(request: PersonRequest, translation: UUID, key: str) -> HttpResponse:
    """Translate one text beside the original, then go on to the next that is missing."""
    found = translation_at(request, translation)
    if found.state not in (State.WRITING, State.CHECKED):
        return redirect("policies:translation", found.public_id)
    rows = rows_of(found)
    place = next((place for place, row in enumerate(rows) if row.original.key == key), None)
    if place is None:
        raise Http404
    row = rows[place]
    form = TextForm(sent(request), original=row.original, text=row.text, language=found.in_language)
    is_stale = False
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.translate(
                found,
                key,
                form.words(),
                original_sha256=given["original"],
                revision=given["revision"] or 0,
                by=request.person,
            )
        except actions.ChangedMeanwhile as refused:
            is_stale = True
            form = now_of(form, row, found)
            form.add_error(None, refused.message)
        except Refused as refused:
            form.add_error("text", refused.message)
        else:
            return after(request, found, row, form.words(), rows, place)
    context = {
        "translation": found,
        "language": found.in_language,
        "row": row,
        "form": form,
        "is_stale": is_stale,
        "place": place + 1,
        "total": len(rows),
        "before": rows[place - 1].original.key if place else "",
        "next": rows[place + 1].original.key if place + 1 < len(rows) else "",
    }
    return render(request, "policies/translate.html", context)


def now_of(form: TextForm, row: Row, found: Translation) -> TextForm:
    """Return the form with what was typed, to be saved over what is there now."""
    data = {name: form.data.get(name, "") for name in form.fields}
    data |= {"original": row.original.sha256, "revision": row.text.revision if row.text else 0}
    return TextForm(data, original=row.original, text=row.text, language=found.in_language)


def after(
    request: PersonRequest, found: Translation, row: Row, words: Words, rows: list[Row], place: int
) -> HttpResponse:
    """Say what a translation lost, else go on to the next that is missing."""
    linked = [link.named for link in found.edition.links.all()]
    if words.text.strip() and (gone := lost(row.original.words, words, linked).all):
        messages.warning(request, _("It is saved. Look again: %(sentences)s") % {"sentences": " ".join(gone)})
        return redirect("policies:translate", found.public_id, row.original.key)
    messages.success(request, _("%(text)s is saved.") % {"text": row.original.label})
    following = next((each for each in [*rows[place + 1 :], *rows[:place]] if each.musts), None)
    if following is None:
        return redirect("policies:translation", found.public_id)
    return redirect("policies:translate", found.public_id, following.original.key)


@sensitive_post_parameters("text")
def put_in(request: PersonRequest, translation: UUID) -> HttpResponse:
    """Put a whole translated document in, and see where its texts were placed."""
    found = translation_at(request, translation)
    form = TranslatedDocumentForm(sent(request), request.FILES or None, language=found.in_language)
    if request.META.get(TOO_LARGE):
        form.errors.clear()
        said = _("The file is larger than %(size)s MB. Take out its pictures")
        form.add_error("file", said % {"size": MOST_BYTES >> 20})
    elif form.is_valid():
        try:
            placed, left = actions.put_in_translation(found, read(form, found), by=request.person)
        except Refused as refused:
            form.add_error("file" if form.cleaned_data["file"] else "text", refused.message)
        else:
            messages.success(request, placed_words(placed, left))
            return redirect("policies:translation", found.public_id)
    context = {"form": form, "translation": found, "language": found.in_language}
    return render(request, "policies/translation_put_in.html", context)


def placed_words(placed: int, left: int) -> str:
    """Return how many texts of a document found their place, and how many did not."""
    found = ngettext("%(count)s text found its place.", "%(count)s texts found their place.", placed)
    lost = ngettext(
        "%(count)s did not: it is kept below, to copy from.",
        "%(count)s did not: they are kept below, to copy from.",
        left,
    )
    told = [(placed, found), *([(left, lost)] if left else [])]
    return " ".join(words % {"count": count} for count, words in told)


def read(form: TranslatedDocumentForm, translation: Translation) -> list[Found]:
    """Return the texts of what was put in, in their order."""
    file = form.cleaned_data["file"]
    if not file:
        return read_pasted(form.cleaned_data["text"])
    agreements = read_apart(file.read(), plain_name(file.name))["agreements"]
    if not agreements:
        raise actions.NothingFound(_("No clause was found in this file. Paste its words instead."))
    draft = draft_of(agreements[0], [], translation.edition.policy.school.name)
    return [Found(each.kind, Words(each.text, each.lead_in, each.children), each.number) for each in draft.parts]


def check(request: PersonRequest, translation: UUID) -> HttpResponse:
    """Say that the whole translation was read beside the original by somebody who did not write it."""
    found = translation_at(request, translation)
    form = CheckForm(sent(request))
    if form.is_valid():
        try:
            actions.check_translation(found, checked_with=form.cleaned_data["checked_with"], by=request.person)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("It is checked. It can be offered to readers now."))
            return redirect("policies:translation", found.public_id)
    context: dict[str, Any] = {"form": form, "translation": found, "language": found.in_language}
    context["looks"] = [row for row in rows_of(found) if row.looks]
    return render(request, "policies/translation_check.html", context)


@require_POST
def offer(request: PersonRequest, translation: UUID) -> HttpResponse:
    """Offer a checked translation to readers."""
    found = translation_at(request, translation)
    try:
        actions.offer_translation(found, by=request.person)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        said = _("Readers can choose %(language)s now. Its words are not altered any more.")
        messages.success(request, said % {"language": found.in_language.called})
    return redirect("policies:translation", found.public_id)


def withdraw(request: PersonRequest, translation: UUID) -> HttpResponse:
    """Withdraw a translation, with the reason."""
    found = translation_at(request, translation)
    form = WithdrawTranslationForm(sent(request))
    if form.is_valid():
        try:
            actions.withdraw_translation(found, reason=form.cleaned_data["reason"], by=request.person)
        except Refused as refused:
            form.add_error("reason", refused.message)
        else:
            said = _("The translation into %(language)s is withdrawn.")
            messages.success(request, said % {"language": found.in_language.called})
            return redirect("policies:translations", found.edition.public_id)
    context = {"form": form, "translation": found, "language": found.in_language}
    return render(request, "policies/translation_withdraw.html", context)


@require_POST
def replace(request: PersonRequest, translation: UUID) -> HttpResponse:
    """Begin a translation that will take this one's place."""
    found = translation_at(request, translation)
    try:
        new = actions.replace_translation(found, by=request.person)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("policies:translation", found.public_id)
    return redirect("policies:translation", new.public_id)
