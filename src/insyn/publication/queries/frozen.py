"""A publication's content made ready to be frozen, with small groups withheld."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from insyn.kernel.access import Access
from insyn.publication.models import Publication
from insyn.publication.queries.material import Material, material_of
from insyn.publication.rules.content import (
    FORMAT,
    ToldService,
    content_of,
    fingerprint,
    summary_of,
)
from insyn.publication.rules.suppression import (
    Path,
    ToldTable,
    may_be_told,
    totals,
    withheld,
)


@dataclass(frozen=True, slots=True)
class Frozen:
    """Everything that is stored, and what it is called by."""

    lines: Sequence[Mapping[str, Any]]
    summary: Sequence[Mapping[str, Any]]
    replies: Sequence[Mapping[str, Any]]
    left_out: Sequence[Mapping[str, str]]
    fingerprint: str


def frozen_of(access: Access, publication: Publication, *, as_of: date) -> Frozen:
    """Return what the publication tells that day, as it would be frozen."""
    material = material_of(access, publication, as_of=as_of)
    told = _told_replies(publication, material)
    lines = [
        content_of(service, replies=told.get((service.area_code, service.key)))
        for service in material.services
    ]
    summary = summary_of(lines)
    replies = [{"of": list(path), "number": number} for path, number in _ordered(told)]
    content = {
        "format": FORMAT,
        "authority": publication.authority_id,
        "period": [publication.first_on.isoformat(), publication.last_on.isoformat()],
        "texts": [publication.title, publication.title_en, publication.text, publication.text_en],
        "change": [publication.change_note, publication.change_note_en],
        "licence": publication.licence,
        "lines": lines,
        "summary": summary,
        "replies": replies,
    }
    left_out = [
        {"provider": one.provider, "why": one.why.value, "note": one.note}
        for one in material.missing
    ]
    return Frozen(lines, summary, replies, left_out, fingerprint(content))


def _ordered(told: Mapping[Path, int]) -> list[tuple[Path, int]]:
    return sorted(told.items(), key=lambda one: (len(one[0]), str(one[0])))


def reply_counts(services: Sequence[ToldService]) -> dict[Path, int]:
    """Return how many have answered, by service area and provider."""
    return {(one.area_code, one.key): one.replies for one in services}


def _told_replies(publication: Publication, material: Material) -> Mapping[Path, int]:
    """Return the numbers of persons that may be told; none where the table may not stand."""
    leaves = reply_counts(material.services)
    if not any(leaves.values()):
        return {}
    held = withheld(leaves)
    told = {path: number for path, number in totals(leaves).items() if path not in held}
    table = ToldTable(publication.first_on, publication.last_on, told)
    return told if may_be_told(table, earlier_tables(publication)) else {}


def earlier_tables(publication: Publication) -> list[ToldTable]:
    """Return the numbers of persons that the board has told over some of the same days."""
    rows = Publication.objects.of_everybody().filter(authority=publication.authority_id)
    return [row.told for row in rows.overlapping(publication).exclude(pk=publication.pk)]
