"""Closed lists of the plan. What a board calls a form or a rhythm is its own text beside them."""

from insyn.kernel.choices import Choice


class FormKind(Choice):
    """What sort of follow-up a form is, whatever the board calls it (uppföljningsform)."""

    CONTINUOUS = "continuous", "Löpande uppföljning"
    EVENT_DRIVEN = "event_driven", "Händelsestyrd uppföljning"
    PERIODIC = "periodic", "Regelbunden uppföljning"
    SPECIAL = "special", "Särskild uppföljning"
    SURVEY = "survey", "Avtalsuppföljning"
    IN_DEPTH = "in_depth", "Fördjupad uppföljning"
    NEW_PROVIDERS = "new_providers", "Uppföljning av nya utförare"
    THEME = "theme", "Kvalitetsuppföljning"
    DIALOGUE = "dialogue", "Dialogmöten"
    INDIVIDUAL = "individual", "Uppföljning på individnivå"
    OTHER = "other", "Annan form"


class StageKind(Choice):
    """What a stage of a form is (steg)."""

    OVERVIEW = "overview", "Översiktlig uppföljning"
    DECISION = "decision", "Beslut om fördjupad uppföljning"
    IN_DEPTH = "in_depth", "Fördjupad uppföljning"
    OTHER = "other", "Annat steg"


class Scope(Choice):
    """What an activity is about (omfattning)."""

    AGREEMENT = "agreement", "Ett avtal"
    LOT = "lot", "Ett avtalsområde"
    SERVICE_AREA = "service_area", "Ett verksamhetsområde"
    UNITS = "units", "Valda verksamheter"
    THEME = "theme", "Ett tema"


class Method(Choice):
    """How something is found out (metod)."""

    SURVEY = "survey", "Enkät"
    VISIT = "visit", "Platsbesök"
    UNANNOUNCED_VISIT = "unannounced_visit", "Oannonserat besök"
    DIGITAL_VISIT = "digital_visit", "Digitalt besök"
    INTERVIEW = "interview", "Intervjuer"
    DOCUMENTS = "documents", "Granskning av rutiner och handlingar"
    SELF_REPORT = "self_report", "Egenrapportering"
    REGISTER_CHECK = "register_check", "Registerkontroll"
    INVOICE_SAMPLE = "invoice_sample", "Stickprov på fakturor"
    CASE_OFFICERS = "case_officers", "Uppgifter från handläggare"


class RhythmKind(Choice):
    """How often something is done (periodicitet). ``every`` counts months or years."""

    ONCE = "once", "En gång"
    CONTINUOUS = "continuous", "Fortlöpande"
    MONTHS = "months", "Var n:te månad"
    YEARS = "years", "Vart n:te år"
    ONCE_PER_AGREEMENT = "once_per_agreement", "En gång per avtalsperiod"
    AFTER_FIRST_CLIENT = "after_first_client", "En tid efter första brukaren"


class ActivityState(Choice):
    """Where an activity is. What has been done is read from its follow-ups."""

    PLANNED = "planned", "Planerad"
    POSTPONED = "postponed", "Senarelagd"
    CANCELLED = "cancelled", "Inställd"
    DONE = "done", "Genomförd"


class ChangeKind(Choice):
    """What was changed in a plan after the board adopted it."""

    ADDED = "added", "Tillagd"
    CHANGED = "changed", "Ändrad"
    POSTPONED = "postponed", "Senarelagd"
    CANCELLED = "cancelled", "Inställd"
    TEXT = "text", "Text ändrad"
