"""Whether a publication is ready to be proposed, check by check."""

from collections.abc import Sequence
from dataclasses import dataclass

from insyn.findings.models import FactCheck
from insyn.findings.rules.lists import FactCheckState
from insyn.followups.models import Followup
from insyn.kernel.access import Access
from insyn.publication.models import Publication
from insyn.publication.queries.frozen import earlier_tables, reply_counts
from insyn.publication.queries.material import material_of
from insyn.publication.rules import Check, LeftOut
from insyn.publication.rules.suppression import exposed, may_be_told, totals


@dataclass(frozen=True, slots=True)
class Checked:
    """A check, and whether it is in order."""

    check: Check
    is_ok: bool


def checks_of(access: Access, publication: Publication) -> Sequence[Checked]:
    """Return every check of what is frozen in the publication now."""
    row = publication
    texts = (row.title, row.title_en, row.text, row.text_en)
    has_note = row.corrects_id is None or bool(row.change_note and row.change_note_en)
    return (
        Checked(Check.TEXTS, all(texts)),
        Checked(Check.PROVIDERS, row.lines.visible_to(access).exists()),
        Checked(Check.FACT_CHECKS, not _has_unsettled(access, row)),
        Checked(Check.SMALL_GROUPS, _guards_small_groups(access, row)),
        *((Checked(Check.NOTE, has_note),) if row.corrects_id else ()),
    )


def _has_unsettled(access: Access, publication: Publication) -> bool:
    """Tell whether a provider is shown that has a fact check that is not settled."""
    shown = publication.lines.visible_to(access).order_by().values("provider_key")
    rows = (
        Followup.objects.visible_to(access)
        .reported()
        .filter(
            authority=publication.authority_id,
            carried_out_on__gte=publication.first_on,
            carried_out_on__lte=publication.last_on,
            contract__provider__in=shown,
        )
    )
    checks = FactCheck.objects.visible_to(access).filter(followup__in=rows.order_by())
    return checks.exclude(state=FactCheckState.SETTLED).exists()


def _guards_small_groups(access: Access, publication: Publication) -> bool:
    """Tell whether what is frozen keeps every small group, counted anew from the replies."""
    told = publication.told
    if not told.told:
        return True
    as_of = publication.as_of or publication.last_on
    material = material_of(access, publication, as_of=as_of)
    leaves = reply_counts(material.services)
    held = [path for path in totals(leaves) if path not in told.told]
    return not exposed(leaves, held) and may_be_told(told, earlier_tables(publication))


def left_out_of(publication: Publication) -> list[tuple[str, str, str]]:
    """Return who is left out, why, and the preparer's note."""
    return [
        (one["provider"], LeftOut(one["why"]).label, one["note"]) for one in publication.left_out
    ]
