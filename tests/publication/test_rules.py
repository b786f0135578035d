import datetime
import json
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from insyn.kernel.errors import RuleViolation
from insyn.publication.rules import PUBLICATION_LIFECYCLE, PublicationEvent, PublicationState
from insyn.publication.rules.content import (
    ToldArea,
    ToldFollowup,
    ToldService,
    content_of,
    fingerprint,
    summary_of,
)
from insyn.publication.rules.dcat import (
    CC0,
    NAMESPACES,
    CatalogueFacts,
    DatasetFacts,
    as_json_ld,
    as_rdf_xml,
    catalogue,
)
from insyn.publication.rules.open_data import COLUMNS, flat_rows, schema

DAY = datetime.date(2025, 5, 12)
BASE = "https://insyn.ekby.example"


def told(**facts) -> ToldService:
    known: dict[str, Any] = {
        "key": 7,
        "name": "Älvdalens Omsorg AB",
        "number": "5590000015",
        "is_sole_trader": False,
        "operating_form": "private",
        "area_code": "hvb",
        "area_name": "HVB",
        "followups": [
            ToldFollowup(DAY, "visit", [ToldArea("Personal", "met")], 3, 2, "approved"),
        ],
    }
    return ToldService(**(known | facts))


@pytest.mark.parametrize(("places", "is_small"), [(None, False), (4, True), (0, True), (5, False)])
def test_results_of_places_for_fewer_than_five_are_withheld(places, is_small):
    line = content_of(told(places=places), replies=None)

    assert line["results_withheld"] is is_small
    assert ("areas" in line["followups"][0]) is not is_small


def test_the_sums_less_the_other_lines_say_nothing_of_a_small_one():
    lines = [content_of(told(key=n, places=p), replies=None) for n, p in ((1, 20), (2, 3))]

    (row,) = summary_of(lines)

    assert (row["providers"], row["followed_up"], row["found"], row["remedied"]) == (2, 2, 3, 2)


@pytest.mark.parametrize(
    ("facts", "number"),
    [
        ({}, "5590000015"),
        ({"is_sole_trader": True}, None),
        ({"number": "8507099805"}, None),
        ({"number": ""}, None),
    ],
)
def test_only_a_legal_persons_number_is_told(facts, number):
    assert content_of(told(**facts), replies=1)["provider"]["organisation_number"] == number


