"""Where everything that waits for somebody comes from."""

from collections.abc import Callable
from datetime import date

from insyn.coordination.queries.duties import duty_sources as of_coordination
from insyn.delegations.queries.duties import duty_sources as of_delegations
from insyn.dialogues.queries.duties import duty_sources as of_dialogues
from insyn.findings.queries.duties_assessing import duty_sources as of_assessing
from insyn.findings.queries.duties_fact_check import duty_sources as of_fact_checks
from insyn.findings.queries.duties_findings import duty_sources as of_findings
from insyn.followups.queries.duties import duty_sources as of_followups
from insyn.followups.queries.duties_of_post import duty_sources as of_post
from insyn.followups.queries.duties_of_reviewers import duty_sources as of_reviewers
from insyn.invoices.queries.duties import duty_sources as of_invoices
from insyn.kernel.access import Access
from insyn.measures.queries.duties import duty_sources as of_measures
from insyn.measures.queries.duties_plans import duty_sources as of_plans
from insyn.measures.queries.duties_sanctions import duty_sources as of_sanctions
from insyn.measures.queries.duties_terminations import duty_sources as of_terminations
from insyn.monitoring.queries.duties import duty_sources as of_monitoring
from insyn.platform.duties import Sources
from insyn.publication.queries.duties import duty_sources as of_publications
from insyn.registry.queries.duties import duty_sources as of_register
from insyn.reports.queries.duties import duty_sources as of_reports
from insyn.signals.queries.duties import duty_sources as of_signals
from insyn.surveys.queries.duties import duty_sources as of_surveys
from insyn.themes.queries.duties import duty_sources as of_themes
from insyn.visits.queries.duties import duty_sources as of_visits

SOURCES: tuple[Callable[[Access, date], Sources], ...] = (
    of_followups,
    of_reviewers,
    of_post,
    of_register,
    of_signals,
    of_delegations,
    of_visits,
    of_findings,
    of_fact_checks,
    of_assessing,
    of_measures,
    of_plans,
    of_sanctions,
    of_terminations,
    of_dialogues,
    of_coordination,
    of_monitoring,
    of_invoices,
    of_themes,
    of_surveys,
    of_reports,
    of_publications,
)
