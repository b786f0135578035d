"""Addresses of the app."""

from django.urls import path

from insyn.findings import views

app_name = "findings"
urlpatterns = [
    path("uppfoljningar/<int:pk>/resultat/", views.followup, name="followup"),
    path("uppfoljningar/<int:pk>/resultat/omraden/<int:section_pk>/", views.area, name="area"),
    path("uppfoljningar/<int:pk>/resultat/nytt/", views.add, name="add"),
    path("uppfoljningar/<int:pk>/resultat/text/", views.result_text, name="result_text"),
    path("uppfoljningar/<int:pk>/resultat/bedomning/", views.conclusion, name="conclusion"),
    path("uppfoljningar/<int:pk>/resultat/faststall/", views.assess, name="assess"),
    path("uppfoljningar/<int:pk>/resultat/skicka/", views.send, name="send"),
    path("utforare/<int:pk>/resultat/", views.of_provider, name="of_provider"),
    path("resultat/<int:pk>/andra/", views.change, name="change"),
    path("resultat/<int:pk>/ta-bort/", views.remove, name="remove"),
    path("resultat/<int:pk>/avhjalpt/", views.remedy, name="remedy"),
    path("resultat/<int:pk>/inte-avhjalpt/", views.reopen, name="reopen"),
]
