"""Addresses of surveys, as the authority sees them."""

from django.urls import path

from insyn.surveys.views import (
    clients,
    feedback,
    incoming,
    questions,
    recipients,
    results,
    reviews,
    rounds,
    summaries,
)

app_name = "surveys"
_ROUND = "enkater/<int:pk>/"
_RESPONSE = "enkater/svar/<int:pk>/"
_PROPOSAL = "enkater/forslag/<int:pk>/"
_PERSON = "enkater/mottagare/<int:pk>/"
_RESULTS = f"{_ROUND}resultat/"
_CLIENTS = "enkater/klientfragor/<int:pk>/"
urlpatterns = [
    path("enkater/", rounds.round_list, name="list"),
    path("enkater/ny/", rounds.round_create, name="create"),
    path("enkater/omfattning/", rounds.scope_count, name="scope_count"),
    path("enkater/aktivitet/<int:pk>/", rounds.rounds_of_activity, name="of_activity"),
    path(_ROUND, rounds.round_detail, name="round"),
    path(f"{_ROUND}andra/", rounds.round_edit, name="edit"),
    path(f"{_ROUND}ta-bort/", rounds.round_remove, name="remove"),
    path(f"{_ROUND}skicka/", rounds.round_send, name="send"),
    path(f"{_ROUND}stang/", rounds.round_close, name="close"),
    path(f"{_ROUND}oppna/", rounds.round_reopen, name="reopen"),
    path(f"{_ROUND}fragor/", questions.preview, name="preview"),
    path(f"{_ROUND}fragor/ny/", questions.question_add, name="add_question"),
    path(f"{_ROUND}mottagare/", recipients.recipients, name="recipients"),
    path(f"{_ROUND}mottagare/las-in/", recipients.recipients_import, name="recipients_import"),
    path(f"{_ROUND}mottagare/valj/", recipients.recipients_add, name="recipients_add"),
    path(f"{_ROUND}mottagare/fyll/", recipients.recipients_fill, name="recipients_fill"),
    path(f"{_ROUND}mottagare/uppdatera/", recipients.recipients_refresh,
         name="recipients_refresh"),
    path(f"{_ROUND}utskick/", recipients.delivery, name="delivery"),
    path(f"{_ROUND}utskick/forsenade/", recipients.late, name="late"),
    path(f"{_ROUND}utskick/paminn/", recipients.remind, name="remind"),
    path(f"{_RESPONSE}mottagare/", recipients.recipient, name="recipient"),
    path(f"{_RESPONSE}mottagare/ny/", recipients.addressee_add, name="addressee_add"),
    path(f"{_RESPONSE}langre-tid/", recipients.extend, name="extend"),
    path(f"{_RESPONSE}paminn/", recipients.remind_one, name="remind_one"),
    path(f"{_RESPONSE}ta-bort/", recipients.response_remove, name="response_remove"),
    path(f"{_PERSON}avsluta/", recipients.addressee_end, name="addressee_end"),
    path(f"{_ROUND}inkomna/", incoming.incoming, name="incoming"),
    path(f"{_ROUND}inkomna/godta/", incoming.accept_many, name="accept_many"),
    path(f"{_ROUND}inkomna/aterkoppling/", incoming.feedback_many, name="feedback_many"),
    path(_RESPONSE, reviews.response, name="response"),
    path(f"{_RESPONSE}fraga/<int:question_pk>/", reviews.assess, name="assess"),
    path(f"{_RESPONSE}retur/", reviews.return_questions, name="return_questions"),
    path(f"{_RESPONSE}retur/ta-tillbaka/", reviews.withdraw_return, name="withdraw_return"),
    path(f"{_RESPONSE}godta/", reviews.accept, name="accept"),
    path(f"{_RESPONSE}oppna/", reviews.reopen_response, name="reopen_response"),
    path(f"{_RESPONSE}avsluta-avtal/", reviews.propose_ending, name="propose_ending"),
    path(f"{_RESPONSE}aterkoppling/", feedback.feedback, name="feedback"),
    path(f"{_RESPONSE}aterkoppling/<str:extension>/", feedback.feedback_file,
         name="feedback_file"),
    path(f"{_PROPOSAL}godta/", reviews.accept_proposal, name="accept_proposal"),
    path(f"{_PROPOSAL}avvisa/", reviews.reject_proposal, name="reject_proposal"),
    path(f"{_PROPOSAL}angra/", reviews.undo_proposal, name="undo_proposal"),
    path(_RESULTS, results.results, name="results"),
    path(f"{_RESULTS}fraga/<int:question>/", results.result_question, name="result_question"),
    path(f"{_RESULTS}fraga/<int:question>/svar/", results.result_rows, name="result_rows"),
    path(f"{_RESULTS}jamfor/", results.compare, name="compare"),
    path(f"{_RESULTS}alla-svar/", results.results_xlsx, name="results_xlsx"),
    path(f"{_RESULTS}sammanstallning/", summaries.board_summary, name="board_summary"),
    path(f"{_RESULTS}sammanstallning/<slug:ending>/", summaries.board_summary_file,
         name="board_summary_file"),
    path(f"{_RESPONSE}jamfor/", results.compare_unit, name="compare_unit"),
    path("enkater/klientfragor/", clients.client_sets, name="client_sets"),
    path("enkater/klientfragor/ny/", clients.client_set_create, name="client_set_create"),
    path(_CLIENTS, clients.client_set, name="client_set"),
    path(f"{_CLIENTS}andra/", clients.client_set_edit, name="client_set_edit"),
    path(f"{_CLIENTS}svara/", clients.client_entry, name="client_entry"),
    path(f"{_CLIENTS}resultat/", clients.client_results, name="client_results"),
]  # fmt: skip
