"""What the lines of a response's history are called, for those who review it. Pure."""

from insyn.kernel.choices import Choice


class Line(Choice):
    """What has happened to a response, from the authority's side of the table."""

    SUBMITTED = "survey_response.submitted", "Svaren lämnades in"
    EXTENDED = "survey_response.extended", "Längre tid att svara"
    ASSESSED = "survey_response.assessed", "Egen bedömning"
    PROPOSAL_ACCEPTED = "survey_response.proposal_accepted", "Förslag godtaget"
    PROPOSAL_REJECTED = "survey_response.proposal_rejected", "Förslag avvisat"
    PROPOSAL_UNDONE = "survey_response.proposal_undone", "Beslut om förslag ångrat"
    RETURNED = "survey_response.returned", "Frågor skickades tillbaka"
    RETURN_WITHDRAWN = "survey_response.return_withdrawn", "Frågorna i retur togs tillbaka"
    ACCEPTED = "survey_response.accepted", "Svaren godtogs"
    REOPENED = "survey_response.reopened", "Svaren öppnades igen"
    FEEDBACK_SENT = "survey_response.feedback_sent", "Återkopplingen skickades"
    ENDING_PROPOSED = "survey_response.ending_proposed", "Förslag att avsluta avtalet"
