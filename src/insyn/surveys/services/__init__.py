"""What can be done with a survey round: the authority's side until answers come in."""

from insyn.surveys.services.added_questions import add_question
from insyn.surveys.services.recipients import (
    Recipient,
    add_addressee,
    end_addressee,
    fill_in_addressees,
    import_addressees,
)
from insyn.surveys.services.reminders import remind_all, remind_round
from insyn.surveys.services.responses import (
    add_places,
    extend_response,
    refresh_scope,
    remove_response,
)
from insyn.surveys.services.rounds import (
    RoundFacts,
    change_round,
    close_round,
    create_round,
    remove_round,
    reopen_round,
)
from insyn.surveys.services.sending import send_round

__all__ = [
    "Recipient",
    "RoundFacts",
    "add_addressee",
    "add_places",
    "add_question",
    "change_round",
    "close_round",
    "create_round",
    "end_addressee",
    "extend_response",
    "fill_in_addressees",
    "import_addressees",
    "refresh_scope",
    "remind_all",
    "remind_round",
    "remove_response",
    "remove_round",
    "reopen_round",
    "send_round",
]
