"""Who knows something about a follow-up's questions; what they know is put beside them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeAlias

from insyn.dialogues.queries.of_followup import evidence_of as of_dialogues
from insyn.followups.models import Followup
from insyn.followups.queries.evidence import evidence_of as of_followups
from insyn.kernel.access import Access
from insyn.kernel.evidence import Evidence
from insyn.monitoring.queries.evidence import evidence_of as of_monitoring
from insyn.signals.queries.evidence import evidence_of as of_signals
from insyn.surveys.queries.evidence import evidence_of as of_surveys
from insyn.visits.queries.evidence import evidence_of as of_visits

Source: TypeAlias = Callable[
    [Access, Followup, Collection[int]], Mapping[int | None, Sequence[Evidence]]
]
SOURCES: tuple[Source, ...] = (
    of_surveys,
    of_visits,
    of_followups,
    of_monitoring,
    of_dialogues,
    of_signals,
)
"""What providers answered, what reviewers saw, what has come in, what registers
say, what was agreed at dialogue meetings, and the signals that are the reason."""
OF_PROVIDERS: tuple[Source, ...] = (of_surveys,)
"""Those of them that know what providers say of themselves."""
