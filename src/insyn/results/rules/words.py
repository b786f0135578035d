"""What the tables of a period are called, and what stands under each: how it is counted. Pure."""

from collections.abc import Mapping

from insyn.kernel.choices import Choice


class TableKey(Choice):
    """The tables of a period. The codes are for good: addresses and locked reports hold them."""

    COVERAGE = "coverage", "Så mycket är uppföljt"
    RHYTHM_BY_SERVICE_AREA = (
        "rhythm_by_service_area",
        "Uppföljt inom tre år, efter verksamhetsområde",
    )
    RHYTHM_BY_OPERATING_FORM = (
        "rhythm_by_operating_form",
        "Uppföljt inom tre år, efter driftform",
    )
    FOLLOWUPS_BY_KIND = "followups_by_kind", "Uppföljningar efter form"
    FOLLOWUPS_BY_OUTCOME = "followups_by_outcome", "Uppföljningar efter utfall"
    FINDINGS_BY_KIND = "findings_by_kind", "Resultat efter slag"
    FINDINGS_BY_AREA = "findings_by_area", "Resultat efter område"
    FINDINGS_BY_SEVERITY = "findings_by_severity", "Brister efter allvar"
    FINDINGS_BY_SERVICE_AREA = "findings_by_service_area", "Resultat efter verksamhetsområde"
    FINDINGS_BY_OPERATING_FORM = "findings_by_operating_form", "Resultat efter driftform"
    DEFICIENCIES_REMEDIED = "deficiencies_remedied", "Så gick det med bristerna"
    PLANS = "plans", "Åtgärdsplaner"
    SANCTIONS = "sanctions", "Sanktioner"
    SIGNALS = "signals", "Signaler"
    REGISTER_CHECKS = "register_checks", "Registerkontroller"
    CLOCK = "clock", "Tid från uppföljning till åtgärd"
    CLOCK_BY_KIND = "clock_by_kind", "Tid från uppföljning till rapport, efter form"


