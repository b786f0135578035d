"""What else stops a person from being made a reviewer of a follow-up."""

from collections.abc import Callable

from insyn.accounts.models import User
from insyn.findings.queries.second_reading import reviewing_refusal
from insyn.followups.models import Followup
from insyn.kernel.access import Access

REFUSALS: tuple[Callable[[Access, Followup, User], str], ...] = (reviewing_refusal,)
