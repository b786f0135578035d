"""The open data described as a catalogue by DCAT-AP-SE 3, in RDF/XML and JSON-LD. Pure.

Source: DCAT-AP-SE 3.0.1 (Myndigheten för digital förvaltning).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree import ElementTree

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_VOCABULARY = "http://publications.europa.eu/resource/authority/"
LANGUAGES = (f"{_VOCABULARY}language/SWE", f"{_VOCABULARY}language/ENG")
ANNUAL, IRREGULAR = f"{_VOCABULARY}frequency/ANNUAL", f"{_VOCABULARY}frequency/IRREG"
THEMES = (f"{_VOCABULARY}data-theme/SOCI", f"{_VOCABULARY}data-theme/GOVE")
OPEN_TO_ALL = f"{_VOCABULARY}access-right/PUBLIC"
SWEDEN = f"{_VOCABULARY}country/SWE"
MUNICIPALITY = "http://purl.org/adms/publishertype/LocalAuthority"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"
MEDIA = "https://www.iana.org/assignments/media-types/"
DATE = NAMESPACES["xsd"] + "date"
YEAR_OF_DAYS = (360, 372)


@dataclass(frozen=True, slots=True)
class Link:
    """A value that is an address."""

    iri: str


@dataclass(frozen=True, slots=True)
class Words:
    """A value that is text, in a language or of a type."""

    text: str
    language: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing with a type, an address of its own unless it is blank, and what is said of it."""

    kind: str
    iri: str
    said: "Sequence[tuple[str, Link | Words | Node]]" = ()


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """One publication as the catalogue tells of it. Addresses are absolute."""

    iri: str
    page: str
    title: str
    title_en: str
    text: str
    text_en: str
    publisher: str
    publisher_iri: str
    email: str
    first_on: date
    last_on: date
    published_on: date
    licence: str
    files: Sequence[tuple[str, str]] = ()
    """(address, media type) of each file."""


@dataclass(frozen=True, slots=True)
class CatalogueFacts:
    """The catalogue as a whole."""

    iri: str
    page: str
    publisher: str
    datasets: Sequence[DatasetFacts] = ()


def catalogue(facts: CatalogueFacts) -> Node:
    """Return the catalogue with its data sets and their files."""
    latest = max((one.published_on for one in facts.datasets), default=None)
    return Node(
        "dcat:Catalog",
        facts.iri,
        (
            ("dcterms:title", Words("Publicerade resultat av uppföljning", "sv")),
            ("dcterms:title", Words("Published results of follow-up", "en")),
            ("dcterms:description", Words(
                "Resultat av uppföljning av socialtjänstens utförare, som nämnderna har "
                "publicerat dem.", "sv")),
            ("dcterms:description", Words(
                "Results of the follow-up of providers of social care, as published by the "
                "boards.", "en")),
            ("dcterms:publisher", _agent(f"{facts.iri}#utgivare", facts.publisher)),
            ("dcterms:license", Link(CC0)),
            *((("dcterms:modified", _day(latest)),) if latest else ()),
            *(("dcterms:language", Link(language)) for language in LANGUAGES),
            ("dcterms:spatial", Link(SWEDEN)),
            ("foaf:homepage", Link(facts.page)),
            ("dcat:themeTaxonomy", Link(f"{_VOCABULARY}data-theme")),
            *(("dcat:dataset", _dataset(one)) for one in facts.datasets),
        ),
    )  # fmt: skip


def _agent(iri: str, name: str) -> Node:
    return Node(
        "foaf:Agent", iri,
        (("foaf:name", Words(name)), ("dcterms:type", Link(MUNICIPALITY))),
    )  # fmt: skip


def _day(day: date) -> Words:
    return Words(day.isoformat(), datatype=DATE)


