"""What the lines of a follow-up's history are called. Pure."""

from insyn.kernel.choices import Choice


class Line(Choice):
    """What has happened to a follow-up or to its parts, as its history says it."""

    PLANNED = "followup.planned", "Planerad"
    PROVIDER_NAMED = "followup.provider_named", "Utförarens namn då ändrat"
    PROVIDER_TOLD = "followup.provider_told", "Mejl till utföraren"
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
    ABANDON = "followup.abandon", "Avbruten"
    HANDED_ON = "followup.handed_on", "Fortsätter hos den nya utföraren"
    END_UNANSWERED = "followup.end_unanswered", "Avslutad, enkäten besvarades inte"
    RESUME = "followup.resume", "Upptagen igen, enkäten öppnades igen"
    REVIEWER_ASSIGNED = "followup.reviewer_assigned", "Uppföljare tillagd"
    REVIEWER_DECLARED = "followup.reviewer_declared", "Uppföljare intygade att jäv inte finns"
    REVIEWER_REMOVED = "followup.reviewer_removed", "Uppföljare borttagen"
    REVIEWER_CONFLICT = "followup.reviewer_conflict", "Uppföljare anmälde jäv"
    REVIEWER_LEFT = "followup.reviewer_left", "Uppföljare lämnade"
    VIEW_ASKED = "followup.view_asked", "Avropande enhet tillfrågad"
    VIEW_RECEIVED = "followup.view_received", "Svar från avropande enhet"
    VIEW_WITHDRAWN = "followup.view_withdrawn", "Fråga till avropande enhet tillbakatagen"
    CONTACT_NOTED = "followup.contact_noted", "Kontakt antecknad"
    CONTACT_CHANGED = "followup.contact_changed", "Kontakt ändrad"
    LETTER_NOTED = "followup.letter_noted", "Brev eller handling tillagd i posten"
    DOCUMENT_REQUESTED = "followup.document_requested", "Handling begärd"
    DOCUMENT_RECEIVED = "followup.document_received", "Handling mottagen"
    DOCUMENT_REVIEWED = "followup.document_reviewed", "Handling granskad"
    REQUEST_WITHDRAWN = "followup.request_withdrawn", "Begäran om handling tillbakatagen"
    BASIS_ADDED = "followup.basis_added", "Underlag tillagt"
    RESULT_WRITTEN = "followup.result_written", "Resultattexten ändrad"
    AREA_ASSESSED = "followup.area_assessed", "Område bedömt"
    REQUIREMENT_ASSESSED = "followup.requirement_assessed", "Krav bedömt"
    SECOND_READING_NAMED = "second_reading.named", "Andra bedömare utsedd"
    SECOND_READING_REMOVED = "second_reading.removed", "Andra bedömare borttagen"
    SECOND_READING_WRITTEN = "second_reading.written", "Andra bedömaren har bedömt krav"
    SECOND_READING_DONE = "second_reading.done", "Andra bedömaren är klar"
    SECOND_READING_COMPARED = "second_reading.compared", "De två bedömningarna jämförda"
    SECOND_READING_SETTLED = "second_reading.settled", "Skillnad mellan bedömningarna avgjord"
    FINDING_ADDED = "followup.finding_added", "Resultat tillagt"
    FINDING_CHANGED = "followup.finding_changed", "Resultat ändrat"
    FINDING_REMOVED = "followup.finding_removed", "Resultat borttaget"
    FINDING_REMEDIED = "followup.finding_remedied", "Brist avhjälpt"
    FINDING_REOPENED = "followup.finding_reopened", "Brist inte längre avhjälpt"
    CONCLUDED = "followup.concluded", "Utfall och sammanfattande bedömning"
    DEPTH_PROPOSED = "followup.depth_proposed", "Fördjupning föreslagen"
    DEPTH_CHANGED = "followup.depth_changed", "Förslag om fördjupning ändrat"
    DEPTH_DECIDED = "followup.depth_decided", "Fördjupning beslutad"
    EXAMPLE_ASKED = "followup.example_asked", "Fråga om gott exempel ställd"
    EXAMPLE_ANSWERED = "followup.example_answered", "Svar om gott exempel"
    EXAMPLE_SHARED = "followup.example_shared", "Gott exempel delas"
    EXAMPLE_HIDDEN = "followup.example_hidden", "Gott exempel delas inte längre"
    INSPECTORATE_ANSWERED = "followup.inspectorate_answered", "Fråga om IVO besvarad"
    INSPECTORATE_TOLD = "followup.inspectorate_told", "Anmäld till IVO"
    VISIT_ANSWERED = "visit.answered", "Svar från besöket sparade"
    VISIT_BOOKED = "visit.booked", "Besök bokat"
    VISIT_CARRIED_OUT = "visit.carried_out", "Besök genomfört"
    VISIT_CANCELLED = "visit.cancelled", "Besök avbokat"
    VISIT_CHANGED = "visit.changed", "Bokat besök ändrat"
    VISIT_FACTS_CHANGED = "visit.facts_changed", "Genomfört besök ändrat"
    VISIT_PARTICIPANTS_SET = "visit.participants_set", "Deltagare i besök antecknade"
    VISIT_LETTER_ISSUED = "visit.letter_issued", "Brev om besök utfärdat"
    INTERVIEW_ADDED = "interview.added", "Intervju antecknad"
    INTERVIEW_CHANGED = "interview.changed", "Intervju ändrad"
    INTERVIEW_REMOVED = "interview.removed", "Intervju borttagen"
    INTERVIEW_THEME_ADDED = "interview.theme_added", "Tema i intervju antecknat"
    INTERVIEW_THEME_CHANGED = "interview.theme_changed", "Tema i intervju ändrat"
    INTERVIEW_THEME_REMOVED = "interview.theme_removed", "Tema i intervju borttaget"
    FILE_SAMPLE_ADDED = "file_sample.added", "Aktstickprov antecknat"
    FILE_SAMPLE_CHANGED = "file_sample.changed", "Aktstickprov ändrat"
    FILE_SAMPLE_REMOVED = "file_sample.removed", "Aktstickprov borttaget"
    STAFFING_ADDED = "staffing.added", "Bemanning jämförd med schemat"
    STAFFING_CHANGED = "staffing.changed", "Bemanningskontroll ändrad"
    STAFFING_REMOVED = "staffing.removed", "Bemanningskontroll borttagen"
    PHOTO_ADDED = "photo.added", "Foto tillagt"
    PHOTO_CHANGED = "photo.changed", "Fotots beskrivning ändrad"
    PHOTO_REMOVED = "photo.removed", "Foto borttaget"
    OBSERVATION_NOTED = "observation.noted", "Iakttagelse antecknad"
    OBSERVATION_CHANGED = "observation.changed", "Iakttagelse ändrad"
    OBSERVATION_REMOVED = "observation.removed", "Iakttagelse borttagen"
    FACT_CHECK_SENT = "fact_check.sent", "Utkastet skickat för faktagranskning"
    FACT_CHECK_TYPED_IN = "fact_check.typed_in", "Svar i faktagranskningen inskrivet åt utföraren"
    FACT_CHECK_PROLONGED = "fact_check.prolonged", "Längre tid för faktagranskning"
    FACT_CHECK_REMINDED = "fact_check.reminded", "Påminnelse om faktagranskning"
    FACT_CHECK_COMMENTED = "fact_check.commented", "Utföraren skrev en synpunkt på ett stycke"
    FACT_CHECK_COMMENT_REMOVED = "fact_check.comment_removed", "Utföraren tog bort en synpunkt"
    FACT_CHECK_ANSWERED = "fact_check.answered", "Utföraren svarade i faktagranskningen"
    FACT_CHECK_REPLIED = "fact_check.replied", "Synpunkt i faktagranskningen besvarad"
    FACT_CHECK_DISPUTED = "fact_check.disputed", "Utföraren bestred ett svar"
    FACT_CHECK_DECIDED = "fact_check.decided", "Andra läsaren avgjorde ett bestritt svar"
    FACT_CHECK_ACCEPTED = "fact_check.accepted", "Utföraren godtog svaren"
    FACT_CHECK_NOT_ANSWERED = "fact_check.not_answered", "Utföraren svarade inte i tid"
    FACT_CHECK_SETTLED = "fact_check.settled", "Faktagranskningen avgjord"
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
    PLAN_MEASURE_CARRIED_OUT = "plan.measure_carried_out", "Åtgärd genomförd"
    PLAN_CHECK_PLANNED = "plan.check_planned", "Kontroll av effekt planerad"
    PLAN_CHECK_REMOVED = "plan.check_removed", "Planerad kontroll borttagen"
    PLAN_EFFECT_NOTED = "plan.effect_noted", "Effekten av en åtgärd antecknad"
    PLAN_LETTER_ISSUED = "plan.letter_issued", "Brev utfärdat"


