"""Fixing the seed, drawing, and entering a draw made elsewhere."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.kernel.lottery import checked_seed
from insyn.platform import bulk, clock
from insyn.platform.locking import locked_row
from insyn.platform.memory import no_cycles
from insyn.registry.models import Contract, Lot
from insyn.risk.models import Candidate, Selection, Share
from insyn.risk.queries import (
    PoolRow,
    agreements_of,
    candidates_of,
    file_of,
    has_other_scores,
    pool_of_selection,
    taking_part,
)
from insyn.risk.rules.draw import EXAMPLE_SEED, Draw, Outcome
from insyn.risk.rules.exchange import (
    AnyFile,
    check_ready,
    draw_to_json,
    drawn,
    pool_to_json,
    sealed,
)
from insyn.risk.rules.kinds import AssessmentState
from insyn.risk.rules.sealing import Sealing
from insyn.risk.rules.states import SELECTION_LIFECYCLE, Ground, Origin, SelectionEvent, StepKind
from insyn.risk.rules.step_draw import StepDraw, StepOutcome
from insyn.risk.rules.step_exchange import StepFile


@dataclass(frozen=True, slots=True)
class ChosenFacts:
    """One that was chosen in a draw made elsewhere."""

    contract: Contract
    lot: Lot
    authority: Authority
    ground: Ground = Ground.NOT_TOLD
    listed_as: str = ""


def fix_seed(
    access: Access, selection: Selection, *, seed: str, version: int | None = None
) -> Selection:
    """Decide the seed, once and for all, before anybody can see a result.

    Every refused attempt leaves a line in the trail too.

    Raises:
        RuleViolation: the seed is already fixed, or cannot be copied exactly, or there is
            nobody to choose among.
    """
    access.require(Permission.PLAN_SELECTION, authority_id=selection.authority_id)
    try:
        return _fix_seed(access, selection, seed=seed, version=version)
    except RuleViolation as no:
        _record_refused(access, selection, "selection.seed_refused", no, seed=seed[:100])
        raise


@transaction.atomic
@no_cycles()
def _fix_seed(access: Access, selection: Selection, *, seed: str, version: int | None) -> Selection:
    row = locked_row(Selection.objects.visible_to(access), pk=selection.pk, version=version)
    if row.seed:
        raise RuleViolation(_("Fröet är redan bestämt och går inte att ändra."))
    if row.origin != Origin.HERE or not row.is_draft:
        raise RuleViolation(_("Urvalet lottas inte här, så det behöver inget frö."))
    candidates = pool_of_selection(access, row)
    if not candidates:
        raise RuleViolation(_("Välj kandidater först. När fröet är bestämt går de inte att ändra."))
    file = file_of(access, row, candidates)
    check_ready(file)
    _check_assessment(access, row, file, candidates)
    row.seed = checked_seed(seed)
    if row.seed == EXAMPLE_SEED:
        raise RuleViolation(
            _("Fröet ”%(seed)s” används när ni provar regeln. Välj ett annat.") % {"seed": row.seed}
        )
    row.seed_fixed_at = clock.now()
    row.version += 1
    row.save(update_fields=["seed", "seed_fixed_at", "version"])
    pool = sealed(pool_to_json(file))
    record(
        access,
        "selection.seed_fixed",
        row,
        place=Place(row.authority_id),
        facts={"seed": row.seed, "candidates": len(candidates), "pool_digest": pool["digest"]},
    )
    return row


def freeze_by_draw(
    access: Access, selection: Selection, *, version: int | None = None
) -> Selection:
    """Draw by the rule and the fixed seed, and freeze pool and result for good.

    Every refused attempt leaves a line in the trail too.

    Raises:
        RuleViolation: no seed is fixed, or the selection is already frozen.
    """
    access.require(Permission.PLAN_SELECTION, authority_id=selection.authority_id)
    try:
        return _freeze_by_draw(access, selection, version=version)
    except RuleViolation as no:
        _record_refused(access, selection, "selection.draw_refused", no)
        raise


@transaction.atomic
@no_cycles()
def _freeze_by_draw(access: Access, selection: Selection, *, version: int | None) -> Selection:
    row = locked_row(Selection.objects.visible_to(access), pk=selection.pk, version=version)
    SELECTION_LIFECYCLE.after(row.selection_state, SelectionEvent.FREEZE)
    if row.origin != Origin.HERE:
        raise RuleViolation(_("Lottningen gjordes på annat håll. Skriv in resultatet i stället."))
    if not row.seed:
        raise RuleViolation(_("Bestäm fröet först, så att ingen kan välja frö efter resultatet."))
    candidates = pool_of_selection(access, row)
    by_name = {str(authority): authority for authority in taking_part(access, row)}
    file = file_of(access, row, candidates)
    result = drawn(file, seed=row.seed)
    _write_outcomes(candidates, result.outcomes, by_name)
    lots = {told.lot.name: told.lot.pk for told in candidates.values() if told.lot}
    for name, promised in _promises(row, result).items():
        given = result.lot_of_authority.get(name, ())
        only = lots.get(given[0]) if row.allots_lots and len(given) == 1 else None
        _promise(row, by_name[name], lot_id=only, promised=promised)
    return _freeze(
        access, row, {"pool": pool_to_json(file), "result": draw_to_json(result), "seed": row.seed}
    )


def _promises(row: Selection, result: Draw | StepDraw) -> Mapping[str, int]:
    """Return what each authority takes on: its quota, or what fell to it by a rule in steps."""
    if isinstance(result, StepDraw):
        return Counter(outcome.authority for outcome in result.chosen)
    return dict.fromkeys(result.lot_of_authority, row.quota or 0)


def _check_assessment(
    access: Access, row: Selection, file: AnyFile, candidates: Mapping[str, PoolRow]
) -> None:
    """Refuse a draw by risk on an assessment that still can change, or that has changed since."""
    if not isinstance(file, StepFile):
        return
    reads_risk = StepKind.TOP_RISK in {step.kind for step in file.rule.steps}
    assessment = row.assessment
    if reads_risk and assessment and assessment.state != AssessmentState.FROZEN:
        raise RuleViolation(
            _("Frys riskbedömningen ”%(title)s” först, så att riskvärdena inte ändras efteråt.")
            % {"title": assessment.title}
        )
    if reads_risk and assessment and has_other_scores(access, row, candidates.values()):
        raise RuleViolation(
            _(
                "Riskvärdena har ändrats sedan kandidaterna hämtades. Hämta kandidaterna på nytt "
                "ur registret, så att urvalet läser de frysta värdena."
            )
        )


def enter_elsewhere(  # noqa: PLR0913  the facts of the event
    access: Access,
    selection: Selection,
    *,
    lots: Mapping[int, Lot],
    chosen: Sequence[ChosenFacts],
    note: str,
    version: int | None = None,
    drawn_on: date | None = None,
) -> Selection:
    """Enter a draw that was made elsewhere, and freeze it as it was told.

    ``lots`` maps an authority's key to the lot it was given. ``note`` tells how it was done.

    Raises:
        RuleViolation: a seed is fixed here, the day is to come, nothing is told of how, nobody
            was chosen, or one was chosen outside the lot of its authority.
    """
    access.require(Permission.PLAN_SELECTION, authority_id=selection.authority_id)
    with transaction.atomic():
        row = locked_row(Selection.objects.visible_to(access), pk=selection.pk, version=version)
        SELECTION_LIFECYCLE.after(row.selection_state, SelectionEvent.FREEZE)
        authorities = {authority.pk: authority for authority in taking_part(access, row)}
        _check_elsewhere(row, lots, chosen, note, authorities)
        row.origin, row.elsewhere_note = Origin.ELSEWHERE, note.strip()
        row.drawn_on = _day_that_has_been(drawn_on or clock.today())
        _write_chosen(access, row, chosen)
        for key, authority in authorities.items():
            if key in lots or any(facts.authority.pk == key for facts in chosen):
                _promise(
                    row, authority, lot_id=lots[key].pk if key in lots else None,
                    promised=row.quota or 0,
                )  # fmt: skip
        return _freeze(access, row, _told(row, lots, chosen, authorities))


def _day_that_has_been(day: date) -> date:
    if day > clock.today():
        raise RuleViolation(
            _("Dagen då lottningen gjordes har inte varit än. Skriv den dag då den gjordes.")
        )
    return day


def _check_elsewhere(
    row: Selection,
    lots: Mapping[int, Lot],
    chosen: Sequence[ChosenFacts],
    note: str,
    authorities: Mapping[int, Authority],
) -> None:
    if row.seed or row.is_by_steps:
        raise RuleViolation(_("Urvalet ska lottas här, så inget annat resultat kan skrivas in."))
    if not note.strip():
        raise RuleViolation(_("Skriv hur lottningen gjordes och vilka som var med."))
    if not chosen:
        raise RuleViolation(_("Ange minst en utförare som valdes."))
    if not set(lots) <= set(authorities):
        raise RuleViolation(_("Ett avtalsområde är lagt på en nämnd som inte deltar i avtalet."))
    once = {(facts.contract.pk, facts.lot.pk) for facts in chosen}
    if len(once) < len(chosen):
        raise RuleViolation(_("Samma utförare är vald två gånger i ett avtalsområde."))
    for facts in chosen:
        _check_chosen(row, facts, lots, authorities)


def _check_chosen(
    row: Selection,
    facts: ChosenFacts,
    lots: Mapping[int, Lot],
    authorities: Mapping[int, Authority],
) -> None:
    words = {"provider": facts.contract.provider, "authority": facts.authority, "lot": facts.lot}
    if {facts.contract.agreement_id, facts.lot.agreement_id} != {row.agreement_id}:
        raise RuleViolation(_("%(provider)s hör inte till urvalets avtal.") % words)
    if facts.lot.parent_id is not None:
        raise RuleViolation(
            _("%(lot)s är en del av ett avtalsområde. Välj hela avtalsområdet.") % words
        )
    if facts.authority.pk not in authorities:
        raise RuleViolation(_("%(authority)s deltar inte i avtalet.") % words)
    given = lots.get(facts.authority.pk)
    if given is not None and given != facts.lot:
        raise RuleViolation(
            _("%(provider)s är vald i %(lot)s, men %(authority)s har fått ett annat avtalsområde.")
            % words
        )


def _write_chosen(access: Access, row: Selection, chosen: Sequence[ChosenFacts]) -> None:
    known = {(old.contract_id, old.lot_id): old for old in candidates_of(access, row)}
    for facts in chosen:
        candidate = known.pop((facts.contract.pk, facts.lot.pk), None) or Candidate(
            selection=row, contract=facts.contract, lot=facts.lot
        )
        candidate.is_used |= facts.ground == Ground.USED
        candidate.is_wished |= facts.ground == Ground.WISHED
        candidate.is_chosen = True
        candidate.listed_as = facts.listed_as or candidate.listed_as
        candidate.ground, candidate.authority = facts.ground, facts.authority
        candidate.reason = "Vald när urvalet gjordes på annat håll."
        candidate.full_clean()
        candidate.save()
    for candidate in known.values():
        candidate.reason = "Inte vald när urvalet gjordes på annat håll."
        candidate.save(update_fields=["reason"])


def _told(
    row: Selection,
    lots: Mapping[int, Lot],
    chosen: Sequence[ChosenFacts],
    authorities: Mapping[int, Authority],
) -> dict[str, Any]:
    return {
        "elsewhere": {
            "how": row.elsewhere_note,
            "lot_of_authority": {str(authorities[key]): lot.name for key, lot in lots.items()},
            "chosen": sorted(
                (
                    {
                        "name": str(facts.contract.provider),
                        "lot": facts.lot.name,
                        "authority": str(facts.authority),
                        "ground": facts.ground.value,
                    }
                    for facts in chosen
                ),
                key=lambda told: (told["lot"], told["name"]),
            ),
        }
    }


def _write_outcomes(
    candidates: Mapping[str, PoolRow],
    outcomes: Sequence[Outcome | StepOutcome],
    authorities: Mapping[str, Authority],
) -> None:
    """Write what became of each candidate, all at once."""
    keys = {name: authority.pk for name, authority in authorities.items()}
    bulk.rewrite(
        Candidate,
        ("id", "is_chosen", "ground", "reason", "authority_id"),
        (
            (
                candidates[outcome.key].pk,
                outcome.chosen,
                outcome.ground.value if outcome.chosen and outcome.ground else "",
                outcome.reason,
                keys[outcome.authority] if outcome.chosen else None,
            )
            for outcome in outcomes
        ),
    )


def _promise(row: Selection, authority: Authority, *, lot_id: int | None, promised: int) -> None:
    share = Share(selection=row, authority=authority, lot_id=lot_id, promised=promised)
    share.full_clean()
    share.save()


def _freeze(access: Access, row: Selection, content: Mapping[str, Any]) -> Selection:
    row.state = SELECTION_LIFECYCLE.after(row.selection_state, SelectionEvent.FREEZE)
    row.drawn_at = clock.now()
    row.version += 1
    row.full_clean(exclude=["record"])
    row.save()
    told = {**_frame(access, row), **content}
    sealing = Sealing(told)
    bulk.write_json(row, "record", sealing)
    row.record = {**told, "digest": sealing.digest}
    record(
        access,
        "selection.frozen",
        row,
        place=Place(row.authority_id),
        facts={"origin": row.origin, "seed": row.seed, "digest": row.record["digest"]},
    )
    return row


def _frame(access: Access, row: Selection) -> dict[str, Any]:
    """Return what the record says of the selection itself."""
    agreements = agreements_of(access, row)
    return {
        "title": row.title,
        "year": row.year,
        "agreement": ", ".join(agreement.title for agreement in agreements),
        "case_number": ", ".join(a.case_number for a in agreements if a.case_number),
        "authority": str(row.authority),
        "origin": row.origin,
        "drawn_on": row.drawn_on.isoformat() if row.drawn_on else None,
        "seed_fixed_at": row.seed_fixed_at.isoformat() if row.seed_fixed_at else None,
        "frozen_at": row.drawn_at.isoformat() if row.drawn_at else None,
        "frozen_by": access.name,
    }


def _record_refused(
    access: Access, selection: Selection, event: str, no: RuleViolation, **facts: str
) -> None:
    place = Place(selection.authority_id)
    with transaction.atomic():
        record(access, event, selection, place=place, facts={"why": str(no)[:300], **facts})
