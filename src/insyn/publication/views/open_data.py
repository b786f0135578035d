"""Open data: the files, their schema, and the catalogue that DCAT-AP-SE describes."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from insyn.documents.http import as_download
from insyn.papers.excel import Column, write_csv
from insyn.publication.http import (
    absolute,
    check_ending,
    etag_of,
    open_page,
    open_to_all,
    unchanged,
)
from insyn.publication.models import Publication
from insyn.publication.queries.open_data import (
    as_json,
    as_rows,
    file_key,
    published_lines,
    published_now,
)
from insyn.publication.rules import LICENCE_ADDRESSES, Licence
from insyn.publication.rules.dcat import (
    CatalogueFacts,
    DatasetFacts,
    as_json_ld,
    as_rdf_xml,
    catalogue,
)
from insyn.publication.rules.open_data import COLUMNS, schema
from insyn.publication.views.open_pages import of_publication

JSON, CSV = "application/json", "text/csv; charset=utf-8"
FILES = {"json": "application/json", "csv": "text/csv"}
CSV_COLUMNS = tuple(Column(name, name) for name in COLUMNS)


@open_to_all
def index(request: HttpRequest) -> HttpResponse:
    """Say which open data there are and how to use them."""
    context = {"publications": published_now(), "base": settings.BASE_ADDRESS}
    return open_page(request, "publication/open/data.html", context)


@open_to_all
def data_schema(request: HttpRequest) -> HttpResponse:
    """Return the JSON Schema."""
    del request
    return _json(schema(absolute("public:schema")), "application/schema+json")


@of_publication
def data_file(request: HttpRequest, row: Publication, ending: str) -> HttpResponse:
    """Return a publication as JSON or CSV; nothing is read for one who has it already."""
    check_ending(ending, FILES)
    etag = etag_of(f"{ending} {file_key(row)}".encode())
    answer = unchanged(request, etag) or _written(row, ending)
    answer.headers["ETag"] = etag
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def _written(row: Publication, ending: str) -> HttpResponse:
    lines = published_lines(row)
    if ending == "json":
        answer = _json(as_json(row, lines), JSON)
    else:
        content = write_csv(CSV_COLUMNS, ({**one} for one in as_rows(row, lines)))
        answer = HttpResponse(content, content_type=CSV)
    return as_download(answer, f"insyn-{row.pk}.{ending}")


@open_to_all
def dcat(request: HttpRequest) -> HttpResponse:
    """Return the catalogue as RDF/XML."""
    del request
    return HttpResponse(as_rdf_xml(catalogue(_facts())), content_type="application/rdf+xml")


@open_to_all
def dcat_json(request: HttpRequest) -> HttpResponse:
    """Return the catalogue as JSON-LD."""
    del request
    return _json(as_json_ld(catalogue(_facts())), "application/ld+json")


def _json(content: object, content_type: str) -> HttpResponse:
    written = json.dumps(content, ensure_ascii=False, indent=1)
    return HttpResponse(written, content_type=content_type)


def _facts() -> CatalogueFacts:
    rows = published_now()
    names = sorted({row.authority.municipality.name for row in rows})
    return CatalogueFacts(
        iri=absolute("public:dcat"),
        page=absolute("public:start"),
        publisher=", ".join(names) or settings.MAIL_HOST,
        datasets=[_dataset(row) for row in rows],
    )


def _dataset(row: Publication) -> DatasetFacts:
    page = absolute("public:results", row.pk)
    board = f"{absolute('public:start')}#namnd-{row.authority_id}"
    published = row.published_on or row.last_on
    return DatasetFacts(
        iri=f"{page}#datamangd",
        page=page,
        title=row.title,
        title_en=row.title_en,
        text=row.text,
        text_en=row.text_en,
        publisher=str(row.authority),
        publisher_iri=board,
        email=row.email,
        first_on=row.first_on,
        last_on=row.last_on,
        published_on=published,
        licence=LICENCE_ADDRESSES[Licence(row.licence)],
        files=[(absolute("public:data", row.pk, ending), kind) for ending, kind in FILES.items()],
    )