def test_the_fingerprint_is_of_the_content():
    assert fingerprint({"a": 1, "b": "å"}) == fingerprint({"b": "å", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


def test_flat_rows_have_one_for_each_area_and_one_for_who_was_not_followed_up():
    two = ToldFollowup(DAY, "visit", [ToldArea("Personal", "met"), ToldArea("Mat", "partly")])
    lines = [content_of(told(followups=followups), replies=None) for followups in ((two,), ())]

    rows = list(flat_rows({"publication_id": "1", "period_start": "", "period_end": ""}, lines))

    assert [row["area"] for row in rows] == ["Personal", "Mat", ""]
    assert all(set(row) == set(COLUMNS) for row in rows)


def test_the_schema_names_what_the_lines_have():
    line = content_of(told(), replies=None)
    whole: dict[str, Any] = schema("https://x.example/v1.json")
    described = whole["properties"]["providers"]["items"]

    assert set(described["properties"]) == set(line)


def test_only_the_moves_of_the_table_are_possible():
    with pytest.raises(RuleViolation):
        PUBLICATION_LIFECYCLE.after(PublicationState.DRAFT, PublicationEvent.PUBLISH)
    assert not PUBLICATION_LIFECYCLE.events_from(PublicationState.WITHDRAWN)


# The catalogue.


def facts(**more) -> CatalogueFacts:
    page = f"{BASE}/offentligt/1/"
    one = DatasetFacts(
        iri=f"{page}#datamangd",
        page=page,
        title="Uppföljningar <2025> & mer",
        title_en="Follow-ups",
        text="Text.",
        text_en="Text.",
        publisher="Socialnämnden, Ekby",
        publisher_iri=f"{BASE}/offentligt/#namnd-1",
        email="fragor@ekby.example",
        first_on=datetime.date(2025, 1, 1),
        last_on=datetime.date(2025, 12, 31),
        published_on=datetime.date(2026, 3, 1),
        licence=CC0,
        files=[(f"{BASE}/oppna-data/1.csv", "text/csv")],
        **more,
    )
    return CatalogueFacts(
        iri=f"{BASE}/datasets/dcat", page=f"{BASE}/offentligt/", publisher="Ekby", datasets=[one]
    )


def parsed() -> ElementTree.Element:
    return ElementTree.fromstring(as_rdf_xml(catalogue(facts())))  # noqa: S314  our own text


MANDATORY = {
    "dcat:Catalog": ("dcterms:title", "dcterms:description", "dcterms:publisher",
                     "dcterms:license", "dcat:dataset"),
    "dcat:Dataset": ("dcterms:title", "dcterms:description", "dcterms:publisher",
                     "dcat:contactPoint", "dcat:distribution", "dcat:theme",
                     "dcterms:accrualPeriodicity", "dcterms:temporal", "dcterms:language",
                     "dcterms:issued", "dcterms:spatial"),
    "dcat:Distribution": ("dcat:accessURL", "dcterms:license", "dcterms:format"),
    "foaf:Agent": ("foaf:name", "dcterms:type"),
    "vcard:Organization": ("vcard:fn", "vcard:hasEmail"),
    "dcterms:PeriodOfTime": ("dcat:startDate", "dcat:endDate"),
}  # fmt: skip
"""What DCAT-AP-SE demands or advises of each kind of thing."""


def q(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def test_the_catalogue_has_the_shape_that_dcat_ap_se_demands():
    root = parsed()
    found = {element.tag for element in root}

    assert found == {q(kind) for kind in MANDATORY}
    for element in root:
        kind = next(kind for kind in MANDATORY if q(kind) == element.tag)
        assert {q(name) for name in MANDATORY[kind]} <= {child.tag for child in element}


def test_every_thing_pointed_at_is_described_and_every_address_is_absolute():
    root = parsed()
    about = [element.get(q("rdf:about")) for element in root]
    pointed = [child.get(q("rdf:resource")) for element in root for child in element]

    assert len(about) == len(set(about))
    assert all(str(iri).startswith(f"{BASE}/") for iri in about)
    assert all(iri.startswith(("http", "mailto:")) for iri in pointed if iri)
    assert all(iri.count("#") <= 1 for iri in [*about, *pointed] if iri)  # RFC 3987, 2.2
    own = {iri for iri in pointed if iri and iri.startswith(BASE) and "#" in iri}
    assert own <= set(about)


def test_a_contact_point_has_an_address_or_is_not_there():
    whole = facts()
    silent = replace(whole, datasets=[replace(one, email="") for one in whole.datasets])

    written = as_rdf_xml(catalogue(silent))

    assert b"contactPoint" not in written
    assert b"vcard:Organization" not in written


def test_text_cannot_break_the_xml():
    root = parsed()

    assert root.findtext(f"{q('dcat:Dataset')}/{q('dcterms:title')}") == (
        "Uppföljningar <2025> & mer"
    )


def test_json_ld_says_the_same():
    said = as_json_ld(catalogue(facts()))
    root = parsed()

    assert {one["@id"] for one in said["@graph"]} == {e.get(q("rdf:about")) for e in root}
    assert json.loads(json.dumps(said)) == said


def test_a_catalogue_without_data_is_still_a_catalogue():
    empty = CatalogueFacts(iri=f"{BASE}/datasets/dcat", page=BASE, publisher="ekby")

    assert b"dcat:Catalog" in as_rdf_xml(catalogue(empty))
