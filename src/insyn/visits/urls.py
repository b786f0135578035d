"""Addresses of visits and observations."""

from django.urls import path

from insyn.visits import views

app_name = "visits"
urlpatterns = [
    path("uppfoljningar/<int:pk>/besok/", views.followup, name="followup"),
    path("uppfoljningar/<int:pk>/besok/boka/", views.book, name="book"),
    path("uppfoljningar/<int:pk>/besok/omraden/<int:section>/", views.area, name="area"),
    path("uppfoljningar/besok/<int:pk>/genomfort/", views.carry_out, name="carry_out"),
    path("uppfoljningar/besok/<int:pk>/avboka/", views.cancel, name="cancel"),
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
