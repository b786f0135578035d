"""Every address of the system."""

from django.urls import include, path

urlpatterns = [
    path("", include("insyn.provider_portal.urls")),  # first: asked by thousands at once
    path("", include("insyn.portal.urls")),
    path("", include("insyn.accounts.urls")),
    path("", include("insyn.documents.urls")),
    path("", include("insyn.registry.urls")),
    path("", include("insyn.requirements.urls")),
    path("", include("insyn.criteria.urls")),
    path("", include("insyn.exchange.urls")),
    path("", include("insyn.plans.urls")),
    path("", include("insyn.delegations.urls")),
    path("", include("insyn.followups.urls")),
    path("", include("insyn.signals.urls")),
    path("", include("insyn.visits.urls")),
    path("", include("insyn.findings.urls")),
    path("", include("insyn.measures.urls")),
    path("", include("insyn.dialogues.urls")),
    path("", include("insyn.monitoring.urls")),
    path("", include("insyn.themes.urls")),
    path("", include("insyn.invoices.urls")),
    path("", include("insyn.risk.urls")),
    path("", include("insyn.surveys.urls")),
    path("", include("insyn.board.urls")),
    path("", include("insyn.results.urls")),
    path("", include("insyn.coordination.urls")),
    path("", include("insyn.reports.urls")),
    path("", include("insyn.publication.urls")),
    path("", include("insyn.mailing.urls")),
    path("", include("insyn.agenda.urls")),
]
