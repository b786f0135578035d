"""The published results as files, and the facts of the catalogue that describes them."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from insyn.publication.models import Publication, Snapshot
from insyn.publication.queries.shown import area_choices
from insyn.publication.rules import LICENCE_ADDRESSES, Licence
from insyn.publication.rules.content import FORMAT
from insyn.publication.rules.open_data import COLUMNS, flat_rows

Lines = QuerySet[Snapshot]


def published_lines(row: Publication) -> Lines:
    """Return the lines of a publication that is out, in order."""
    lines = Snapshot.objects.of_everybody().filter(publication=row)
    return lines.order_by("sort_key", "area_name", "pk")


def as_json(row: Publication, lines: Lines) -> dict[str, Any]:
    """Return the whole publication by the schema."""
    told = row.told.told
    return {
        "format": FORMAT,
        "publication": _about(row),
        "providers": [line.content for line in lines],
        "replies": {
            "all": told.get(()),
            "by_service_area": [
                {"code": code, "replies": told.get((code,))} for code, _name in area_choices(row)
            ],
        },
    }


def file_key(row: Publication) -> str:
    """Return what changes whenever a file of the publication would, without reading its lines.

    The stored fingerprint stands for the lines: the database never lets them change.
    """
    said = [as_json(row, Snapshot.objects.none()), COLUMNS]
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _about(row: Publication) -> dict[str, Any]:
    return {
        "id": row.pk,
        "authority": row.authority.name,
        "municipality": row.authority.municipality.name,
        "title": {"sv": row.title, "en": row.title_en},
        "text": {"sv": row.text, "en": row.text_en},
        "period_start": row.first_on.isoformat(),
        "period_end": row.last_on.isoformat(),
        "data_as_of": row.as_of.isoformat() if row.as_of else "",
        "published": row.published_on.isoformat() if row.published_on else "",
        "edition": row.edition,
        "correction": {"sv": row.change_note, "en": row.change_note_en},
        "licence": LICENCE_ADDRESSES[Licence(row.licence)],
        "fingerprint": row.fingerprint,
    }


def as_rows(row: Publication, lines: Lines) -> Iterator[Mapping[str, str]]:
    """Return the publication as flat rows, for the CSV file."""
    head = {
        "publication_id": str(row.pk),
        "period_start": row.first_on.isoformat(),
        "period_end": row.last_on.isoformat(),
    }
    return flat_rows(head, (line.content for line in lines))


def contacts() -> list[tuple[str, str]]:
    """Return each board that has something out and says where to write, and that address."""
    found = {str(row.authority): row.email for row in published_now() if row.email}
    return sorted(found.items())


def published_now() -> list[Publication]:
    """Return everything that is out, with its board."""
    rows = Publication.objects.of_everybody().published()
    return list(rows.select_related("authority__municipality").order_by("pk"))
