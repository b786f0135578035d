"""The lists of agreements, their options, lots and sanction steps. Pure."""

from insyn.exchange.rules.kinds import Belonging, ListKind, Table
from insyn.exchange.rules.tables.columns import (
    AGREEMENT_KEYS,
    AUTHORITY,
    CASE_NUMBER,
    OF_AGREEMENT,
    choice,
    day,
    in_order,
    long_text,
    period,
    text,
    whole,
    yes_no,
)
from insyn.registry.rules import AgreementForm, SanctionKind
from insyn.registry.rules.columns import LONGEST_LOT
from insyn.registry.rules.ladders import LONGEST_DEADLINE
from insyn.registry.rules.terms import LONGEST_NOTICE

HIGHEST_NUMBER = 999
"""Of options and steps."""
_STARTS = day("starts_on", "Gäller från", "Avtalsstart", "Startdatum", "Avtal från", required=True)
_ENDS = day("ends_on", "Gäller till", "Avtalsslut", "Slutdatum", "Avtal till")

AGREEMENTS = Table(
    kind=ListKind.AGREEMENTS,
    slug="avtal",
    purpose="Avtal och uppdrag: form, tid, uppsägning, insyn och vem som ansvarar.",
    columns=(
        text("title", "Avtal", "Ramavtal", "Avtalsrubrik", "Avtalsnamn", "Rubrik", required=True),
        AUTHORITY,
        CASE_NUMBER,
        choice("form", "Avtalsform", AgreementForm, "Upphandlingsform"),
        text("form_name", "Nämndens namn på formen", length=80),
        _STARTS,
        _ENDS,
        period(
            "period", "Avtalsperiod", "Avtalstid", "Giltighetstid", "Period",
            fills=("starts_on", "ends_on"),
        ),
        yes_no("has_unknown_period", "Avtalstiden framgår inte"),
        whole("notice_months", "Uppsägningstid i månader", highest=LONGEST_NOTICE),
        yes_no("has_insight_clause", "Har insynsklausul", "Insynsklausul"),
        long_text("insight_clause", "Insynsklausulens text"),
        text("responsible", "Avtalsansvarigs användarnamn", "Avtalsansvarig", length=150),
        text("cooperation", "Samverkan", length=150),
    ),
    keys=("title", "starts_on", "authority"),
    belongs=Belonging.AUTHORITY,
    kept=frozenset({"form", "has_unknown_period", "has_insight_clause"}),
    checks=(in_order(_STARTS, _ENDS),),
)  # fmt: skip

_EXTENDS = day("extends_to", "Förlänger till", "Option till och med", required=True)
_CALL_BY = day("call_by", "Sista dag att avropa", "Avropas senast", required=True)

OPTIONS = Table(
    kind=ListKind.OPTIONS,
    slug="optioner",
    purpose="Rätten att förlänga avtalen, och sista dag att använda den.",
    columns=(
        *OF_AGREEMENT,
        whole("number", "Nummer", "Option", lowest=1, highest=HIGHEST_NUMBER, required=True),
        _EXTENDS,
        _CALL_BY,
        day("called_on", "Avropad"),
        day("declined_on", "Avstådd"),
        text("note", "Anteckning", length=300),
    ),
    keys=(*AGREEMENT_KEYS, "number"),
)

LOTS = Table(
    kind=ListKind.LOTS,
    slug="avtalsomraden",
    purpose="Avtalens delar i ett träd: vad varje avtalsområde heter och vad det ingår i.",
    columns=(
        *OF_AGREEMENT,
        text("name", "Avtalsområde", "Anbudsområde", "Område", length=LONGEST_LOT, required=True),
        text("parent", "Ingår i", length=4 * (LONGEST_LOT + 2)),
        text("service_area", "Verksamhetsområde", length=100),
    ),
    keys=(*AGREEMENT_KEYS, "name"),
)

SANCTIONS = Table(
    kind=ListKind.SANCTIONS,
    slug="sanktionstrappor",
    purpose="De steg som varje avtal låter nämnden ta, i ordning.",
    columns=(
        *OF_AGREEMENT,
        whole("number", "Steg", "Nummer", lowest=1, highest=HIGHEST_NUMBER, required=True),
        choice("kind", "Slag", SanctionKind, "Åtgärd", required=True),
        text("clause", "Klausul", "Avtalspunkt", length=100),
        whole("deadline_days", "Tidsfrist i dagar", highest=LONGEST_DEADLINE),
        text("decided_by", "Får beslutas av", length=150),
        long_text("note", "Villkor"),
    ),
    keys=(*AGREEMENT_KEYS, "number"),
)

__all__ = ["AGREEMENTS", "LOTS", "OPTIONS", "SANCTIONS"]
