"""Addresses of the app."""

from django.urls import path
from django.views.generic import RedirectView

from insyn.accounts import views as accounts
from insyn.provider_portal.views import (
    coming_in,
    examples,
    fact_check,
    files,
    history,
    meetings,
    operations,
    people,
    plans,
    sanctions,
    submitting,
    surveys,
    tasks,
    terminations,
    workbook,
)

app_name = "provider_portal"
urlpatterns = [
    path("utforare/in/<str:token>/", coming_in.link, name="link"),
    path("utforare/in/<str:token>/kod/", coming_in.code, name="code"),
    path("utforare/ny-lank/", coming_in.new_link, name="new_link"),
    path("utforare/konto/", coming_in.account, name="account"),
    path("utforare/att-gora/", tasks.tasks, name="tasks"),
    path("utforare/kontakt/", tasks.contact, name="contact"),
    path("utforare/sprak/", accounts.language, name="language"),
    path("utforare/atgardsplan/<int:pk>/", plans.plan, name="plan"),
    path("utforare/atgardsplan/<int:pk>/lamna-in/", plans.submit, name="submit"),
    path("utforare/svar/<int:pk>/", plans.answer, name="answer"),
    path("utforare/atgard/<int:pk>/genomford/", plans.carried_out, name="carried_out"),
    path("utforare/faktagranskning/<int:pk>/", fact_check.fact_check, name="fact_check"),
    path(
        "utforare/faktagranskning/<int:pk>/lamna-in/",
        fact_check.hand_in,
        name="fact_check_hand_in",
    ),
    path("utforare/faktagranskning/<int:pk>/godta/", fact_check.accept, name="fact_check_accept"),
    path(
        "utforare/faktagranskning/stycke/<int:pk>/", fact_check.comment, name="fact_check_comment"
    ),
    path(
        "utforare/faktagranskning/synpunkt/<int:pk>/bestrid/",
        fact_check.dispute,
        name="fact_check_dispute",
    ),
    path(
        "utforare/faktagranskning/synpunkt/<int:pk>/fil/<int:document_pk>/",
        fact_check.attached,
        name="fact_check_file",
    ),
    path("utforare/handling/<int:pk>/", plans.hand_in, name="hand_in"),
    path("utforare/resultat/<int:pk>/", plans.result, name="result"),
    path("utforare/goda-exempel/", examples.examples, name="examples"),
    path("utforare/goda-exempel/<int:pk>/", examples.example, name="example"),
    path("utforare/brev/<int:pk>/<str:extension>/", plans.letter, name="letter"),
    path("utforare/dialogmote/<int:pk>/", meetings.meeting, name="meeting"),
    path(
        "utforare/dialogmote/<int:pk>/<str:what>/<str:extension>/",
        meetings.letter,
        name="meeting_letter",
    ),
    path("utforare/overenskommelse/<int:pk>/klar/", meetings.done, name="point_done"),
    path("utforare/sanktioner/<int:pk>/", sanctions.sanction, name="sanction"),
    path(
        "utforare/sanktioner/brev/<int:pk>/<str:extension>/",
        sanctions.letter,
        name="sanction_letter",
    ),
    path("utforare/avslut/<int:pk>/", terminations.termination, name="termination"),
    path(
        "utforare/avslut/brev/<int:pk>/<str:extension>/",
        terminations.letter,
        name="termination_letter",
    ),
    path("utforare/enkat/<int:pk>/", surveys.survey, name="survey"),
    path(
        "utforare/enkat/<int:pk>/omrade/<int:number>/",
        surveys.survey_section,
        name="survey_section",
    ),
    path("utforare/enkat/<int:pk>/andringar/", operations.operations, name="operations"),
    path("utforare/enkat/<int:pk>/granska/", submitting.survey_review, name="survey_review"),
    path("utforare/enkat/<int:pk>/lamna-in/", submitting.survey_submit, name="survey_submit"),
    path(
        "utforare/enkat/<int:pk>/kvitto/<int:number>/",
        submitting.survey_receipt,
        name="survey_receipt",
    ),
    path(
        "utforare/enkat/<int:pk>/kvitto/<int:number>/pdf/",
        submitting.survey_receipt_pdf,
        name="survey_receipt_pdf",
    ),
    path("utforare/enkat/<int:pk>/arbetsbok/", workbook.survey_workbook, name="survey_workbook"),
    path(
        "utforare/enkat/<int:pk>/arbetsbok/las-in/",
        workbook.survey_workbook_in,
        name="survey_workbook_in",
    ),
    path(
        "utforare/enkat/<int:pk>/aterkoppling/<str:extension>/",
        history.survey_letter,
        name="survey_letter",
    ),
    path("utforare/enkat/<int:pk>/tidigare/", history.survey_history, name="survey_history"),
    path("utforare/enkat/<int:pk>/personer/", people.people, name="people"),
    path(
        "utforare/enkat/<int:pk>/personer/<int:addressee_pk>/ta-tillbaka/",
        people.take_back,
        name="take_back",
    ),
    path("utforare/enkat/<int:pk>/fraga/<int:question_pk>/filer/", files.file_add, name="file_add"),
    path("utforare/enkat/<int:pk>/fil/<int:document_pk>/", files.file, name="file"),
    path(
        "utforare/enkat/<int:pk>/fraga/<int:question_pk>/filer/<int:document_pk>/ta-bort/",
        files.file_remove,
        name="file_remove",
    ),
    path(
        "mina-uppgifter/",
        RedirectView.as_view(pattern_name="provider_portal:tasks", permanent=True),
        name="old_tasks",
    ),
    path(
        "mina-uppgifter/<path:rest>",
        RedirectView.as_view(url="/utforare/%(rest)s", permanent=True),
        name="old_page",
    ),
]
