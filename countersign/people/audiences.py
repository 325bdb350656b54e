"""The kinds of people an agreement can be for: one list for roles, audiences and clauses."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, override

from countersign.words import later as _


class Audience(models.TextChoices):
    """What somebody is to the school."""

    STAFF = "staff", _("Staff")
    STAFF_TEACHING = "staff-teaching", _("Teaching staff")
    STAFF_SUPPLY = "staff-supply", _("Supply staff")
    GOVERNORS = "governors", _("Governors")
    VOLUNTEERS = "volunteers", _("Volunteers")
    VISITORS = "visitors", _("Visitors")
    CONTRACTORS = "contractors", _("Contractors")
    PUPILS_EYFS = "pupils-eyfs", _("Pupils, early years")
    PUPILS_KS1 = "pupils-ks1", _("Pupils, key stage 1")
    PUPILS_KS2 = "pupils-ks2", _("Pupils, key stage 2")
    PUPILS_KS3PLUS = "pupils-ks3plus", _("Pupils, key stage 3 and above")
    PARENTS = "parents", _("Parents and carers")
    COMMUNITY = "community", _("Community users")
    STUDENTS = "students", _("Students")


WIDER: dict[str, str] = {
    Audience.STAFF_TEACHING: Audience.STAFF,
    Audience.STAFF_SUPPLY: Audience.STAFF,
}


PUPILS: dict[str, str] = {
    Audience.PUPILS_EYFS: _("early years"),
    Audience.PUPILS_KS1: _("key stage 1"),
    Audience.PUPILS_KS2: _("key stage 2"),
    Audience.PUPILS_KS3PLUS: _("key stage 3 and above"),
}

# The last of several, whole: what follows "and" begins otherwise in some languages.
AS_LAST: dict[str, str] = {
    Audience.STAFF: _("%(others)s and staff"),
    Audience.STAFF_TEACHING: _("%(others)s and teaching staff"),
    Audience.STAFF_SUPPLY: _("%(others)s and supply staff"),
    Audience.GOVERNORS: _("%(others)s and governors"),
    Audience.VOLUNTEERS: _("%(others)s and volunteers"),
    Audience.VISITORS: _("%(others)s and visitors"),
    Audience.CONTRACTORS: _("%(others)s and contractors"),
    Audience.PUPILS_EYFS: _("%(others)s and pupils, early years"),
    Audience.PUPILS_KS1: _("%(others)s and pupils, key stage 1"),
    Audience.PUPILS_KS2: _("%(others)s and pupils, key stage 2"),
    Audience.PUPILS_KS3PLUS: _("%(others)s and pupils, key stage 3 and above"),
    Audience.PARENTS: _("%(others)s and parents and carers"),
    Audience.COMMUNITY: _("%(others)s and community users"),
    Audience.STUDENTS: _("%(others)s and students"),
}


def widened(kinds: set[str]) -> set[str]:
    """Return the kinds and whatever they are a part of: a supply teacher is staff too."""
    return kinds | {WIDER[kind] for kind in kinds if kind in WIDER}


def binds(audience: list[str] | None, kinds: set[str]) -> bool:
    """Return whether something for this audience (None: for everybody) is for somebody of these kinds."""
    return audience is None or bool(set(audience) & widened(kinds))


def in_words(codes: list[str]) -> str:
    """Return an audience as people say it: "staff, governors and volunteers", "pupils (key stage 1, key stage 2)"."""
    found = [code for code in codes if code in Audience.values]
    pupils = [code for code in found if code in PUPILS]
    if len(pupils) > 1:
        found = [code for code in found if code not in pupils[1:]]  # all of them stand where the first does
    stages = {"stages": ", ".join(str(PUPILS[code]) for code in pupils)}
    together = pupils[0] if len(pupils) > 1 else None
    titles = [
        gettext("Pupils (%(stages)s)") % stages if code == together else str(Audience(code).label) for code in found
    ]
    if len(titles) < 2:
        return "".join(titles)
    others = ", ".join([titles[0], *(title[0].lower() + title[1:] for title in titles[1:-1])])
    if found[-1] == together:
        return gettext("%(others)s and pupils (%(stages)s)") % {"others": others, **stages}
    return AS_LAST[found[-1]] % {"others": others}


def in_english(codes: list[str]) -> str:
    """Return an audience as a record keeps it, whoever's session writes it."""
    with override(settings.LANGUAGE_CODE):
        return in_words(codes)
