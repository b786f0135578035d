"""Addresses of follow-ups."""

from django.urls import path

from insyn.followups.views import followups, from_plan, of_plan, preparation, templates

app_name = "followups"
urlpatterns = [
    path("mallar/<int:pk>/anvands/", templates.of_template, name="of_template"),
    path("uppfoljningar/", followups.followup_list, name="list"),
    path("planer/<int:pk>/framdrift/", of_plan.of_plan, name="of_plan"),
    path(
        "planer/aktiviteter/<int:pk>/uppfoljningar/",
        from_plan.start_activity,
        name="start_activity",
    ),
    path("uppfoljningar/ny/", followups.plan, name="plan"),
    path("uppfoljningar/<int:pk>/", followups.detail, name="detail"),
    path("uppfoljningar/<int:pk>/historik/", followups.history, name="history"),
    path("uppfoljningar/<int:pk>/planera-om/", followups.reschedule, name="reschedule"),
    path("uppfoljningar/<int:pk>/stall-in/", followups.cancel, name="cancel"),
    path("uppfoljningar/<int:pk>/flytta/<slug:event>/", followups.move, name="move"),
    path("uppfoljningar/<int:pk>/forberedelser/", preparation.preparation, name="preparation"),
    path(
        "uppfoljningar/<int:pk>/forberedelser/uppfoljare/",
        preparation.reviewer_add,
        name="reviewer_add",
    ),
    path(
        "uppfoljningar/uppfoljare/<int:pk>/intyga/",
        preparation.reviewer_declare,
        name="reviewer_declare",
    ),
    path(
        "uppfoljningar/uppfoljare/<int:pk>/ta-bort/",
        preparation.reviewer_remove,
        name="reviewer_remove",
    ),
    path("uppfoljningar/<int:pk>/forberedelser/enhet/", preparation.view_ask, name="view_ask"),
    path("uppfoljningar/synpunkter/<int:pk>/", preparation.view_answer, name="view_answer"),
    path(
        "uppfoljningar/<int:pk>/forberedelser/handling/",
        preparation.request_add,
        name="request_add",
    ),
    path(
        "uppfoljningar/<int:pk>/forberedelser/vanliga-handlingar/",
        preparation.request_usual,
        name="request_usual",
    ),
    path(
        "uppfoljningar/begaran/<int:pk>/ta-emot/",
        preparation.request_receive,
        name="request_receive",
    ),
    path(
        "uppfoljningar/begaran/<int:pk>/granska/",
        preparation.request_review,
        name="request_review",
    ),
    path(
        "uppfoljningar/begaran/<int:pk>/ta-tillbaka/",
        preparation.request_withdraw,
        name="request_withdraw",
    ),
    path("utforare/<int:pk>/uppfoljningar/", followups.of_provider, name="of_provider"),
    path(
        "utforare/<int:pk>/handlingar/",
        followups.documents_of_provider,
        name="documents_of_provider",
    ),
]
