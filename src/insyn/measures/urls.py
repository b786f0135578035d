"""Addresses of the app."""

from django.urls import path

from insyn.measures.rules import PlanEvent
from insyn.measures.rules.sanctions import SanctionEvent
from insyn.measures.rules.terminations import TerminationEvent
from insyn.measures.views import action_plans as views
from insyn.measures.views import (
    sanction_moves,
    sanction_proposals,
    sanctions,
    termination_moves,
    terminations,
    verifying,
)

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

SANCTION_MOVES = {
    "besluta": SanctionEvent.DECIDE,
    "avsla": SanctionEvent.REJECT,
    "delge": SanctionEvent.NOTIFY,
    "bestridande": SanctionEvent.CONTEST,
    "vidhall": SanctionEvent.UPHOLD,
    "satt-ned": SanctionEvent.REDUCE,
    "aterkalla": SanctionEvent.WITHDRAW,
    "verkstall": SanctionEvent.CARRY_OUT,
    "avsluta": SanctionEvent.CLOSE,
}
"""The last part of the address of each event after the proposal."""

TERMINATION_MOVES = {
    "andra": TerminationEvent.CHANGE,
    "besluta": TerminationEvent.DECIDE,
    "sag-upp": TerminationEvent.NOTIFY,
    "utforarens-uppsagning": TerminationEvent.RECEIVE,
    "har-upphort": TerminationEvent.END,
    "avsluta": TerminationEvent.CLOSE,
    "fullfolj-inte": TerminationEvent.STOP,
}
"""The last part of the address of each event of a termination."""

urlpatterns = [
    path("sanktioner/", sanctions.sanction_list, name="sanctions"),
    path("sanktioner/liggare/", sanctions.ledger, name="ledger"),
    path("sanktioner/summor/", sanctions.ledger_sums, name="ledger_sums"),
    path("sanktioner/<int:pk>/", sanctions.sanction, name="sanction"),
    path("sanktioner/<int:pk>/andra/", sanction_proposals.change, name="sanction_change"),
    path("sanktioner/<int:pk>/bevis/", sanction_moves.proof, name="sanction_proof"),
    *(
        path(
            f"sanktioner/<int:pk>/{slug}/",
            sanction_moves.move,
            {"event": event},
            name=f"sanction_{event.value}",
        )
        for slug, event in SANCTION_MOVES.items()
    ),
    path("avtal/<int:pk>/sanktioner/", sanctions.of_agreement, name="sanctions_of_agreement"),
    path("kontrakt/<int:pk>/sanktioner/", sanctions.of_contract, name="sanctions_of_contract"),
    path(
        "kontrakt/<int:pk>/sanktioner/foresla/",
        sanction_proposals.propose,
        name="sanction_propose",
    ),
    path("kontrakt/<int:pk>/intagsstopp/hav/", sanction_moves.lift, name="intake_lift"),
    path("avslut/", terminations.termination_list, name="termination_list"),
    path("avslut/<int:pk>/", terminations.termination, name="termination"),
    *(
        path(
            f"avslut/<int:pk>/{slug}/",
            termination_moves.move,
            {"event": event},
            name=f"termination_{event.value}",
        )
        for slug, event in TERMINATION_MOVES.items()
    ),
    path("avslut/<int:pk>/uppgifter/ny/", terminations.task_add, name="termination_task_add"),
    path("avslut/<int:pk>/bevispaket/", terminations.package, name="termination_package"),
    path("avslut/uppgifter/<int:pk>/", terminations.task, name="termination_task"),
    path("avslut/uppgifter/<int:pk>/klar/", terminations.task_done, name="termination_task_done"),
    path("kontrakt/<int:pk>/avslut/", terminations.of_contract, name="terminations_of_contract"),
    path("kontrakt/<int:pk>/avslut/paborja/", terminations.start, name="termination_start"),
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
    path("atgarder/<int:pk>/genomford/", verifying.carried_out, name="carried_out"),
    path("atgarder/<int:pk>/effekt/", verifying.plan_check, name="plan_check"),
    path("effektkontroller/<int:pk>/", verifying.effect, name="effect"),
    path("effektkontroller/<int:pk>/ta-bort/", verifying.remove_check, name="remove_check"),
    path("atgarder/<int:pk>/bedom/", views.judge, name="judge"),
]