NOTES: Mapping[TableKey, str] = {
    TableKey.COVERAGE: "Kontrakt som gällde någon dag under perioden. Ett kontrakt är uppföljt den "
    "dag då en uppföljning av det rapporterades. ”Senaste två åren” och ”för länge sedan” räknas "
    "bakåt från periodens sista dag; för länge är mer än tre år. Uppföljningar som inte är "
    "rapporterade, är inställda eller har en strängare sekretess än intern räknas inte. I en "
    "samverkan räknas uppföljningar som någon av nämnderna har rapporterat. Kontrakt i avtal där "
    "det inte framgår hur länge de gäller räknas från den dag de är kända.",
    TableKey.RHYTHM_BY_SERVICE_AREA: "Kontrakt som gällde någon dag under perioden, efter när de "
    "senast följdes upp, räknat bakåt från periodens sista dag. ”I tid” är högst tre år sedan, "
    "”för länge sedan” är mer. Ett kontrakt räknas i varje verksamhetsområde som det gäller, så "
    "raderna kan bli fler än alla. Bara rapporterade uppföljningar räknas, och inga med en "
    "strängare sekretess än intern.",
    TableKey.RHYTHM_BY_OPERATING_FORM: "Kontrakt som gällde någon dag under perioden, efter när de "
    "senast följdes upp, räknat bakåt från periodens sista dag. ”I tid” är högst tre år sedan, "
    "”för länge sedan” är mer. Driftformen är den som utföraren har nu. Bara rapporterade "
    "uppföljningar räknas, och inga med en strängare sekretess än intern.",
    TableKey.FOLLOWUPS_BY_KIND: "Uppföljningar som rapporterades under perioden. Utkast, inställda "
    "uppföljningar och sådana med en strängare sekretess än intern räknas inte.",
    TableKey.FOLLOWUPS_BY_OUTCOME: "Uppföljningar som rapporterades under perioden, efter det "
    "utfall som står i dem nu. Andelen är av alla rapporterade uppföljningar.",
    TableKey.FINDINGS_BY_KIND: "Resultat i uppföljningar som rapporterades under perioden. "
    "Beställarens egna brister räknas inte här.",
    TableKey.FINDINGS_BY_AREA: "Resultat i uppföljningar som rapporterades under perioden, efter "
    "områdets namn i uppföljningsmallen. Områden som skrivs lika räknas som ett.",
    TableKey.FINDINGS_BY_SEVERITY: "Brister i uppföljningar som rapporterades under perioden. "
    "Andelen är av alla sådana brister.",
    TableKey.FINDINGS_BY_SERVICE_AREA: "Uppföljningar som rapporterades under perioden och deras "
    "resultat. Verksamhetsområdet är verksamhetens, annars avtalsområdets, annars kontraktets "
    "om det bara har ett.",
    TableKey.FINDINGS_BY_OPERATING_FORM: "Uppföljningar som rapporterades under perioden och deras "
    "resultat, efter den driftform som utföraren har nu. Jämför inte antalen utan att se hur "
    "många uppföljningar de kommer från.",
    TableKey.DEFICIENCIES_REMEDIED: "Brister i uppföljningar som rapporterades under perioden, som "
    "det stod till den sista dagen i perioden. I tid är senast den dag då bristen skulle vara "
    "avhjälpt. En brist utan sådan dag räknas för sig när den är avhjälpt. Återkommande är en "
    "brist mot samma krav i samma verksamhet, hos samma utförare eller i samma koncern som också "
    "sågs ett tidigare år. Andelen är av alla brister.",
    TableKey.PLANS: "Åtgärdsplaner som begärdes under perioden, för uppföljningar som är "
    "rapporterade, som det stod till den sista dagen i perioden. Andelen är av de begärda.",
    TableKey.SANCTIONS: "Det som hände under perioden: en sanktion som föreslogs ett år och "
    "beslutades nästa räknas i båda. Beloppen är summan av raderna i de sanktioner som beslutades "
    "under perioden.",
    TableKey.SIGNALS: "Signaler som kom in under perioden, efter vem de kom från och det läge "
    "de har nu. Signaler med en strängare sekretess än intern räknas inte. Att rapportera många "
    "signaler är aldrig en brist.",
    TableKey.REGISTER_CHECKS: "Kontroller som gjordes under perioden. Okänt räknas aldrig som utan "
    "anmärkning. ”Aldrig kontrollerade” är kontrakt som gällde under perioden och vars utförare "
    "ingen kontroll av det slaget finns för. Andra slag än de fyra vanliga visas när någon "
    "kontroll av dem finns. Kontroller som nämner personer räknas aldrig.",
    TableKey.CLOCK: "Dagar mellan två datum. De fyra första raderna gäller uppföljningar som "
    "rapporterades under perioden, de andra åtgärdsplaner som begärdes under den. Hälften tog så "
    "många dagar som medianen eller färre, och nio av tio så många som den sista kolumnen eller "
    "färre. Nämndens beslut är beslutet om rapporten om just den uppföljningen, senast den "
    "sista dagen i perioden. Där ett datum saknas eller datumen står i fel ordning räknas inget.",
    TableKey.CLOCK_BY_KIND: "Dagar från det att uppföljningen gjordes till att den rapporterades, "
    "för uppföljningar som rapporterades under perioden.",
}


