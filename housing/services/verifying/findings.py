"""What a check of journal and log has found so far."""

from dataclasses import dataclass, field

from housing.models import GENESIS


@dataclass
class Findings:
    """Numbers of postings and events, both heads, and what is wrong (empty: nothing)."""

    postings: int = 0
    seq: int = 0
    hash: str = GENESIS
    events: int = 0
    events_hash: str = GENESIS
    wrong: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.wrong
