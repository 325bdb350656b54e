"""The kinds of people an agreement can be for: one list for roles, audiences and clauses."""

from django.db import models


class Audience(models.TextChoices):
    """What somebody is to the school."""

    STAFF = "staff", "Staff"
    STAFF_TEACHING = "staff-teaching", "Teaching staff"
    STAFF_SUPPLY = "staff-supply", "Supply staff"
    GOVERNORS = "governors", "Governors"
    VOLUNTEERS = "volunteers", "Volunteers"
    VISITORS = "visitors", "Visitors"
    CONTRACTORS = "contractors", "Contractors"
    PUPILS_EYFS = "pupils-eyfs", "Pupils, early years"
    PUPILS_KS1 = "pupils-ks1", "Pupils, key stage 1"
    PUPILS_KS2 = "pupils-ks2", "Pupils, key stage 2"
    PUPILS_KS3PLUS = "pupils-ks3plus", "Pupils, key stage 3 and above"
    PARENTS = "parents", "Parents and carers"
    COMMUNITY = "community", "Community users"
    STUDENTS = "students", "Students"


WIDER: dict[str, str] = {
    Audience.STAFF_TEACHING: Audience.STAFF,
    Audience.STAFF_SUPPLY: Audience.STAFF,
}


PUPILS: dict[str, str] = {
    code.value: code.label.removeprefix("Pupils, ") for code in Audience if code.value.startswith("pupils-")
}


def widened(kinds: set[str]) -> set[str]:
    """Return the kinds and whatever they are a part of: a supply teacher is staff too."""
    return kinds | {WIDER[kind] for kind in kinds if kind in WIDER}


def binds(audience: list[str] | None, kinds: set[str]) -> bool:
    """Return whether something for this audience (None: for everybody) is for somebody of these kinds."""
    return audience is None or bool(set(audience) & widened(kinds))


def in_words(codes: list[str]) -> str:
    """Return an audience as people say it: "staff, governors and volunteers", "pupils (key stage 1, key stage 2)"."""
    pupils = [PUPILS[code] for code in codes if code in PUPILS]
    titles = [Audience(code).label for code in codes if code in Audience.values and code not in PUPILS]
    if pupils:
        place = next(place for place, code in enumerate(codes) if code in PUPILS)
        before = sum(code in Audience.values for code in codes[:place])
        titles.insert(before, f"Pupils, {pupils[0]}" if len(pupils) == 1 else f"Pupils ({', '.join(pupils)})")
    titles = [title if index == 0 else title[0].lower() + title[1:] for index, title in enumerate(titles)]
    return " and ".join([", ".join(titles[:-1]), titles[-1]]) if len(titles) > 1 else "".join(titles)
