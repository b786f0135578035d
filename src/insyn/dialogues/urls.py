"""Addresses of dialogue meetings."""

from django.urls import path

from insyn.dialogues.views import meetings, points

app_name = "dialogues"
urlpatterns = [
    path("dialogmoten/", meetings.meetings, name="meetings"),
    path("dialogmoten/nytt/", meetings.plan, name="plan"),
    path("dialogmoten/overenskommelser/", points.points, name="points"),
    path("dialogmoten/<int:pk>/", meetings.meeting, name="meeting"),
    path("dialogmoten/<int:pk>/andra/", meetings.change, name="change"),
    path("dialogmoten/<int:pk>/dagordning/", meetings.add_proposed, name="add_proposed"),
    path("dialogmoten/<int:pk>/punkt/", meetings.add_item, name="add_item"),
    path("dialogmoten/<int:pk>/bjud-in/", meetings.invite, name="invite"),
    path("dialogmoten/<int:pk>/stall-in/", meetings.cancel, name="cancel"),
    path("dialogmoten/<int:pk>/anteckna/", meetings.hold, name="hold"),
    path("dialogmoten/<int:pk>/minnesanteckningar/", meetings.minutes, name="minutes"),
    path("dialogmoten/<int:pk>/overenskommelse/", points.agree, name="agree"),
    path("dialogmoten/punkt/<int:pk>/flytta/", meetings.move_item, name="move_item"),
    path("dialogmoten/punkt/<int:pk>/ta-bort/", meetings.remove_item, name="remove_item"),
    path("dialogmoten/overenskommelse/<int:pk>/andra/", points.change, name="point_change"),
    path("dialogmoten/overenskommelse/<int:pk>/klar/", points.done, name="point_done"),
    path("dialogmoten/overenskommelse/<int:pk>/oppna/", points.reopen, name="point_reopen"),
    path("dialogmoten/overenskommelse/<int:pk>/ta-bort/", points.remove, name="point_remove"),
    path("uppfoljningar/<int:pk>/dialog/", meetings.of_followup, name="of_followup"),
    path("utforare/<int:pk>/dialog/", meetings.of_provider, name="of_provider"),
]