def _dataset(one: DatasetFacts) -> Node:
    days = (one.last_on - one.first_on).days + 1
    is_year = YEAR_OF_DAYS[0] <= days <= YEAR_OF_DAYS[1]
    period = (("dcat:startDate", _day(one.first_on)), ("dcat:endDate", _day(one.last_on)))
    return Node(
        "dcat:Dataset",
        one.iri,
        (
            ("dcterms:title", Words(one.title, "sv")),
            ("dcterms:title", Words(one.title_en, "en")),
            ("dcterms:description", Words(one.text, "sv")),
            ("dcterms:description", Words(one.text_en, "en")),
            ("dcterms:identifier", Words(one.iri)),
            ("dcterms:publisher", _agent(one.publisher_iri, one.publisher)),
            *_contact(one),
            *(("dcat:theme", Link(theme)) for theme in THEMES),
            ("dcat:keyword", Words("uppföljning", "sv")),
            ("dcat:keyword", Words("socialtjänst", "sv")),
            ("dcat:keyword", Words("social care", "en")),
            ("dcterms:accrualPeriodicity", Link(ANNUAL if is_year else IRREGULAR)),
            ("dcterms:temporal", Node("dcterms:PeriodOfTime", f"{one.page}#period", period)),
            ("dcterms:spatial", Link(SWEDEN)),
            ("dcterms:issued", _day(one.published_on)),
            ("dcterms:modified", _day(one.published_on)),
            *(("dcterms:language", Link(language)) for language in LANGUAGES),
            ("dcterms:accessRights", Link(OPEN_TO_ALL)),
            ("dcat:landingPage", Link(one.page)),
            *(("dcat:distribution", _file(one, *file)) for file in one.files),
        ),
    )


def _contact(one: DatasetFacts) -> "Sequence[tuple[str, Node]]":
    """Return where to write; the standard has no contact point without an address."""
    if not one.email:
        return ()
    said = (
        ("vcard:fn", Words(one.publisher)),
        ("vcard:hasEmail", Link(f"mailto:{one.email}")),
        ("vcard:hasURL", Link(one.page)),
    )
    return (("dcat:contactPoint", Node("vcard:Organization", f"{one.page}#kontakt", said)),)


def _file(one: DatasetFacts, address: str, media: str) -> Node:
    name = media.rpartition("/")[2].upper()
    return Node(
        "dcat:Distribution",
        f"{address}#distribution",
        (
            ("dcterms:title", Words(f"{one.title} ({name})", "sv")),
            ("dcterms:title", Words(f"{one.title_en} ({name})", "en")),
            ("dcat:accessURL", Link(address)),
            ("dcat:downloadURL", Link(address)),
            ("dcat:mediaType", Link(f"{MEDIA}{media}")),
            ("dcterms:format", Words(media)),
            ("dcterms:license", Link(one.licence)),
            ("dcterms:issued", _day(one.published_on)),
        ),
    )


def _name(short: str) -> str:
    prefix, _, local = short.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def as_rdf_xml(node: Node) -> bytes:
    """Return the node as RDF/XML: every thing at the top, pointed at by its address."""
    for prefix, address in NAMESPACES.items():
        ElementTree.register_namespace(prefix, address)
    root = ElementTree.Element(_name("rdf:RDF"))
    for one in _each(node):
        about = ElementTree.SubElement(root, _name(one.kind), {_name("rdf:about"): one.iri})
        for name, value in one.said:
            _xml_value(ElementTree.SubElement(about, _name(name)), value)
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _xml_value(element: ElementTree.Element, value: Link | Words | Node) -> None:
    if isinstance(value, Words):
        element.text = value.text
        if value.language:
            element.set("{http://www.w3.org/XML/1998/namespace}lang", value.language)
        if value.datatype:
            element.set(_name("rdf:datatype"), value.datatype)
    else:
        element.set(_name("rdf:resource"), value.iri)


def _each(node: Node) -> Iterable[Node]:
    """Return the node and all below it, each address once."""
    seen: dict[str, Node] = {}
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.iri not in seen:
            seen[one.iri] = one
            waiting += [value for _name_, value in one.said if isinstance(value, Node)]
    return seen.values()


def as_json_ld(node: Node) -> dict[str, Any]:
    """Return the same as JSON-LD: a context and a list of things."""
    return {"@context": NAMESPACES, "@graph": [_json(one) for one in _each(node)]}


def _json(node: Node) -> dict[str, Any]:
    said: dict[str, Any] = {"@id": node.iri, "@type": node.kind}
    for name, value in node.said:
        said.setdefault(name, []).append(_json_value(value))
    return said


def _json_value(value: Link | Words | Node) -> dict[str, str]:
    if not isinstance(value, Words):
        return {"@id": value.iri}
    told = {"@value": value.text}
    if value.language:
        told["@language"] = value.language
    if value.datatype:
        told["@type"] = value.datatype
    return told
