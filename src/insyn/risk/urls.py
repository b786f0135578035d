"""Addresses of the selection pages."""

from django.urls import path

from insyn.risk import views

app_name = "risk"
urlpatterns = [
    path("urval/", views.selection_list, name="selections"),
    path("urval/nytt/", views.selection_create, name="create"),
    path("urval/<int:pk>/", views.selection_detail, name="detail"),
    path("urval/<int:pk>/kandidater/", views.selection_candidates, name="candidates"),
    path("urval/<int:pk>/fro/", views.selection_seed, name="seed"),
    path("urval/<int:pk>/lotta/", views.selection_draw, name="draw"),
    path("urval/<int:pk>/pa-annat-hall/", views.selection_elsewhere, name="elsewhere"),
    path("urval/<int:pk>/bevis/", views.selection_proof, name="proof"),
    path("urval/<int:pk>/bevis.json", views.selection_record, name="record"),
    path("urval/<int:pk>/uppfoljningar/", views.selection_start, name="start"),
    path("urval/ataganden/<int:pk>/", views.share_shortfall, name="shortfall"),
]