WORKING_LINES = frozenset(
    {
        Line.REVIEWER_CONFLICT.value,
        Line.REVIEWER_LEFT.value,
        Line.VIEW_ASKED.value,
        Line.VIEW_RECEIVED.value,
        Line.VIEW_WITHDRAWN.value,
        Line.CONTACT_NOTED.value,
        Line.CONTACT_CHANGED.value,
        Line.LETTER_NOTED.value,
        Line.VISIT_LETTER_ISSUED.value,
        Line.PHOTO_ADDED.value,
        Line.PHOTO_CHANGED.value,
        Line.PHOTO_REMOVED.value,
    }
)
"""Lines about what only those see who work with drafts: the log, the post, photos, and people."""


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
    ROLE = "role", "roll"
    TALKED_TO = "talked_to", "talade med"
    THEME = "theme", "tema"
    WHAT = "what", "vad"
    RESULT = "result", "utfall"
    CAPTION = "caption", "vad bilden visar"
    WITH_WHOM = "with_whom", "med"
    PERSON = "person", "person"
    REQUIREMENT = "requirement", "krav"
    REQUIREMENTS = "requirements", "antal krav"
    PASSAGE = "passage", "stycke"
    COMMENTS = "comments", "synpunkter"
    NUMBER = "number", "omgång"
    RECEIVERS = "receivers", "antal mottagare"


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
