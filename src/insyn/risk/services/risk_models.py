"""Risk models and their versions: made, changed while a draft, published, retired, copied."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.locking import locked_row
from insyn.registry.services.changes import write
from insyn.risk.models import RiskFactor, RiskModel, RiskModelVersion
from insyn.risk.queries.risk_models import model_facts
from insyn.risk.rules.factors import FactorFacts, ModelFacts, bands_problems, problems
from insyn.risk.rules.kinds import ModelState
from insyn.risk.rules.model_states import MODEL_LIFECYCLE, ModelEvent

TOLD_AT_MOST = 3
"""How many faults one sentence names; the page lists them all."""


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """What is said of a version beside its factors."""

    name: str
    scale_size: int
    bands: tuple[int, ...]
    change_note: str = ""


@transaction.atomic
def create_model(
    access: Access, authority: Authority, *, name: str, start: ModelFacts, copied_from: str = ""
) -> RiskModelVersion:
    """Make a risk model and return its first version, a draft that begins as ``start``.

    Raises:
        RuleViolation: the authority has a risk model of that name.
    """
    access.require(Permission.EDIT_PLAN, authority_id=authority.pk)
    model = RiskModel(authority=authority)
    write(model, {"name": _free_name(model, name), "copied_from": copied_from})
    version = _made(model, 1, start)
    note(access, "risk_model.created", version, {"factors": len(start.factors)})
    return version


def _free_name(model: RiskModel, name: str) -> str:
    others = RiskModel.objects.filter(authority=model.authority, name=name.strip())
    if others.exclude(pk=model.pk).exists():
        raise RuleViolation(
            _("Nämnden har redan en riskmodell som heter ”%s”. Välj ett annat namn.") % name.strip()
        )
    return name.strip()


def _made(model: RiskModel, number: int, start: ModelFacts) -> RiskModelVersion:
    version = RiskModelVersion(model=model, number=number)
    write(version, {"scale_size": start.scale_size, "bands": list(start.bands)})
    add_factors(version, start.factors)
    return version


def add_factors(version: RiskModelVersion, factors: Iterable[FactorFacts]) -> None:
    """Store the factors in their order, in a version that has none."""
    RiskFactor.objects.bulk_create(
        RiskFactor(version=version, position=place, **factor_values(facts))
        for place, facts in enumerate(factors, start=1)
    )


def factor_values(facts: FactorFacts) -> dict[str, object]:
    """Return a factor's facts by the names of their columns."""
    return {
        "code": facts.code,
        "name": facts.name,
        "part": facts.part,
        "source": facts.source,
        "measure": facts.measure or "",
        "weight": facts.weight,
        "bounds": list(facts.bounds),
        "level_texts": list(facts.level_texts),
        "missing_level": facts.missing_level,
        "explanation": facts.explanation,
    }


@transaction.atomic
def change_model(
    access: Access, version: RiskModelVersion, *, facts: VersionFacts, read: int | None = None
) -> RiskModelVersion:
    """Change what a draft is called, its scale and its lines.

    Raises:
        RuleViolation: it is no draft, the name is taken, or the lines do not fit the scale.
        Outdated: somebody changed the draft after the page was read.
    """
    row = locked_draft(access, version, read)
    if wrong := bands_problems(facts.bands, facts.scale_size):
        raise RuleViolation(wrong[0])
    said = write(row.model, {"name": _free_name(row.model, facts.name)})
    said |= write(
        row,
        {
            "scale_size": facts.scale_size,
            "bands": list(facts.bands),
            "change_note": facts.change_note.strip(),
        },
    )
    if said:
        note(access, "risk_model.changed", row, said)
    return row


@transaction.atomic
def publish_model(
    access: Access, version: RiskModelVersion, *, read: int | None = None
) -> RiskModelVersion:
    """Let assessments use the draft; from now on it never changes.

    Raises:
        RuleViolation: it is no draft, or something must be put right first.
        Outdated: somebody changed the draft after the page was read.
    """
    row = locked_version(access, version, read)
    state = MODEL_LIFECYCLE.after(ModelState(row.state), ModelEvent.PUBLISH)
    if wrong := problems(model_facts(access, row)):
        raise RuleViolation(" ".join(wrong[:TOLD_AT_MOST]))
    write(row, {"state": state, "published_on": clock.today()})
    note(access, "risk_model.published", row)
    return row


@transaction.atomic
def retire_model(access: Access, version: RiskModelVersion) -> RiskModelVersion:
    """Let no new assessment use the version; those that do keep it.

    Raises:
        RuleViolation: it is not published.
    """
    row = locked_version(access, version)
    state = MODEL_LIFECYCLE.after(ModelState(row.state), ModelEvent.RETIRE)
    write(row, {"state": state, "retired_on": clock.today()})
    note(access, "risk_model.retired", row)
    return row


@transaction.atomic
def draft_model(access: Access, version: RiskModelVersion) -> RiskModelVersion:
    """Return a new draft with the same factors, numbered after the model's last version.

    Raises:
        RuleViolation: the model already has a draft; two would drift apart.
    """
    row = locked_version(access, version)
    RiskModel.objects.visible_to(access).select_for_update(of=("self",)).get(pk=row.model_id)
    siblings = RiskModelVersion.objects.visible_to(access).filter(model=row.model_id)
    if siblings.filter(state=ModelState.DRAFT).exists():
        raise RuleViolation(_("Riskmodellen har redan ett utkast. Fortsätt på det."))
    last = siblings.order_by("-number").values_list("number", flat=True)[0]
    draft = _made(row.model, last + 1, model_facts(access, row))
    note(access, "risk_model.draft_made", draft, {"from_version": row.number})
    return draft


@transaction.atomic
def remove_draft(access: Access, version: RiskModelVersion, *, read: int | None = None) -> None:
    """Throw a draft away; a model left without versions goes with it.

    Raises:
        RuleViolation: it is no draft.
        Outdated: somebody changed the draft after the page was read.
    """
    row = locked_draft(access, version, read)
    note(access, "risk_model.draft_removed", row)
    model = row.model
    row.delete()
    if not RiskModelVersion.objects.filter(model=model).exists():
        model.delete()


@transaction.atomic
def copy_model(
    access: Access, version: RiskModelVersion, *, authority: Authority, name: str
) -> RiskModelVersion:
    """Return the first draft of a new model of the authority, with the same factors.

    Raises:
        RuleViolation: the authority has a risk model of that name.
    """
    start = model_facts(access, version)
    return create_model(access, authority, name=name, start=start, copied_from=str(version))


def locked_version(
    access: Access, version: RiskModelVersion, read: int | None = None
) -> RiskModelVersion:
    """Return the version, locked, to one who may change risk models."""
    access.require(Permission.EDIT_PLAN, authority_id=version.model.authority_id)
    rows = RiskModelVersion.objects.visible_to(access).select_related(
        "model__authority__municipality"
    )
    return locked_row(rows, pk=version.pk, version=read)


def locked_draft(
    access: Access, version: RiskModelVersion, read: int | None = None
) -> RiskModelVersion:
    """Return the version, locked, when it still may be changed.

    Raises:
        RuleViolation: it is published or retired.
    """
    row = locked_version(access, version, read)
    if not row.is_draft:
        raise RuleViolation(
            _("Versionen är publicerad och ändras aldrig. Gör ett nytt utkast och ändra i det.")
        )
    return row


def note(access: Access, event: str, version: RiskModelVersion, facts: Facts | None = None) -> None:
    """Write in the trail of the model's board what happened to a version."""
    record(access, event, version, place=Place(version.model.authority_id), facts=facts)
