"""The columns of a list of requirements: one row is one requirement of a catalogue. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from insyn.exchange.rules.kinds import Belonging, ListKind, Table
from insyn.exchange.rules.tables.columns import (
    AGREEMENT_KEYS,
    OF_AGREEMENT,
    choice,
    day,
    long_text,
    text,
    yes_no,
)
from insyn.kernel.access import Permission
from insyn.papers.sheets.checking import RowProblem
from insyn.papers.sheets.columns import ColumnSpec, Kind
from insyn.requirements.rules import Strength
from insyn.requirements.rules.followability import Mark
from insyn.requirements.rules.numbers import LONGEST_NUMBER
from insyn.requirements.rules.taking import LONGEST_AREA, LONGEST_EVIDENCE, LONGEST_LEGAL_SOURCE
from insyn.requirements.rules.validity import start_problem
from insyn.requirements.rules.weights import weight_problem

LONGEST_PACK = 150
LONGEST_NOTE = 300
LONGEST_ORIGIN = 20

MARKS: tuple[str, ...] = tuple(mark.value for mark in Mark)
TEST: tuple[str, ...] = (*MARKS, "followability_note")
"""What is said of whether a requirement can be followed up."""

_STRENGTH_WORDS: tuple[tuple[Strength, str], ...] = (
    (Strength.SHALL, "Skall"),
    (Strength.SHALL, "Ska-krav"),
    (Strength.SHALL, "Skall-krav"),
    (Strength.SHALL, "Obligatoriskt"),
    (Strength.SHOULD, "Bör-krav"),
    (Strength.SHOULD, "Utvärdering"),
    (Strength.MAY, "Kan-krav"),
)
"""What systems for procurement write besides our own labels."""


def _weight(values: Mapping[str, object]) -> Iterable[RowProblem]:
    """Say so when a weight is none; an empty one is the usual one."""
    weight = values["weight"]
    if isinstance(weight, int) and (problem := weight_problem(weight)):
        yield RowProblem("weight", problem)


def _validity(values: Mapping[str, object]) -> Iterable[RowProblem]:
    starts_on, ends_on = values["valid_from"], values["valid_to"]
    if not isinstance(starts_on, date) or not isinstance(ends_on, date):
        return
    if problem := start_problem(starts_on, ends_on):
        yield RowProblem("valid_to", problem)


REQUIREMENTS = Table(
    kind=ListKind.REQUIREMENTS,
    slug="krav",
    purpose="Krav i avtal och kravpaket: text, styrka, vikt, lagstöd och uppföljbarhet.",
    columns=(
        *OF_AGREEMENT,
        text("pack", "Kravpaket", "Paket", length=LONGEST_PACK),
        text("number", "Nummer", "Krav nr", "Kravnr", "Kravnummer", "Krav-id", "Nr", "Punkt",
             length=LONGEST_NUMBER, required=True),
        long_text("text", "Kravtext", "Krav", "Text", "Beskrivning", "Kravformulering",
                  required=True),
        choice("strength", "Styrka", Strength, "Typ", "Kravtyp", "Ska/bör", "Skall/bör",
               "Obligatorisk", words=_STRENGTH_WORDS),
        text("area", "Kvalitetsområde", "Avsnitt", "Område", "Kapitel", length=LONGEST_AREA),
        ColumnSpec("weight", "Vikt", Kind.INTEGER, ("Viktning",)),
        yes_no("is_critical", "Kritiskt", "Kritisk"),
        text("legal_source", "Lagstöd", "Lagrum", "Rättslig grund", length=LONGEST_LEGAL_SOURCE),
        text("evidence", "Verifieras genom", "Verifiering", "Verifikat", "Bevis", "Underlag",
             length=LONGEST_EVIDENCE),
        day("valid_from", "Gäller från", "Giltig från", "Giltigt från", "Från"),
        day("valid_to", "Gäller till", "Giltig till", "Giltigt till", "Gäller t.o.m.", "Till"),
        *(yes_no(mark.value, mark.label) for mark in Mark),
        text("followability_note", "Anteckning om uppföljbarhet", length=LONGEST_NOTE),
        text("origin", "Ursprung", length=LONGEST_ORIGIN),
    ),
    keys=(*AGREEMENT_KEYS, "pack", "number"),
    belongs=Belonging.AGREEMENT,
    kept=frozenset({"strength", "weight", "is_critical", "valid_from", "origin"}),
    checks=(_weight, _validity),
    permission=Permission.EDIT_REQUIREMENTS,
)  # fmt: skip

__all__ = ["MARKS", "REQUIREMENTS", "TEST"]
