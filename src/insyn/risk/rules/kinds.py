"""Closed lists of risk models, assessments and warnings."""

from insyn.kernel.choices import Choice


class ModelState(Choice):
    """Where a version of a risk model is."""

    DRAFT = "draft", "Utkast"
    PUBLISHED = "published", "Publicerad"
    RETIRED = "retired", "Ur bruk"


class FactorPart(Choice):
    """Which half of the risk a factor speaks of."""

    LIKELIHOOD = "likelihood", "Sannolikhet"
    CONSEQUENCE = "consequence", "Konsekvens"


class FactorSource(Choice):
    """Where the level of a factor comes from."""

    COMPUTED = "computed", "Beräknad"
    JUDGED = "judged", "Bedömd"


class Measure(Choice):
    """What Insyn can work out from the register and earlier results. The unit is in the label."""

    CLIENTS_12_MONTHS = "clients_12_months", "Brukare eller placeringar de senaste 12 månaderna"
    SPEND_YEAR = "spend_year", "Köpvolym i kronor per år"
    VOLUME_GROWTH = "volume_growth", "Volymökning i procent mot året innan"
    MONTHS_SINCE_START = "months_since_start", "Månader sedan första brukaren eller avtalets början"
    MONTHS_SINCE_FOLLOWUP = "months_since_followup", "Månader sedan senaste uppföljning"
    OPEN_DEFICIENCIES = "open_deficiencies", "Öppna brister"
    LATE_MEASURES = "late_measures", "Försenade åtgärdsplaner och åtgärder"
    DEFICIENCIES_3_YEARS = "deficiencies_3_years", "Brister de senaste tre åren"
    REGISTER_REMARKS = "register_remarks", "Anmärkningar i registerkontroller"
    PERMIT_STATE = "permit_state", "Tillståndets läge (0 i ordning, 1 upphör snart, 2 saknas)"
    MANAGER_MONTHS = "manager_months", "Månader sedan chefen tillträdde"
    OPERATOR_CHANGES = "operator_changes", "Byten av utförare de senaste tre åren"
    IS_SOLE_PROVIDER = "is_sole_provider", "Ensam utförare i avtalsområdet (1 ja, 0 nej)"
    VULNERABILITY = (
        "vulnerability",
        "Målgruppens utsatthet (4 barn, heldygnsvård eller skyddat boende)",
    )


class AssessmentScope(Choice):
    """What is judged."""

    CONTRACTS = "contracts", "Kontrakt"
    AGREEMENTS = "agreements", "Avtal"


class AssessmentState(Choice):
    """Where an assessment is."""

    DRAFT = "draft", "Pågår"
    FROZEN = "frozen", "Fryst"


class RiskBand(Choice):
    """What a score means: green needs nothing beyond the usual, red always in-depth follow-up."""

    GREEN = "green", "Låg"
    YELLOW = "yellow", "Måttlig"
    ORANGE = "orange", "Hög"
    RED = "red", "Mycket hög"


class Severity(Choice):
    """How serious a warning about a plan is. None of them blocks."""

    ERROR = "error", "Fel"
    WARNING = "warning", "Varning"
    NOTE = "note", "Upplysning"


class CheckCode(Choice):
    """What the plan checks look for. The label is the name of the check."""

    AFTER_END = "after_end", "Aktivitet efter avtalets slut"
    AFTER_PLAN = "after_plan", "Aktivitet utanför planens tid"
    NEVER_COVERED = "never_covered", "Avtal som aldrig följs upp"
    SELDOM_COVERED = "seldom_covered", "Avtal som följs upp för sällan"
    NO_REVIEWER = "no_reviewer", "Aktivitet utan ansvarig uppföljare"
    NEW_PROVIDER = "new_provider", "Ny utförare utan uppföljning efter 6–8 månader"
    ENDS_BEFORE_PLAN = "ends_before_plan", "Avtal som löper ut före planen"
    PERMIT = "permit", "Tillstånd som saknas eller upphör"
    NO_INSIGHT_CLAUSE = "no_insight_clause", "Avtal utan insynsklausul"
    NOT_FOLLOWABLE = "not_followable", "Krav som inte går att följa upp"
    OVER_CAPACITY = "over_capacity", "Fler timmar än nämnden har"
    BURDEN = "burden", "Utförare som följs upp av flera samtidigt"
    DATES = "dates", "Datum som motsäger varandra"
    RISK_NOT_IN_FOCUS = "risk_not_in_focus", "Hög risk utanför fokus"