class Column(Choice):
    """What stands over the columns."""

    COUNT = "count", "Antal"
    SHARE = "share", "Andel i procent"
    IN_FORCE = "in_force", "Kontrakt som gällde"
    FOLLOWED_UP = "followed_up", "Uppföljda under perioden"
    FOLLOWED_UP_SHARE = "followed_up_share", "Uppföljda, procent"
    LAST_TWO_YEARS = "last_two_years", "Uppföljda senaste två åren"
    NEVER = "never", "Aldrig uppföljda"
    TOO_LONG_AGO = "too_long_ago", "Uppföljda för länge sedan"
    IN_TIME = "in_time", "I tid"
    IN_TIME_SHARE = "in_time_share", "I tid, procent"
    LONG_AGO = "long_ago", "För länge sedan"
    NOT_EVER = "not_ever", "Aldrig"
    FOLLOWUPS = "followups", "Uppföljningar"
    DEFICIENCIES = "deficiencies", "Brister"
    DEVELOPMENT_AREAS = "development_areas", "Utvecklingsområden"
    GOOD_PRACTICES = "good_practices", "Goda exempel"
    MADE = "made", "Gjorda"
    WITHOUT_REMARK = "ok", "Utan anmärkning"
    REMARK = "remark", "Med anmärkning"
    ALARM = "alarm", "Med allvarlig anmärkning"
    UNKNOWN = "unknown", "Okänt"
    NEVER_CHECKED = "never_checked", "Aldrig kontrollerade"
    MEASURED = "measured", "Antal mätta"
    MEDIAN = "median", "Median, dagar"
    NINE_OF_TEN = "nine_of_ten", "Nio av tio inom, dagar"
    VALUE = "value", "Antal eller kronor"
    CAME_IN = "came_in", "Inkomna"
    LINKED = "linked", "Kopplade till en uppföljning"
    PROPOSED = "proposed", "Gav förslag om uppföljning"
    PARKED = "parked", "Parkerade"
    DISMISSED = "dismissed", "Avskrivna"
    CLOSED_THERE = "closed_there", "Avslutade där de kom från"
    OPEN = "open", "Inte bedömda"


class About(Choice):
    """What stands over the first column: what each line is about."""

    FORM = "form", "Driftform"
    KIND = "kind", "Form"
    OUTCOME = "outcome", "Utfall"
    FINDING = "finding", "Slag"
    AREA = "area", "Område"
    SEVERITY = "severity", "Allvar"
    SERVICE_AREA = "service_area", "Verksamhetsområde"
    STATE = "state", "Läge"
    CHECK = "check", "Kontroll"
    STEP = "step", "Steg"
    SOURCE = "source", "Källa"


class LineWord(Choice):
    """Lines that are not named by a list of another app."""

    ALL = "all", "Alla"
    NO_OUTCOME = "none", "Inget utfall angivet"
    NO_AREA = "none_area", "Inget område angivet"
    NO_SERVICE_AREA = "unknown", "Framgår inte"


class Remedy(Choice):
    """How it went with a deficiency."""

    IN_TIME = "in_time", "Avhjälpta i tid"
    AFTERWARDS = "late", "Avhjälpta efter sista dagen"
    WITHOUT_DAY = "no_day", "Avhjälpta utan att en sista dag var satt"
    OPEN = "open", "Inte avhjälpta, tid återstår"
    OVERDUE = "overdue", "Inte avhjälpta, sista dagen har gått"
    REPEATED = "repeated", "Återkommande (räknas också ovan)"


class PlanLine(Choice):
    """How it went with an action plan."""

    REQUESTED = "requested", "Begärda"
    AT_ONCE = "approved_at_once", "Godkända direkt"
    AFTER_RETURN = "approved_after_return", "Godkända efter att ha kommit tillbaka"
    OPEN = "open", "Inte godkända än"
    CLOSED = "closed", "Avslutade utan godkännande"
    VERIFIED = "verified", "Effekten kontrollerad (räknas också ovan)"


class SanctionLine(Choice):
    """What happened to sanctions."""

    PROPOSED = "proposed", "Föreslagna"
    DECIDED = "decided", "Beslutade"
    CONTESTED = "contested", "Bestridda"
    CARRIED_OUT = "carried_out", "Verkställda"
    AMOUNT = "decided_amount", "Beslutat belopp, kronor"
    SETTLED = "settled_amount", "Belopp efter bestridande, kronor"


class Step(Choice):
    """Two days between which the clock is read."""

    TO_FACT_CHECK = "carried_out_to_fact_check", "Gjord till skickad för faktagranskning"
    TO_REPORTED = "fact_check_to_reported", "Faktagranskning till rapporterad"
    WHOLE = "carried_out_to_reported", "Gjord till rapporterad"
    TO_DECIDED = "reported_to_decided", "Rapporterad till beslutad av nämnden"
    TO_PLAN = "reported_to_plan", "Rapporterad till begärd åtgärdsplan"
    TO_APPROVED = "plan_to_approved", "Begärd till godkänd åtgärdsplan"
