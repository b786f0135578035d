"""What people say of scores: the level of judged factors, and a class other than the computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import write
from insyn.risk.models import RiskAssessment, RiskScore
from insyn.risk.queries.risk_models import model_facts
from insyn.risk.rules.factors import ModelFacts
from insyn.risk.rules.kinds import RiskBand
from insyn.risk.rules.scoring import Scorer, Value, signature_of
from insyn.risk.services.assessments import locked_assessment, note

COLUMNS = (
    "measured", "levels", "notes", "likelihood", "consequence", "score", "missing", "band",
    "version",
)  # fmt: skip
AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Judgement:
    """The level of one judged factor, None for not judged, and why."""

    code: str
    level: int | None
    note: str = ""


@transaction.atomic
def judge(
    access: Access,
    assessment: RiskAssessment,
    *,
    scores: Sequence[RiskScore],
    judgements: Sequence[Judgement],
    version: int | None = None,
) -> int:
    """Give the judged factors these levels in each of the scores, and return how many changed.

    ``version`` is that of the only score, when there is one and its own page was read.

    Raises:
        RuleViolation: the assessment is frozen, no score is chosen, or a level is not on the
            scale.
        Outdated: somebody changed the score after the page was read.
    """
    row = locked_assessment(access, assessment)
    if not scores:
        raise RuleViolation(_("Kryssa i minst en rad att bedöma."))
    model = model_facts(access, row.model_version)
    _check(model, judgements)
    mine = RiskScore.objects.visible_to(access).filter(assessment=row)
    if version is not None:
        locked_row(mine, pk=scores[0].pk, version=version)
    rows = list(mine.filter(pk__in=[score.pk for score in scores]).select_for_update(of=("self",)))
    changed = [score for score in rows if _judged(model, score, judgements)]
    RiskScore.objects.visible_to(access).bulk_update(changed, COLUMNS, batch_size=AT_A_TIME)
    if changed:
        said = ", ".join(f"{each.code}: {each.level or '–'}" for each in judgements)
        note(access, "risk_assessment.judged", row, {"scores": len(changed), "levels": said})
    return len(changed)


def _check(model: ModelFacts, judgements: Sequence[Judgement]) -> None:
    codes = set(model.judged_codes)
    for each in judgements:
        if each.code not in codes:
            raise RuleViolation(_("Faktorn finns inte, eller räknas ut av Insyn. Välj en annan."))
        if each.level is not None and not 1 <= each.level <= model.scale_size:
            raise RuleViolation(
                _("Nivån ska vara mellan 1 och %(size)d.") % {"size": model.scale_size}
            )


def _judged(model: ModelFacts, score: RiskScore, judgements: Sequence[Judgement]) -> bool:
    """Write the judgements on the score, unsaved, and tell whether anything became different."""
    places = {factor.code: at for at, factor in enumerate(model.factors)}
    measured: list[Value] = list(score.measured)
    notes: Mapping[str, str] = dict(score.notes)
    levels = list(signature_of(measured, score.levels))
    for each in judgements:
        at = places[each.code]
        measured[at] = each.level
        levels[at] = "?" if each.level is None else str(each.level)
        notes = {code: text for code, text in notes.items() if code != each.code}
        if each.note.strip():
            notes = {**notes, each.code: each.note.strip()}
    if measured == score.measured and notes == score.notes:
        return False
    came = Scorer(model).scored("".join(levels))
    score.measured, score.notes, score.levels = measured, notes, came.levels
    score.likelihood, score.consequence = came.likelihood, came.consequence
    score.score, score.missing, score.band = came.score, came.missing, came.band
    score.version += 1
    return True


@transaction.atomic
def override_band(
    access: Access,
    score: RiskScore,
    *,
    band: RiskBand | None,
    reason: str = "",
    version: int | None = None,
) -> RiskScore:
    """Let another class than the computed one stand, for a reason; None takes that back.

    Raises:
        RuleViolation: the assessment is frozen, no reason is given, or the class is the same.
        Outdated: somebody changed the score after the page was read.
    """
    locked_assessment(access, score.assessment)
    rows = RiskScore.objects.visible_to(access).select_related(
        "assessment", "agreement", "contract__provider", "contract__agreement"
    )
    row = locked_row(rows, pk=score.pk, version=version)
    if band and not reason.strip():
        raise RuleViolation(_("Skriv varför riskklassen ändras."))
    if band and band == row.band:
        raise RuleViolation(
            _("Riskklassen är redan ”%s” enligt beräkningen. Välj en annan, eller behåll den.")
            % _(band.label)
        )
    said = write(row, {"override": band or "", "override_reason": reason.strip() if band else ""})
    if said:
        note(access, "risk_score.overridden" if band else "risk_score.restored", row, said)
    return row
