"""The lines a follow-up leaves in the trail."""

from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.followups.models import Followup
from insyn.kernel.access import Access, Secrecy


def note(
    access: Access,
    event: str,
    followup: Followup,
    facts: Facts | None = None,
    *,
    secrecy: Secrecy = Secrecy.PUBLIC,
) -> None:
    """Write a line about the follow-up, at least as guarded as the follow-up itself.

    Everything that happens to its parts is written on the follow-up, so that its history is
    read with one question and outlives parts that were taken away.
    """
    level = max(Secrecy(followup.secrecy), secrecy)
    record(access, event, followup, place=Place(followup.authority_id, level), facts=facts)
