"""The steps of a sanction ladder: which fit an agreement, and where to begin. Pure."""

from collections.abc import Mapping

from insyn.registry.rules.lists import AgreementForm, SanctionKind

LONGEST_DEADLINE = 730
"""Days."""

USUAL = (
    SanctionKind.REMARK,
    SanctionKind.RECTIFICATION,
    SanctionKind.WARNING,
    SanctionKind.PENALTY,
    SanctionKind.INTAKE_STOP,
    SanctionKind.TERMINATION,
    SanctionKind.RESCISSION,
)
"""The customary order. Only what the agreement itself says may be used."""

USUAL_IN_HOUSE = (
    SanctionKind.REMARK,
    SanctionKind.RECTIFICATION,
    SanctionKind.MANAGER_ACTION,
    SanctionKind.BOARD_DECISION,
)

ONLY_IN_HOUSE = frozenset({SanctionKind.MANAGER_ACTION, SanctionKind.BOARD_DECISION})
NEEDS_CONTRACT = frozenset(
    {
        SanctionKind.WITHHELD_PAYMENT,
        SanctionKind.PENALTY,
        SanctionKind.PRICE_REDUCTION,
        SanctionKind.TERMINATION,
        SanctionKind.RESCISSION,
        SanctionKind.DAMAGES,
    }
)
"""Steps between two parties: a municipality cannot take them against itself."""

SENTENCES: Mapping[str, str] = {
    "needs_contract": (
        "Steget förutsätter ett avtal mellan två parter. I egen regi är nämnden och utföraren "
        "samma kommun. Välj ett annat steg."
    ),
    "only_in_house": (
        "Chefsåtgärd och nämndbeslut är steg i egen regi. Välj ett steg som avtalet ger."
    ),
    "deadline": "Tidsfristen ska vara 0–730 dagar.",
}
"""What is wrong, for the reader."""


def usual_ladder(form: AgreementForm) -> tuple[SanctionKind, ...]:
    """Return the customary steps to begin with, mildest first."""
    return USUAL_IN_HOUSE if form == AgreementForm.MISSION else USUAL


def kinds_for(form: AgreementForm) -> list[SanctionKind]:
    """Return the steps that an agreement of the form can have, in the order of the list."""
    left_out = NEEDS_CONTRACT if form == AgreementForm.MISSION else ONLY_IN_HOUSE
    return [kind for kind in SanctionKind if kind not in left_out]


def step_problem(
    kind: SanctionKind, *, form: AgreementForm, deadline_days: int | None = None
) -> str:
    """Return why the agreement cannot have the step, as a Swedish sentence, or an empty string."""
    if deadline_days is not None and not 0 <= deadline_days <= LONGEST_DEADLINE:
        return SENTENCES["deadline"]
    if kind in kinds_for(form):
        return ""
    return SENTENCES["needs_contract" if form == AgreementForm.MISSION else "only_in_house"]
