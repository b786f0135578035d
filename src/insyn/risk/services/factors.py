"""The factors of a draft of a risk model: added, changed, moved and removed."""

from collections.abc import Mapping
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from insyn.audit.rules import Facts
from insyn.kernel.access import Access
from insyn.kernel.errors import RuleViolation
from insyn.plans.services.order import swap
from insyn.registry.services.changes import differences, plain
from insyn.risk.models import RiskFactor, RiskModelVersion
from insyn.risk.queries.risk_models import factors_of
from insyn.risk.rules.factors import FactorFacts, factor_problems
from insyn.risk.services.risk_models import factor_values, locked_draft, note

MOST_FACTORS = 40
LONGEST_CODE = 30
SHORT = ("part", "measure", "weight", "bounds", "missing_level")
"""What the trail says of a factor beside its name; its texts stand in the version."""


@transaction.atomic
def save_factor(
    access: Access,
    version: RiskModelVersion,
    *,
    facts: FactorFacts,
    factor: RiskFactor | None = None,
    read: int | None = None,
) -> RiskFactor:
    """Add a factor last in the draft, or change the one given; its code stays as it was made.

    Raises:
        RuleViolation: it is no draft, or the factor does not fit the scale.
        Outdated: somebody changed the draft after the page was read.
    """
    row = locked_draft(access, version, read)
    if wrong := factor_problems(facts, row.scale_size):
        raise RuleViolation(" ".join(wrong))
    saved = factor or _new(access, row)
    _require_of(row, saved)
    code = saved.code or _free_code(access, row, facts.name)
    if changed := differences(saved, factor_values(replace(facts, code=code))):
        said = {f"{name}_after": plain(changed[name]) for name in SHORT if name in changed}
        _write(saved, changed)
        _touched(access, row, "risk_model.factor_saved", {"factor": saved.name, **said})
    return saved


def _write(factor: RiskFactor, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(factor, name, value)
    try:
        factor.full_clean()
    except ValidationError as error:
        raise RuleViolation(" ".join(error.messages)) from error
    factor.save()


def _new(access: Access, version: RiskModelVersion) -> RiskFactor:
    rows = RiskFactor.objects.visible_to(access).filter(version=version)
    if rows.count() >= MOST_FACTORS:
        raise RuleViolation(
            _("En riskmodell kan ha högst %(n)d faktorer. Ta bort någon först.")
            % {"n": MOST_FACTORS}
        )
    last = rows.aggregate(last=Max("position"))["last"] or 0
    return RiskFactor(version=version, position=last + 1)


def _free_code(access: Access, version: RiskModelVersion, name: str) -> str:
    taken = {row.code for row in factors_of(access, version)}
    base = slugify(name)[:LONGEST_CODE].strip("-") or "faktor"
    free = (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3)))
    return next(code for code in free if code not in taken)


def _require_of(version: RiskModelVersion, factor: RiskFactor) -> None:
    if factor.version_id != version.pk:
        raise RuleViolation(_("Faktorn hör till en annan version."))


@transaction.atomic
def remove_factor(access: Access, factor: RiskFactor, *, read: int | None = None) -> None:
    """Take a factor out of its draft.

    Raises:
        RuleViolation: the version is no draft.
        Outdated: somebody changed the draft after the page was read.
    """
    row = locked_draft(access, factor.version, read)
    factor.delete()
    _touched(access, row, "risk_model.factor_removed", {"factor": factor.name})


@transaction.atomic
def move_factor(access: Access, factor: RiskFactor, *, is_up: bool) -> None:
    """Let a factor change places with the one before or after it; at the end, stay.

    Raises:
        RuleViolation: the version is no draft.
    """
    row = locked_draft(access, factor.version)
    rows = RiskFactor.objects.visible_to(access).filter(version=row)
    if swap(rows, factor, is_up=is_up):
        _touched(access, row, "risk_model.factor_moved", {"factor": factor.name})


def _touched(access: Access, version: RiskModelVersion, event: str, facts: Facts) -> None:
    version.version += 1
    version.save(update_fields=["version"])
    note(access, event, version, facts)
