"""What a contract's page says of its end. Pure."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ContractEnding:
    """The end that is under way, with its page; or the page where one begins, for who may.

    ``said`` is empty when nothing is under way, in the reader's language.
    """

    said: str = ""
    url: str = ""
    ends_on: date | None = None
    start_url: str = ""
