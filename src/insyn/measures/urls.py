"""Addresses of the app."""

from django.urls import path

from insyn.measures import views
from insyn.measures.rules import PlanEvent

app_name = "measures"

MOVES = {
    "paminn": PlanEvent.REMIND,
    "lamna-in": PlanEvent.SUBMIT,
    "granska": PlanEvent.REVIEW,
    "godkann-inte": PlanEvent.RETURN,
    "begar-komplettering": PlanEvent.ASK_SUPPLEMENT,
    "varna": PlanEvent.WARN,
    "godkann": PlanEvent.APPROVE,
    "fortsatt-uppfoljning": PlanEvent.CONTINUE,
    "genomford": PlanEvent.CARRY_OUT,
    "kontrollera-effekten": PlanEvent.VERIFY,
    "avsluta": PlanEvent.CLOSE,
    "lyft": PlanEvent.ESCALATE,
}
"""The last part of each event's address."""

urlpatterns = [
    path("atgardsplaner/", views.plan_list, name="list"),
    path("utforare/<int:pk>/atgarder/", views.of_provider, name="of_provider"),
    path("uppfoljningar/<int:pk>/atgardsplan/", views.followup, name="followup"),
    path("uppfoljningar/<int:pk>/atgardsplan/begar/", views.request_plan, name="request"),
    path("uppfoljningar/<int:pk>/avsluta/", views.close_followup, name="close_followup"),
    *(
        path(f"atgardsplaner/<int:pk>/{slug}/", views.move, {"event": event}, name=event.value)
        for slug, event in MOVES.items()
    ),
    path("atgarder/<int:pk>/svar/", views.answer, name="answer"),
    path("atgarder/<int:pk>/bedom/", views.judge, name="judge"),
]
