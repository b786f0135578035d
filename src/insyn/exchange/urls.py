"""Addresses of lists in and out."""

from django.urls import path

from insyn.exchange.views import exports, imports

app_name = "exchange"
urlpatterns = [
    path("import/", imports.import_list, name="imports"),
    path("import/ny/", imports.import_kinds, name="import_kinds"),
    path("import/ny/<slug:slug>/", imports.import_new, name="import_new"),
    path("import/mall/<slug:slug>.xlsx", imports.import_template, name="import_template"),
    path("import/profiler/<int:pk>/ta-bort/", imports.profile_remove, name="profile_remove"),
    path("import/<int:pk>/", imports.import_detail, name="import_detail"),
    path("import/<int:pk>/kolumner/", imports.import_columns, name="import_columns"),
    path("import/<int:pk>/blad/", imports.import_sheet, name="import_sheet"),
    path("import/<int:pk>/forhandsgranskning/", imports.import_preview, name="import_preview"),
    path("import/<int:pk>/fellista/", imports.import_errors, name="import_errors"),
    path("import/<int:pk>/for-in/", imports.import_carry_out, name="import_carry_out"),
    path("import/<int:pk>/kasta/", imports.import_discard, name="import_discard"),
    path("export/", exports.export_kinds, name="exports"),
    path("export/medlemmar.<str:file_type>", exports.members, name="members"),
    path("export/<slug:slug>.<str:file_type>", exports.export_list, name="export"),
]
