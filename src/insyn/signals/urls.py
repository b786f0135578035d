"""Addresses of the pages of signals."""

from django.urls import include, path

from insyn.signals.views import imports, lex_sarah, many, open_form, settings, signals, triage

app_name = "signals"
OPEN = [
    path("<int:pk>/", open_form.tell_form, name="form"),
    path("<int:pk>/tack/", open_form.told, name="told"),
]
"""What anyone reaches without logging in, when a board has opened it."""

urlpatterns = [
    path("signaler/", signals.signal_list, name="list"),
    path("signaler/ny/", signals.signal_provider, name="new"),
    path("signaler/mottagen/", signals.signal_received, name="received"),
    path("signaler/flera/", many.many, name="many"),
    path("signaler/<int:pk>/", signals.signal_detail, name="detail"),
    path("signaler/<int:pk>/tack/", signals.signal_receipt, name="receipt"),
    path("signaler/<int:pk>/koppla/", triage.link, name="link"),
    path("signaler/<int:pk>/parkera/", triage.park, name="park"),
    path("signaler/<int:pk>/skriv-av/", triage.dismiss, name="dismiss"),
    path("signaler/<int:pk>/foresla/", triage.propose, name="propose"),
    path("signaler/<int:pk>/oppna/", triage.reopen, name="reopen"),
    path("signaler/<int:pk>/uppgiftslamnare/", triage.reporter, name="reporter"),
    path("utforare/<int:pk>/signaler/", signals.of_provider, name="of_provider"),
    path("utforare/<int:pk>/signaler/ny/", signals.signal_note, name="note"),
    path("uppfoljningar/<int:pk>/signaler/", triage.of_followup, name="of_followup"),
    path("signaler/regler/", settings.settings, name="settings"),
    path("signaler/regler/<int:pk>/", settings.rule_change, name="rule_change"),
    path("signaler/regler/<int:pk>/egna/", settings.rules_start, name="rules_start"),
    path("signaler/regler/<int:pk>/ny/", settings.rule_add, name="rule_add"),
    path("signaler/formular/<int:pk>/", settings.open_form, name="open_form"),
    path("signaler/listor/", imports.import_list, name="imports"),
    path("signaler/listor/ny/", imports.import_new, name="import_new"),
    path("signaler/listor/<int:pk>/", imports.import_detail, name="import"),
    path("signaler/listor/<int:pk>/kolumner/", imports.import_columns, name="import_columns"),
    path("signaler/listor/<int:pk>/for-in/", imports.import_carry_out, name="import_carry_out"),
    path("signaler/listor/<int:pk>/kasta/", imports.import_discard, name="import_discard"),
    path("lex-sarah/", lex_sarah.notice_list, name="notices"),
    path("lex-sarah/ny/", lex_sarah.notice_provider, name="notice_new"),
    path("lex-sarah/<int:pk>/", lex_sarah.notice_detail, name="notice"),
    path("lex-sarah/<int:pk>/andra/", lex_sarah.notice_change, name="notice_change"),
    path("utforare/<int:pk>/lex-sarah/ny/", lex_sarah.notice_note, name="notice_note"),
    path("lamna-synpunkt/", include((OPEN, "open"))),
]
