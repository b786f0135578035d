"""The note of a follow-up's visits, for the authority's own use."""

from datetime import date

from insyn.papers.content import Block, Document, Facts, Notice, Paragraph, Section, Table
from insyn.visits.rules.record import Noted, RecordFacts, Talked, VisitRecord
from insyn.visits.rules.staffing import difference_in_words, staffed_in_words

TITLE = "Besöksanteckning"


def record(facts: RecordFacts, *, issued_on: date) -> Document:
    """Return the note: a chapter for each visit."""
    empty = (Section("", (Paragraph("Inget besök eller möte är bokat."),)),)
    return Document(
        title=TITLE,
        subtitle=f"{facts.provider}, uppföljning {facts.followup}",
        organisation=facts.authority,
        issued_on=issued_on,
        case_number=facts.case_number,
        reference=(("Uppföljning", facts.followup), ("Avtal", facts.agreement)),
        sections=(
            Section("", (Notice(_INTERNAL),), numbered=False),
            *(tuple(map(_chapter, facts.visits)) or empty),
            *_elsewhere(facts.elsewhere),
        ),
    )


_INTERNAL = (
    "Anteckningen är nämndens eget arbetsmaterial. Den innehåller inga namn på dem som har "
    "intervjuats och lämnas inte till utföraren."
)


def _chapter(visit: VisitRecord) -> Section:
    opening: list[Block] = [Facts(visit.facts)]
    if visit.note:
        opening.append(Paragraph(visit.note))
    parts = (_participants(visit), _talks(visit), _samples(visit), _staffing(visit),
             _observations(visit), _photos(visit))  # fmt: skip
    return Section(visit.heading, tuple(opening), tuple(part for part in parts if part))


def _participants(visit: VisitRecord) -> Section | None:
    if not visit.participants:
        return None
    rows = tuple((side, role, str(count)) for side, role, count in visit.participants)
    return Section("Deltagare", (Table("Deltagare", ("För", "Roll", "Antal"), rows),))


def _talks(visit: VisitRecord) -> Section | None:
    if not visit.talks:
        return None
    return Section("Intervjuer", sections=tuple(map(_talk, visit.talks)))


def _talk(talk: Talked) -> Section:
    if not talk.themes:
        return Section(talk.people, (Paragraph("Inga teman är antecknade."),))
    rows = tuple((t.theme, t.text or "–", t.said or "–", t.area or "–") for t in talk.themes)
    header = ("Tema", "Vad som sades", "Hur många", "Område")
    return Section(talk.people, (Table(f"Teman, {talk.people}", header, rows),))


def _samples(visit: VisitRecord) -> Section | None:
    if not visit.samples:
        return None
    rows = tuple(
        (s.looked_for, s.how_many, s.share, s.deviations or "–", s.question or "–")
        for s in visit.samples
    )
    header = ("Kontrollerat", "Granskade", "Utfall", "Avvikelser", "Fråga")
    return Section("Aktstickprov", (Table("Aktstickprov", header, rows),))


def _staffing(visit: VisitRecord) -> Section | None:
    if not visit.staffing:
        return None
    rows = tuple(
        (
            row.role,
            row.at,
            str(row.scheduled),
            str(row.present),
            difference_in_words(row.scheduled, row.present),
            row.explanation or "–",
        )
        for row in visit.staffing
    )
    header = ("Roll", "Klockan", "Enligt schemat", "På plats", "Skillnad", "Förklaring")
    said = Paragraph(f"{staffed_in_words(visit.staffed)}.")
    return Section("Bemanning mot schemat", (said, Table("Bemanning", header, rows)))


def _observations(visit: VisitRecord) -> Section | None:
    if not visit.observations:
        return None
    return Section("Iakttagelser", (_observed("Iakttagelser", visit.observations),))


def _elsewhere(observations: tuple[Noted, ...]) -> tuple[Section, ...]:
    if not observations:
        return ()
    heading = "Iakttagelser utan besök"
    return (Section(heading, (_observed(heading, observations),)),)


def _observed(caption: str, observations: tuple[Noted, ...]) -> Table:
    rows = tuple((noted.area, noted.text) for noted in observations)
    return Table(caption, ("Område", "Iakttagelse"), rows)


def _photos(visit: VisitRecord) -> Section | None:
    if not visit.photos:
        return None
    rows = tuple((str(number), text) for number, text in enumerate(visit.photos, start=1))
    return Section("Foton", (Table("Foton", ("Nr", "Vad bilden visar"), rows),))
