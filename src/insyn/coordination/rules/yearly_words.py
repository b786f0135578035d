"""What the tables of the coordinator's yearly report are called. Pure."""

from insyn.kernel.choices import Choice

_SAMPLE = (
    "Verksamheterna i urvalet enligt de anvisningar som gäller perioden. En verksamhet är uppföljd "
    "när nämnden har rapporterat in den eller har en rapporterad uppföljning av den i Insyn. "
)


class Title(Choice):
    """The tables. Each form of service has its own two beside."""

    METHODS = "city_methods", "Metoder"
    FORMS = "city_forms", "Samma frågor, alla regiformer"
    BOARDS = "city_boards", "Vem har rapporterat"


class Outcomes(Choice):
    """The tables of outcomes by area, one for each form of service."""

    PRIVATE = "private", "Privat enligt LOV: utfall per område"
    CONTRACTED_OUT = "contracted_out", "Entreprenad: utfall per område"
    IN_HOUSE = "in_house", "Egen regi: utfall per område"
    SCHOOL = "school", "I skola: utfall per område"


class Column(Choice):
    """What stands over the columns, and over the first one."""

    NUMBER = "number", "Antal"
    SAMPLED = "sampled", "I urvalet"
    REPORTED = "reported", "Uppföljda"
    REPORTED_SHARE = "reported_share", "Uppföljda, procent"
    AFTERWARDS = "afterwards", "Rapporterade för sent"
    LEFT = "left", "Inte rapporterade"
    WITH_DEFICIENCIES = "with_deficiencies", "Med brister"
    DEFICIENCIES = "deficiencies", "Brister"
    IN_DEPTH = "in_depth", "Till fördjupad uppföljning"
    TOLD = "told", "Rapporterade till egen nämnd"
    MATTERS = "matters", "Information av vikt"
    DECIDED = "decided", "Beslutade rapporter"
    MET = "met", "Uppfyllt"
    PARTLY = "partly", "Delvis uppfyllt"
    NOT_MET = "not_met", "Inte uppfyllt"
    METHOD = "method", "Metod"
    FORM = "form", "Regiform"
    BOARD = "board", "Nämnd"
    SERVICE = "service", "Insats"
    AREA = "area", "Område"
    ALL = "all", "Alla"


class Said(Choice):
    """What stands under the tables: how they are counted."""

    METHODS = "methods", "Hur nämnderna följde upp de verksamheter som de har rapporterat in."
    RESULTS = (
        "results",
        _SAMPLE + "Antalet brister är det som nämnderna har angett. Jämför inte antalen utan att "
        "se hur många verksamheter de kommer från.",
    )
    OUTCOMES = "outcomes", "Ett område räknas en gång för varje verksamhet som har bedömts."
    BOARDS = (
        "boards",
        _SAMPLE + "Beslutade rapporter är rapporter i Insyn som nämnden har beslutat om under "
        "perioden.",
    )
