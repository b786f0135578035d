"""What the lines of a follow-up's history are called. Pure."""

from insyn.kernel.choices import Choice


class Line(Choice):
    """What has happened to a follow-up or to its parts, as its history says it."""

    PLANNED = "followup.planned", "Planerad"
    PROVIDER_NAMED = "followup.provider_named", "Utförarens namn då ändrat"
    RESCHEDULED = "followup.rescheduled", "Planerad till en annan dag"
    PREPARE = "followup.prepare", "Markerad som förberedd"
    START = "followup.start", "Påbörjad"
    WRITE = "followup.write", "Utkast påbörjat"
    SEND_FOR_FACT_CHECK = "followup.send_for_fact_check", "Skickad för faktagranskning"
    ASSESS = "followup.assess", "Bedömningen fastställd"
    TAKE_BACK = "followup.take_back", "Bedömningen tillbakatagen"
    SEND = "followup.send", "Skickad till utföraren och rapporterad"
    REQUEST_MEASURES = "followup.request_measures", "Åtgärdsplan begärd"
    CLOSE = "followup.close", "Avslutad"
    CANCEL = "followup.cancel", "Inställd"
    END_UNANSWERED = "followup.end_unanswered", "Avslutad, enkäten besvarades inte"
    RESUME = "followup.resume", "Upptagen igen, enkäten öppnades igen"
    REVIEWER_ASSIGNED = "followup.reviewer_assigned", "Uppföljare tillagd"
    REVIEWER_DECLARED = "followup.reviewer_declared", "Uppföljare intygade att jäv inte finns"
    REVIEWER_REMOVED = "followup.reviewer_removed", "Uppföljare borttagen"
    VIEW_ASKED = "followup.view_asked", "Avropande enhet tillfrågad"
    VIEW_RECEIVED = "followup.view_received", "Svar från avropande enhet"
    DOCUMENT_REQUESTED = "followup.document_requested", "Handling begärd"
    DOCUMENT_RECEIVED = "followup.document_received", "Handling mottagen"
    DOCUMENT_REVIEWED = "followup.document_reviewed", "Handling granskad"
    REQUEST_WITHDRAWN = "followup.request_withdrawn", "Begäran om handling tillbakatagen"
    BASIS_ADDED = "followup.basis_added", "Underlag tillagt"
    RESULT_WRITTEN = "followup.result_written", "Resultattexten ändrad"
    AREA_ASSESSED = "followup.area_assessed", "Område bedömt"
    FINDING_ADDED = "followup.finding_added", "Resultat tillagt"
    FINDING_CHANGED = "followup.finding_changed", "Resultat ändrat"
    FINDING_REMOVED = "followup.finding_removed", "Resultat borttaget"
    FINDING_REMEDIED = "followup.finding_remedied", "Brist avhjälpt"
    FINDING_REOPENED = "followup.finding_reopened", "Brist inte längre avhjälpt"
    CONCLUDED = "followup.concluded", "Utfall och sammanfattande bedömning"
    VISIT_BOOKED = "visit.booked", "Besök bokat"
    VISIT_CARRIED_OUT = "visit.carried_out", "Besök genomfört"
    VISIT_CANCELLED = "visit.cancelled", "Besök avbokat"
    OBSERVATION_NOTED = "observation.noted", "Iakttagelse antecknad"
    OBSERVATION_CHANGED = "observation.changed", "Iakttagelse ändrad"
    OBSERVATION_REMOVED = "observation.removed", "Iakttagelse borttagen"
    PLAN_REQUEST = "plan.request", "Åtgärdsplan begärd"
    PLAN_REMIND = "plan.remind", "Påminnelse om åtgärdsplan"
    PLAN_SUBMIT = "plan.submit", "Åtgärdsplan inlämnad"
    PLAN_REVIEW = "plan.review", "Granskning av åtgärdsplan påbörjad"
    PLAN_RETURN = "plan.return", "Åtgärdsplan inte godkänd"
    PLAN_ASK_SUPPLEMENT = "plan.ask_supplement", "Komplettering av åtgärdsplan begärd"
    PLAN_WARN = "plan.warn", "Varning om vite"
    PLAN_APPROVE = "plan.approve", "Åtgärdsplan godkänd"
    PLAN_CONTINUE = "plan.continue", "Beslut om fortsatt uppföljning"
    PLAN_CARRY_OUT = "plan.carry_out", "Åtgärder genomförda"
    PLAN_VERIFY = "plan.verify", "Effekten av åtgärderna kontrollerad"
    PLAN_CLOSE = "plan.close", "Åtgärdsplan avslutad"
    PLAN_ESCALATE = "plan.escalate", "Lyft till beslutsfattare"
    PLAN_ANSWERED = "plan.answered", "Utföraren svarade på en brist"
    PLAN_ANSWER_JUDGED = "plan.answer_judged", "Svar på en brist bedömt"
    PLAN_LETTER_ISSUED = "plan.letter_issued", "Brev utfärdat"


class Fact(Choice):
    """What the facts of a line are called; a fact that is not here is not shown."""

    BEFORE = "before", "före"
    AFTER = "after", "efter"
    REASON = "reason", "skäl"
    PLANNED_FOR = "planned_for", "planerad till"
    PLANNED_ON = "planned_on", "bokat till"
    HAPPENED_ON = "happened_on", "datum"
    ON = "on", "datum"
    DATED_ON = "dated_on", "datum"
    DUE_ON = "due_on", "senast"
    REVIEWER = "reviewer", "person"
    UNIT = "unit", "enhet"
    DOCUMENT = "document", "handling"
    AREA = "area", "område"


def line_label(event: str) -> str:
    """Return what the history calls an event; an unknown one keeps its code."""
    return Line(event).label if event in Line.codes() else event


def told(facts: dict[str, object], labels: dict[str, str]) -> list[tuple[str, str]]:
    """Return the facts worth reading as (name, value); ``labels`` turns codes into words."""
    return [
        (fact.label, labels.get(str(facts[fact.value]), str(facts[fact.value])))
        for fact in Fact
        if facts.get(fact.value) not in {None, ""}
    ]
