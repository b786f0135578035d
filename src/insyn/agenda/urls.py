"""Addresses of the app."""

from django.urls import path

from insyn.agenda import views

app_name = "agenda"
urlpatterns = [
    path("att-gora/", views.duty_list, name="list"),
    path("att-gora/mejl/", views.digest, name="digest"),
]
