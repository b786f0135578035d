"""Addresses of the pages about register checks."""

from django.urls import path

from insyn.monitoring.views import bundles, checks, due, fetching, indications, lists

app_name = "monitoring"
urlpatterns = [
    path("registerkontroller/", checks.check_list, name="list"),
    path("registerkontroller/ny/", checks.check_provider, name="new"),
    path("registerkontroller/utan-anmarkning/", checks.check_bulk, name="bulk"),
    path("registerkontroller/att-kontrollera/", due.due_list, name="due"),
    path("registerkontroller/kontrollpaket/", bundles.bundle_list, name="bundles"),
    path(
        "registerkontroller/kontrollpaket/<int:authority_pk>/<slug:stage>/",
        bundles.bundle_edit,
        name="bundle_edit",
    ),
    path("registerkontroller/listor/", lists.check_lists, name="check_lists"),
    path("registerkontroller/listor/ny/", lists.check_list_new, name="check_list_new"),
    path("registerkontroller/listor/<int:pk>/", lists.check_list, name="check_list"),
    path(
        "registerkontroller/listor/<int:pk>/kolumner/",
        lists.check_list_columns,
        name="check_list_columns",
    ),
    path(
        "registerkontroller/listor/<int:pk>/infor/",
        lists.check_list_finish,
        name="check_list_finish",
    ),
    path(
        "registerkontroller/listor/<int:pk>/ta-bort/",
        lists.check_list_discard,
        name="check_list_discard",
    ),
    path("registerkontroller/hamtning/", fetching.fetching, name="fetching"),
    path(
        "registerkontroller/hamtning/<int:authority_pk>/",
        fetching.fetch_edit,
        name="fetch_edit",
    ),
    path("registerkontroller/<int:pk>/", checks.check_detail, name="detail"),
    path("nyckeltal/kolada/", fetching.kolada_list, name="kolada"),
    path("utforare/<int:pk>/registerkontroller/", checks.provider_checks, name="of_provider"),
    path("utforare/<int:pk>/registerkontroller/ny/", checks.check_note, name="note"),
    path("utforare/<int:pk>/indikationer/", indications.provider_indications, name="indications"),
]
