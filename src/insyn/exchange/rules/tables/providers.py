"""The lists of providers, units, who has run them, and their permits. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from insyn.exchange.rules.kinds import Belonging, ListKind, Table
from insyn.exchange.rules.tables.columns import (
    OF_UNIT,
    PROVIDER_NAME,
    UNIT_KEYS,
    choice,
    day,
    in_order,
    long_text,
    number,
    several,
    text,
    whole,
)
from insyn.papers.sheets.checking import RowProblem
from insyn.registry.rules import EndReason, LegalForm, OperatingForm, PermitKind, PermitStatus
from insyn.registry.rules.permits import OLDEST_AGE

PROVIDERS = Table(
    kind=ListKind.PROVIDERS,
    slug="utforare",
    purpose="Vilka utförarna är: namn, nummer, form, koncern och andra namn.",
    columns=(
        number(),
        replace(PROVIDER_NAME, key="name", required=True),
        choice("operating_form", "Driftform", OperatingForm, "Regi"),
        choice("legal_form", "Juridisk form", LegalForm, "Bolagsform"),
        text("group", "Koncern", "Koncernnamn", "Moderbolag"),
        text("email", "E-post", "Mejl", "E-postadress", length=254),
        text("phone", "Telefon", "Telefonnummer", length=40),
        several("other_names", "Andra namn", "Namnformer", "Tidigare namn"),
    ),
    keys=("org_number",),
    belongs=Belonging.SHARED,
    kept=frozenset({"operating_form", "legal_form", "other_names"}),
)

_STARTS, _ENDS = day("starts_on", "Från", "Driver från"), day("ends_on", "Till", "Drev till")

UNITS = Table(
    kind=ListKind.UNITS,
    slug="verksamheter",
    purpose="Var vården ges: verksamheter med område, platser och vem som driver dem nu.",
    columns=(
        *OF_UNIT,
        text("service_area", "Verksamhetsområde", "Insats", "Verksamhetstyp", length=100),
        text("municipality", "Kommun", "Belägenhetskommun", length=100),
        whole("places", "Platser", "Antal platser"),
        day("manager_since", "Chefen tillträdde"),
        day("first_client_on", "Första placeringen"),
        day("closed_on", "Avslutad", "Stängd"),
        day("operated_from", "Drivs av utföraren sedan", "Driver från"),
    ),
    keys=UNIT_KEYS,
    belongs=Belonging.SHARED,
    help_columns=frozenset({"provider"}),
    kept=frozenset({"service_area", "operated_from"}),
)

OPERATIONS = Table(
    kind=ListKind.OPERATIONS,
    slug="drift",
    purpose="Vilka utförare som har drivit verksamheterna, och när.",
    columns=(
        *OF_UNIT,
        number("operator", "Drevs av, organisationsnummer"),
        text("operator_name", "Drevs av"),
        _STARTS,
        _ENDS,
        choice("end_reason", "Skäl till slutet", EndReason),
        text("note", "Anteckning", length=300),
    ),
    keys=(*UNIT_KEYS, "operator", "starts_on"),
    belongs=Belonging.SHARED,
    help_columns=frozenset({"provider", "operator_name"}),
    checks=(in_order(_STARTS, _ENDS),),
)

_VALID_FROM = day("valid_from", "Gäller från", "Giltigt från", required=True)
_VALID_TO = day("valid_to", "Gäller till", "Giltigt till", "Giltigt till och med")


def _ages_in_order(values: Mapping[str, object]) -> Iterable[RowProblem]:
    lowest, highest = values["age_from"], values["age_to"]
    if isinstance(lowest, int) and isinstance(highest, int) and highest < lowest:
        yield RowProblem("age_to", "Den högsta åldern kan inte vara lägre än den lägsta.")


PERMITS = Table(
    kind=ListKind.PERMITS,
    slug="tillstand",
    purpose="Verksamheternas tillstånd och anmälningar hos IVO, med målgrupp och giltighet.",
    columns=(
        *OF_UNIT,
        replace(
            number("holder", "Innehavare, organisationsnummer"),
            aliases=("Innehavare", "Tillståndshavare"),
            required=False,
        ),
        choice("kind", "Slag", PermitKind),
        text("number", "Diarienummer hos IVO", "Dnr IVO", "Tillståndsnummer", length=60),
        _VALID_FROM,
        _VALID_TO,
        text("target_group", "Målgrupp", length=300),
        whole("age_from", "Ålder från", highest=OLDEST_AGE),
        whole("age_to", "Ålder till", highest=OLDEST_AGE),
        whole("places", "Högsta antal platser", "Platser enligt tillstånd"),
        text("manager", "Föreståndare", length=150),
        long_text("conditions", "Villkor"),
        choice("status", "Läge", PermitStatus, "Status"),
    ),
    keys=(*UNIT_KEYS, "number"),
    belongs=Belonging.SHARED,
    help_columns=frozenset({"provider"}),
    kept=frozenset({"kind", "status"}),
    checks=(in_order(_VALID_FROM, _VALID_TO), _ages_in_order),
)

__all__ = ["OPERATIONS", "PERMITS", "PROVIDERS", "UNITS"]
