"""Why a file cannot be read, in one sentence for the person who chose it."""


class Unreadable(Exception):
    """A file that cannot be read; `sentence` names it, says what is wrong and what to do."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(self.sentence)

    @property
    def sentence(self) -> str:
        """One line, starting with the file's name."""
        return f"{self.name}: {self.reason}"
