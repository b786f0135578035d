"""The columns of a list of questions: one row is one question of a template's version. Pure."""

from insyn.criteria.rules import AnswerType, Respondent, TemplateKind
from insyn.exchange.rules.kinds import Belonging, ListKind, Table
from insyn.exchange.rules.tables.columns import (
    AUTHORITY,
    choice,
    long_text,
    several,
    text,
    whole,
    yes_no,
)
from insyn.kernel.access import Permission
from insyn.papers.sheets.columns import ColumnSpec, Kind

LONGEST_NAME = 150
LONGEST_CODE = 20
LONGEST_EVIDENCE = 200
LONGEST_UNIT = 40
LONGEST_SCALE = 100

OF_TEMPLATE = ("kind", "service_area", "purpose")
"""Said of the whole template, alike on all its rows."""
OF_SECTION = ("area", "intro")
"""Said of an area of the template, alike on all its rows."""

QUESTION_COLUMNS: tuple[ColumnSpec, ...] = (
    text("code", "Frågans kod", "Kod", "Fråga nr", length=LONGEST_CODE),
    long_text("text", "Fråga", "Frågetext"),
    long_text("help", "Hjälp", "Hjälptext"),
    long_text("met_when", "Uppfyllt när"),
    text("evidence", "Verifieras genom", length=LONGEST_EVIDENCE),
    choice("answer_type", "Svarstyp", AnswerType),
    several("choices", "Svarsalternativ", "Alternativ"),
    text("scale", "Skala", length=LONGEST_SCALE),
    text("measured_in", "Mäts i", "Enhet", length=LONGEST_UNIT),
    ColumnSpec("weight", "Vikt", Kind.INTEGER, ("Viktning",)),
    yes_no("is_critical", "Kritisk", "Kritiskt"),
    choice("respondent", "Besvaras av", Respondent),
    text("role_tag", "Roll", "Gäller rollen", length=LONGEST_UNIT),
    yes_no("is_visible_in_advance", "Visas i förväg"),
    yes_no("may_be_published", "Får publiceras"),
    yes_no("is_required", "Måste besvaras"),
    yes_no("allows_not_applicable", "Inte tillämpligt"),
    yes_no("allows_comment", "Kommentar"),
    text("condition", "Visas bara om", "Villkor", length=500),
    long_text("finding_rules", "Förslag till iakttagelse"),
    several("requirements", "Krav", length=300),
)

TEMPLATES = Table(
    kind=ListKind.TEMPLATES,
    slug="mallar",
    purpose="Frågorna i uppföljningsmallar. En inläst mall blir ett utkast: publicerade mallar "
    "ändras aldrig.",
    columns=(
        text("template", "Mall", "Mallens namn", length=LONGEST_NAME, required=True),
        whole("version", "Version", lowest=1),
        AUTHORITY,
        choice("kind", "Slag", TemplateKind),
        text("service_area", "Verksamhetsområde", length=LONGEST_NAME),
        long_text("purpose", "Syfte"),
        text("section", "Område", length=LONGEST_NAME, required=True),
        text("area", "Kvalitetsområde", length=LONGEST_NAME),
        long_text("intro", "Områdets inledning"),
        *QUESTION_COLUMNS,
    ),
    keys=("template", "version", "authority"),
    belongs=Belonging.AUTHORITY,
    kept=frozenset(
        {
            *("kind", "code", "answer_type", "weight", "is_critical", "respondent"),
            *("is_visible_in_advance", "may_be_published", "is_required"),
            *("allows_not_applicable", "allows_comment"),
        }
    ),
    permission=Permission.EDIT_TEMPLATES,
)

__all__ = ["OF_SECTION", "OF_TEMPLATE", "QUESTION_COLUMNS", "TEMPLATES"]
