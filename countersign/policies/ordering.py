"""The order in which the parts of a draft stand, each wording for itself."""

from countersign.policies.models import Part


def siblings(part: Part) -> list[Part]:
    """Return the parts that stand in an order with this one: those of the same wording."""
    return list(part.edition.parts.kept().filter(wording=part.wording_id))


def renumber(order: list[Part]) -> None:
    """Store an order of parts."""
    for place, part in enumerate(order):
        part.position = place
    Part.objects.bulk_update(order, ["position"])


def block_of(part: Part, order: list[Part]) -> list[Part]:
    """Return a heading with what stands under it; of any other part, only itself."""
    found = [part]
    if part.kind == Part.Kind.SECTION and part in order:
        for each in order[order.index(part) + 1 :]:
            if each.kind == Part.Kind.SECTION:
                break
            found.append(each)
    return found
