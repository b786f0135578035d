"""Addresses of delegations."""

from django.urls import path

from insyn.delegations import views

app_name = "delegations"
urlpatterns = [
    path("delegationer/", views.order, name="order"),
    path("delegationer/ny/", views.add, name="add"),
    path("delegationer/<int:pk>/", views.change, name="change"),
    path("delegationer/<int:pk>/avsluta/", views.end, name="end"),
    path("delegationsbeslut/", views.decisions, name="decisions"),
    path("delegationsbeslut/anmalningar/", views.reports, name="reports"),
    path("delegationsbeslut/anmalningar/<int:pk>/", views.report, name="report"),
]
