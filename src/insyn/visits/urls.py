"""Addresses of visits and observations."""

from django.urls import path

from insyn.visits.views import carrying_out as done
from insyn.visits.views import device, photos, visit
from insyn.visits.views import visits as views

app_name = "visits"
urlpatterns = [
    path("besok/sw.js", device.worker, name="device_worker"),
    path("besok/<int:pk>/", device.device, name="device"),
    path("besok/<int:pk>/paket/", device.package, name="device_package"),
    path("besok/<int:pk>/handelser/", device.operations, name="device_operations"),
    path("besok/<int:pk>/foton/", device.photo, name="device_photo"),
    path("uppfoljningar/<int:pk>/besok/", views.followup, name="followup"),
    path("uppfoljningar/<int:pk>/besok/boka/", views.book, name="book"),
    path("uppfoljningar/<int:pk>/besok/omraden/<int:section>/", views.area, name="area"),
    path("uppfoljningar/<int:pk>/besok/anteckning/<str:ending>/", views.record, name="record"),
    path("uppfoljningar/besok/<int:pk>/", visit.visit, name="visit"),
    path("uppfoljningar/besok/<int:pk>/andra/", visit.change, name="change"),
    path("uppfoljningar/besok/<int:pk>/genomfort/", visit.carry_out, name="carry_out"),
    path("uppfoljningar/besok/<int:pk>/ratta/", visit.correct, name="correct"),
    path("uppfoljningar/besok/<int:pk>/stall-in/", visit.cancel, name="cancel"),
    path("uppfoljningar/besok/<int:pk>/brev/<str:kind>/", visit.letter, name="letter"),
    path("uppfoljningar/besok/<int:pk>/deltagare/", done.participants, name="participants"),
    path(
        "uppfoljningar/deltagare/<int:pk>/ta-bort/",
        done.participant_remove,
        name="participant_remove",
    ),
    path("uppfoljningar/besok/<int:pk>/intervju/", done.interview_new, name="interview_new"),
    path("uppfoljningar/intervjuer/<int:pk>/", done.interview_change, name="interview_change"),
    path(
        "uppfoljningar/intervjuer/<int:pk>/ta-bort/",
        done.interview_remove,
        name="interview_remove",
    ),
    path("uppfoljningar/intervjuer/<int:pk>/tema/", done.theme_new, name="theme_new"),
    path("uppfoljningar/teman/<int:pk>/", done.theme_change, name="theme_change"),
    path("uppfoljningar/teman/<int:pk>/ta-bort/", done.theme_remove, name="theme_remove"),
    path("uppfoljningar/besok/<int:pk>/stickprov/", done.sample_new, name="sample_new"),
    path("uppfoljningar/stickprov/<int:pk>/", done.sample_change, name="sample_change"),
    path("uppfoljningar/stickprov/<int:pk>/ta-bort/", done.sample_remove, name="sample_remove"),
    path("uppfoljningar/besok/<int:pk>/bemanning/", done.staffing_new, name="staffing_new"),
    path("uppfoljningar/bemanning/<int:pk>/", done.staffing_change, name="staffing_change"),
    path("uppfoljningar/bemanning/<int:pk>/ta-bort/", done.staffing_remove, name="staffing_remove"),
    path("uppfoljningar/besok/<int:pk>/foton/", photos.photos_new, name="photos_new"),
    path("uppfoljningar/foton/<int:pk>/", photos.photo_change, name="photo_change"),
    path("uppfoljningar/foton/<int:pk>/ta-bort/", photos.photo_remove, name="photo_remove"),
    path(
        "uppfoljningar/iakttagelser/<int:pk>/andra/",
        views.observation_change,
        name="observation_change",
    ),
    path(
        "uppfoljningar/iakttagelser/<int:pk>/ta-bort/",
        views.observation_remove,
        name="observation_remove",
    ),
]
