"""Refusals: a rule that stops somebody, with the sentence they read."""

from countersign.words import later as _


class Refused(Exception):
    """
    Something a person asked for that the rules do not allow.

    A subclass carries its sentence; a refusal that must name something passes it instead.
    """

    message = _("This cannot be done.")

    def __init__(self, message: str | None = None) -> None:
        self.message = str(self.message if message is None else message)
        super().__init__(self.message)


class NotPermitted(Refused):
    """Somebody tried what is not theirs to do; a page answers it as not found."""

    message = _("You may not do this.")


def require(permitted: bool) -> None:  # noqa: FBT001  reads as one: require(can_sign(...))
    """Refuse unless a permission predicate said yes."""
    if not permitted:
        raise NotPermitted
