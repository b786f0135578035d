"""The plan told back as facts, read out of what the services stored and what its papers print."""

from collections.abc import Callable, Mapping
from typing import Any

from insyn.board.models import BoardItem
from insyn.board.queries.papers import memo_facts
from insyn.board.queries.warnings import warnings_shown
from insyn.board.rules.kinds import PassageKind
from insyn.examples.board_plans import plan_2020, plan_2022_2024, plan_2024
from insyn.examples.board_plans.building import Built
from insyn.examples.board_plans.told import items_of
from insyn.plans.models import FormStage, Plan, PlanForm, PlannedActivity, PlanSection
from insyn.plans.queries.timetable import plan_lines
from insyn.plans.rules import FormKind, StageKind
from insyn.plans.rules.lines import PlanLines
from insyn.plans.rules.matrices import (
    NOTHING,
    Matrix,
    agreement_matrices,
    area_matrices,
    stage_tables,
)
from insyn.risk.models import AssessmentOccasion, AssessmentParticipant, FocusArea
from insyn.risk.rules.kinds import Severity

Facts = dict[str, Any]


def tell(built: Built) -> Facts:
    """Return the plan in the shape of the facts it was built from, with what the checks found.

    What is only good to know stands apart from the warnings.
    """
    told = TELLERS[built.told.name](built)
    found: dict[str, list[Facts]] = {"warnings": [], "notes": []}
    for one in warnings_shown(built.access, built.item):
        is_note = one.warning.severity is Severity.NOTE
        found["notes" if is_note else "warnings"].append(
            {"code": str(one.warning.code), "subject": one.warning.key, "sentence": one.sentence}
        )
    return told | found


def _forms(built: Built) -> list[PlanForm]:
    return list(PlanForm.objects.visible_to(built.access).filter(plan=built.plan))


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _section(built: Built, heading: str) -> str:
    rows = PlanSection.objects.visible_to(built.access).filter(plan=built.plan)
    return rows.get(heading=heading).text


def _drawn(built: Built) -> PlanLines:
    return plan_lines(built.access, built.plan)


# The annual plan of 2020.


def _2020(built: Built) -> Facts:
    forms = _forms(built)
    return {
        "kind": "annual plan of one board (SCN), decided by the board, with the administration's "
        "covering memorandum",
        "memorandum": _memo_2020(built),
        "framework_agreements": items_of(_section(built, plan_2020.AGREEMENTS)),
        "follow_up_forms": [_form_2020(built, form) for form in forms],
        "risk_assessment": _assessment(built),
        "overview_checks": _overview_checks(built),
        "in_depth_methods": [
            line
            for stage in FormStage.objects.visible_to(built.access).filter(
                form__plan=built.plan, kind=StageKind.IN_DEPTH
            )
            for line in _lines(stage.methods)
        ],
        "event_triggers": [line for form in forms for line in _lines(form.triggers)],
        "continuous_checks": [line for form in forms for line in _lines(form.checks)],
        "timetable": _stages(built),
        "previous_year": _previous(_section(built, plan_2020.BEFORE)),
        "reporting": _section(built, plan_2020.REPORTING).removesuffix("."),
    }


def _memo_2020(built: Built) -> Facts:
    memo = memo_facts(built.access, built.item)
    day = memo.dated_on.isoformat()
    return {
        "case_number": memo.case_number,
        "date": day,
        "proposed_decisions": [text.removesuffix(".") for text in memo.proposals],
        "basis": [
            f"{memo.paper_name} daterad {day}",
            *(_appendix(text) for text in memo.appendices),
        ],
    }


def _appendix(printed: str) -> str:
    return printed.replace(". ", ", ", 1)


def _form_2020(built: Built, form: PlanForm) -> Facts:
    told: Facts = {"name": form.name}
    if stages := [stage.name for stage in form.stages.all().visible_to(built.access)]:
        told["stages"] = stages
    return told | ({"outside": form.limits} if form.is_outside else {})


def _assessment(built: Built) -> Facts:
    own = {"assessment": built.assessment}
    occasions = AssessmentOccasion.objects.visible_to(built.access).filter(**own)
    roles = AssessmentParticipant.objects.visible_to(built.access).filter(**own)
    focus = FocusArea.objects.visible_to(built.access).filter(plan=built.plan)
    return {
        "when": occasions.get().said,
        "roles": [row.role for row in roles],
        "inputs": _lines(built.assessment.inputs if built.assessment else ""),
        "focus": [
            {
                **({"agreement": row.agreement.title} if row.agreement else {"area": row.theme}),
                "why": row.motivation.removesuffix("."),
            }
            for row in focus.select_related("agreement")
        ],
    }


def _overview_checks(built: Built) -> dict[str, list[str]]:
    rows = PlannedActivity.objects.visible_to(built.access).filter(plan=built.plan)
    named = rows.select_related("agreement")
    return {row.agreement.title: _lines(row.note) for row in named if row.agreement}


def _stages(built: Built) -> Facts:
    (table,) = stage_tables(_drawn(built))
    return {
        "columns": [plan_2020.COLUMNS.get(name, name) for name in table.stages],
        "rows": [
            {
                "agreement": row.line.title,
                "months": list(row.cells),
                "providers": list(row.line.providers),
            }
            for row in table.rows
        ],
    }


