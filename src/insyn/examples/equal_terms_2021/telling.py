"""What the rows tell, in the shape of the facts they were built from."""

from typing import Any

from insyn.coordination.models import DistrictReport, Instruction, ServiceDuty
from insyn.coordination.rules import DistrictMethod, ServiceForm
from insyn.examples.equal_terms_2021.building import Built
from insyn.examples.equal_terms_2021.facts import SAME, TEXTS
from insyn.registry.models import Agreement, Lot
from insyn.registry.rules import AgreementForm, Law
from insyn.requirements.models import RequirementVersion


def tell(built: Built) -> dict[str, Any]:
    """Return the facts as the stored rows say them; only the source's own name is carried over."""
    said = _said(built)
    carried = {key: built.city.facts[key] for key in ("source", "kind") if key in built.city.facts}
    return {
        **carried,
        "actors": {
            "coordinator": _coordinator(built),
            "districts": said["Stadsdelar"],
            "others": _others(built),
        },
        "scope": _scope(built),
        "model": said["Modell"],
        "methods": _methods(built),
        **{key: said[heading] for key, heading in TEXTS.items() if key != "model"},
        "yearly_tasks": built.meeting.items,
        "aims": said["Mål"].splitlines(),
    }


def _said(built: Built) -> dict[str, str]:
    text = Instruction.objects.visible_to(built.access).get(pk=built.instruction.pk).text
    parts = (part.partition("\n") for part in text.split("\n\n"))
    return {heading: said for heading, _line, said in parts}


def _coordinator(built: Built) -> str:
    board = built.instruction.authority
    return f"{board.administration} / {board.name[:1].lower()}{board.name[1:]}"


def _others(built: Built) -> list[str]:
    rows = ServiceDuty.objects.visible_to(built.access).filter(form=ServiceForm.SCHOOL)
    return [
        f"{row.run_by.administration} ({row.note} in schools)"
        for row in rows.select_related("run_by").order_by("pk")
        if row.run_by
    ]


def _scope(built: Built) -> dict[str, Any]:
    private = _agreements(built, AgreementForm.CHOICE_SYSTEM)
    own = _agreements(built, AgreementForm.MISSION)
    areas = {unit.service_area for row in private for unit in _units(built, row)}
    said = {part for area in areas for part in Law(area.law).label.split(" och ")}
    lots = Lot.objects.visible_to(built.access).filter(agreement__in=private).order_by("pk")
    is_same = _demands(built, private) == _demands(built, own)
    return {
        "lov_areas": len(private),
        "laws": [law for law in ("SoL", "LSS") if law in said],
        "branches": list(dict.fromkeys(lot.name for lot in lots)),
        "requirements": {
            "private": private[0].form_name,
            "in_house": own[0].form_name + (SAME if is_same else ""),
        },
    }


def _agreements(built: Built, form: AgreementForm) -> list[Agreement]:
    rows = Agreement.objects.visible_to(built.access).filter(form=form)
    return list(rows.order_by("pk"))


def _units(built: Built, agreement: Agreement) -> list[Any]:
    contracts = agreement.contracts.visible_to(built.access)
    return [unit for one in contracts for unit in one.units.select_related("service_area")]


def _demands(built: Built, agreements: list[Agreement]) -> list[list[tuple[str, str]]]:
    """Return number and text of every requirement, agreement by agreement."""
    rows = RequirementVersion.objects.visible_to(built.access)
    return [
        sorted(rows.filter(requirement__agreement=one).values_list("number", "text"))
        for one in agreements
    ]


def _methods(built: Built) -> list[str]:
    rows = DistrictReport.objects.visible_to(built.access).order_by("pk")
    used = dict.fromkeys(rows.values_list("method", flat=True))
    return [DistrictMethod(code).label.lower() for code in used]


def tell_year(built: Built) -> dict[str, Any]:
    """Return what came of the invented year: the sample, who is late, what nobody followed up."""
    return {
        "invented": "Områden, enheter, urval och resultat är påhittade. Källan har inga.",
        "seed": built.instruction.seed or None,
        "sample": [
            {
                "authority": line.sampled.authority.name,
                "unit": str(line.sampled.unit),
                "way": line.sampled.shown_way.label,
                "state": line.state.label,
                "deficiencies": line.deficiencies,
                "in_depth": line.in_depth_due,
            }
            for line in built.progress
        ],
        "nobody_follows_up": {
            "before": [f"{x.area}, {x.form.label}" for x in built.before if x.is_alarm],
            "after": [f"{x.area}, {x.form.label}" for x in built.after if x.is_alarm],
        },
    }
