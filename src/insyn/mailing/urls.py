"""Addresses of the app."""

from django.urls import path

from insyn.mailing import views

app_name = "mailing"
urlpatterns = [
    path("utskick/", views.mail_list, name="list"),
    path("utskick/<int:pk>/", views.mail_detail, name="mail"),
    path("utskick/<int:pk>/skicka-igen/", views.mail_resend, name="resend"),
    path("utskick/<int:pk>/stoppa/", views.mail_cancel, name="cancel"),
]
