"""What the checklist of a follow-up is put together from, in this order, after its own lines."""

from collections.abc import Callable, Iterable
from datetime import date

from insyn.dialogues.queries.of_followup import checklist_of as of_dialogues
from insyn.findings.queries.checklist_assessing import checklist_of as of_assessing
from insyn.findings.queries.checklist_fact_check import checklist_of as of_fact_check
from insyn.findings.queries.checklist_findings import checklist_of as of_findings
from insyn.followups.models import Followup
from insyn.followups.rules.checklist import CheckItem
from insyn.kernel.access import Access
from insyn.measures.queries.checklist_sanctions import checklist_of as of_sanctions
from insyn.visits.queries.checklist import checklist_of as of_visits

Checklist = Callable[[Access, Followup, date], Iterable[CheckItem]]

CHECKLISTS: tuple[Checklist, ...] = (
    of_visits,
    of_assessing,
    of_findings,
    of_fact_check,
    of_sanctions,
    of_dialogues,
)
