"""The Excel annex of a joint report: its figures, and the rows that they count. Pure."""

from collections.abc import Iterator

from insyn.papers.excel import Column, ColumnKind, Row, Sheet
from insyn.reports.rules.facts import FollowupFacts, ReportFacts
from insyn.reports.rules.figures import FigureMap

FIGURES = (
    Column("figure", "Siffra", width=44),
    Column("value", "Antal", ColumnKind.INTEGER, width=12),
)
UNDERLYING = (
    Column("figure", "Siffra", width=44),
    Column("provider", "Utförare", width=40),
    Column("lot", "Område", width=36),
    Column("day", "Genomförd", ColumnKind.DATE, width=12),
)
FOLLOWUPS = (
    Column("lot", "Område", width=36),
    Column("provider", "Utförare", width=40),
    Column("made_by", "Följd upp av", width=24),
    Column("day", "Genomförd", ColumnKind.DATE, width=12),
    Column("findings", "Iakttagelser", ColumnKind.INTEGER, width=16),
    Column("plan", "Åtgärdsplan", width=24),
    Column("outcome", "Utfall", width=36),
    Column("assessment", "Samlad bedömning", width=80),
)
FINDINGS = (
    Column("provider", "Utförare", width=40),
    Column("lot", "Område", width=36),
    Column("kind", "Slag", width=22),
    Column("area", "Bedömningsområde", width=30),
    Column("text", "Iakttagelse", width=90),
    Column("remedied", "Åtgärdat", width=60),
)
STEPS = (
    Column("provider", "Utförare", width=40),
    Column("lot", "Område", width=36),
    Column("step", "Steg", width=28),
    Column("day", "Datum", ColumnKind.DATE, width=12),
    Column("by", "Av", width=30),
)
SHARES = (
    Column("municipality", "Kommun", width=28),
    Column("lot", "Område", width=36),
    Column("promised", "Utlovade", ColumnKind.INTEGER, width=12),
    Column("done", "Genomförda", ColumnKind.INTEGER, width=12),
    Column("reason", "Skäl", width=60),
)


def joint_annex_sheets(facts: ReportFacts, figures: FigureMap) -> list[Sheet]:
    """Return the sheets: figures, the follow-ups under each, and all that the report tells.

    Nothing stands here that the report itself does not say.
    """
    return [
        Sheet("Siffror", FIGURES, [_figure(one.label, one.value) for one in figures.values()]),
        Sheet("Underlag", UNDERLYING, list(_underlying(facts, figures))),
        Sheet("Uppföljningar", FOLLOWUPS, [_followup(row) for row in facts.followups]),
        Sheet("Iakttagelser", FINDINGS, list(_findings(facts))),
        Sheet("Åtgärdsplaner", STEPS, list(_steps(facts))),
        Sheet("Åtaganden", SHARES, list(_shares(facts))),
    ]


def _figure(label: str, value: int) -> Row:
    return {"figure": label, "value": value}


def _place(followup: FollowupFacts) -> Row:
    return {"provider": followup.provider, "lot": followup.lot}


def _underlying(facts: ReportFacts, figures: FigureMap) -> Iterator[Row]:
    known = {followup.followup_id: followup for followup in facts.followups}
    for figure in figures.values():
        for key in figure.followup_ids:
            row = known.get(key)
            place: Row = _place(row) if row else {"provider": "Visas inte här", "lot": None}
            day = row.carried_out_on if row else None
            yield {"figure": figure.label, **place, "day": day}


def _followup(row: FollowupFacts) -> Row:
    return {
        **_place(row),
        "made_by": row.made_by,
        "day": row.carried_out_on,
        "findings": len(row.findings),
        "plan": row.plan.state.label if row.plan else None,
        "outcome": row.outcome.label if row.outcome else None,
        "assessment": row.overall_assessment or None,
    }


def _findings(facts: ReportFacts) -> Iterator[Row]:
    for followup in facts.followups:
        for one in followup.findings:
            yield {
                **_place(followup),
                "kind": one.kind.label,
                "area": one.area or None,
                "text": one.text,
                "remedied": one.remedied or None,
            }


def _steps(facts: ReportFacts) -> Iterator[Row]:
    for followup in facts.followups:
        for step in followup.plan.steps if followup.plan else ():
            yield {
                **_place(followup),
                "step": step.event.label,
                "day": step.on,
                "by": step.by or None,
            }


def _shares(facts: ReportFacts) -> Iterator[Row]:
    for share in facts.shares:
        yield {
            "municipality": share.municipality,
            "lot": share.lot,
            "promised": share.promised,
            "done": share.done,
            "reason": share.reason or None,
        }
