"""Addresses of the register and of imports."""

from django.urls import path

from insyn.registry.views import agreements, contacts, contracts, imports, providers, units

app_name = "registry"
urlpatterns = [
    path("utforare/", providers.provider_list, name="providers"),
    path("utforare/ny/", providers.provider_add, name="provider_add"),
    path("utforare/<int:pk>/", providers.provider_detail, name="provider"),
    path("utforare/<int:pk>/andra/", providers.provider_edit, name="provider_edit"),
    path("utforare/<int:pk>/avtal/", providers.provider_contracts, name="provider_contracts"),
    path(
        "utforare/<int:pk>/namnformer/ny/",
        providers.provider_spelling_add,
        name="provider_spelling_add",
    ),
    path(
        "utforare/namnformer/<int:pk>/ta-bort/",
        providers.provider_spelling_remove,
        name="provider_spelling_remove",
    ),
    path("utforare/<int:pk>/verksamheter/ny/", units.unit_add, name="provider_unit_add"),
    path("utforare/verksamheter/<int:pk>/andra/", units.unit_edit, name="provider_unit_edit"),
    path("utforare/verksamheter/<int:pk>/avsluta/", units.unit_close, name="provider_unit_close"),
    path(
        "utforare/<int:pk>/kontaktpersoner/ny/",
        contacts.contact_add,
        name="provider_contact_add",
    ),
    path(
        "utforare/kontaktpersoner/<int:pk>/losenord/",
        contacts.contact_password,
        name="provider_contact_password",
    ),
    path(
        "utforare/kontaktpersoner/<int:pk>/avsluta/",
        contacts.contact_end,
        name="provider_contact_end",
    ),
    path("verksamhetsomraden/", providers.service_areas, name="service_areas"),
    path("avtal/", agreements.agreement_list, name="agreements"),
    path("avtal/nytt/", agreements.agreement_add, name="agreement_add"),
    path("avtal/<int:pk>/", agreements.agreement_detail, name="agreement"),
    path("avtal/<int:pk>/andra/", agreements.agreement_edit, name="agreement_edit"),
    path("avtal/<int:pk>/avtalsomraden/nytt/", agreements.lot_add, name="agreement_lot_add"),
    path("avtal/avtalsomraden/<int:pk>/andra/", agreements.lot_edit, name="agreement_lot_edit"),
    path("avtal/avtalsomraden/<int:pk>/flytta/", agreements.lot_move, name="agreement_lot_move"),
    path(
        "avtal/avtalsomraden/<int:pk>/ta-bort/", agreements.lot_remove, name="agreement_lot_remove"
    ),
    path("avtal/<int:pk>/kontrakt/nytt/", contracts.contract_add, name="agreement_contract_add"),
    path("avtal/kontrakt/<int:pk>/andra/", contracts.contract_edit, name="agreement_contract_edit"),
    path("import/", imports.import_list, name="imports"),
    path("import/ny/", imports.import_new, name="import_new"),
    path("import/<int:pk>/", imports.import_detail, name="import_detail"),
    path("import/<int:pk>/kolumner/", imports.import_columns, name="import_columns"),
    path("import/<int:pk>/blad/", imports.import_sheet, name="import_sheet"),
    path("import/<int:pk>/forhandsgranskning/", imports.import_preview, name="import_preview"),
    path("import/<int:pk>/fellista/", imports.import_errors, name="import_errors"),
    path("import/<int:pk>/for-in/", imports.import_carry_out, name="import_carry_out"),
    path("import/<int:pk>/kasta/", imports.import_discard, name="import_discard"),
]