def _previous(text: str) -> dict[str, str]:
    overview, in_depth = text.split("\n")
    return {
        "overview": overview.removeprefix(plan_2020.OVERVIEW).removesuffix("."),
        "in_depth": in_depth.removeprefix(plan_2020.IN_DEPTH).removesuffix("."),
    }


# The annual plan of 2024.


def _2024(built: Built) -> Facts:
    memo = memo_facts(built.access, built.item)
    (matrix,) = agreement_matrices(_drawn(built))
    return {
        "kind": "annual plan of one board (SCN), with covering memorandum",
        "memorandum": {
            "case_number": memo.case_number,
            "date": memo.dated_on.isoformat(),
            "sections": [
                passage.heading
                for passage in memo.passages
                if passage.kind != PassageKind.SIGNATURES
            ],
            "refers_to": [
                {"case_number": number, "title": title} for number, title in memo.references
            ],
        },
        "plan_document": _document(built.plan, built.item),
        "follow_up_categories": {
            form.name: _lines(getattr(form, plan_2024.LISTS.get(FormKind(form.kind), "method")))
            for form in _forms(built)
        },
        "agreements": [_crossed(matrix, at) for at in range(len(matrix.rows))],
        "periods_include_options": True,
        "call_off": _section(built, plan_2024.CALL_OFF).removesuffix("."),
        "reporting": _section(built, plan_2024.REPORTING).removesuffix("."),
    }


def _document(plan: Plan, item: BoardItem) -> Facts:
    dated = plan.dated_on
    told: Facts = {"title": plan.title, "date": dated.isoformat() if dated else None}
    if dated and dated.year - item.dated_on.year == 1:
        told["conflict_in_source"] = plan_2024.DATED_LATER
    return told


def _crossed(matrix: Matrix, at: int) -> Facts:
    """Return one row of the matrix: the agreement, its days, and the year with the cross."""
    row = matrix.rows[at]
    terms = row.terms
    years = [year for cell in row.cells if cell.entries for year in cell.years]
    ends = terms.ends_on if terms else None
    told: Facts = {
        "title": row.name,
        "from": terms.starts_on.isoformat() if terms else None,
        "to": ends.isoformat() if ends else None,
        "special_follow_up": years[0],
    }
    return told | ({"conflict_in_source": plan_2024.ENDED} if ends and ends.year < years[0] else {})


# The rolling plan of 2022 to 2024.


def _2022_2024(built: Built) -> Facts:
    matrices = {matrix.form: matrix for matrix in area_matrices(_drawn(built))}
    forms = {form.name: form for form in _forms(built)}
    survey, new = matrices["Avtalsuppföljning"], matrices["Nya utförare"]
    return {
        "kind": "three-year plan of two boards with one administration, updated yearly; private "
        "providers and in-house providers on the same terms",
        "boards": [
            party.authority.name.lower()
            for party in built.plan.parties.select_related("authority").order_by("pk")
        ],
        "service_areas": items_of(_section(built, plan_2022_2024.COVERS)),
        "regimes": [
            plan_2022_2024.regime_of(said)
            for said in items_of(_section(built, plan_2022_2024.SAME_TERMS))
        ],
        "forms": _cards(built, forms),
        "timetable": {
            "Avtalsuppföljning": {
                "services": _services(survey),
                "years": list(survey.years),
                "period": _merged(survey),
            },
            "Nya utförare": {"services": _services(new), "period": _merged(new)},
            "Kvalitetsuppföljning": [
                {"service": _title(row.cells), **_by_year(row.cells)}
                for row in matrices["Kvalitetsuppföljning"].rows
            ],
        },
        "dialogue_meetings": forms["Dialogmöten"].purpose,
    }


def _cards(built: Built, forms: Mapping[str, PlanForm]) -> Facts:
    keys = {field: key for key, field in plan_2022_2024.CARD.items()}
    told: Facts = {}
    for name, lists in plan_2022_2024.CARDS.items():
        card = {key: getattr(forms[name], field) for field, key in keys.items()}
        told[name] = {
            key: _lines(text) if key in lists else text for key, text in card.items() if text
        }
    rows = PlannedActivity.objects.visible_to(built.access).filter(plan=built.plan)
    for form, year, theme in rows.exclude(theme="").values_list(
        "form__name", "periods__starts_on__year", "theme"
    ):
        if form in told and theme not in plan_2022_2024.OUTSIDE:
            told[form][f"tema_{year}"] = theme
    return told


def _services(matrix: Matrix) -> list[str]:
    return [_title(row.cells) for row in matrix.rows]


def _title(cells: Any) -> str:
    """Return what the plan calls the row: the name of its activity."""
    (title,) = {entry.title for cell in cells for entry in cell.entries}
    return str(title)


def _merged(matrix: Matrix) -> str:
    """Return what the one cell over all years says; the same in every row."""
    (text,) = {cell.text for row in matrix.rows for cell in row.cells}
    return text


def _by_year(cells: Any) -> dict[str, str]:
    return {str(cell.years[0]): cell.text for cell in cells if cell.text != NOTHING}


TELLERS: Mapping[str, Callable[[Built], Facts]] = {
    "plan_2020": _2020,
    "plan_2022_2024": _2022_2024,
    "plan_2024": _2024,
}
