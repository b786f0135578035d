"""Addresses of the app."""

from django.urls import path

from insyn.provider_portal import views

app_name = "provider_portal"
urlpatterns = [
    path("mina-uppgifter/", views.tasks, name="tasks"),
    path("mina-uppgifter/atgardsplan/<int:pk>/", views.plan, name="plan"),
    path("mina-uppgifter/atgardsplan/<int:pk>/lamna-in/", views.submit, name="submit"),
    path("mina-uppgifter/svar/<int:pk>/", views.answer, name="answer"),
    path("mina-uppgifter/handling/<int:pk>/", views.hand_in, name="hand_in"),
    path("mina-uppgifter/resultat/<int:pk>/", views.result, name="result"),
    path("mina-uppgifter/brev/<int:pk>/<str:extension>/", views.letter, name="letter"),
]
