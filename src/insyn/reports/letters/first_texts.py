"""First texts for every kind of report but the joint one, said from its facts alone. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from insyn.papers.charts import swedish_number
from insyn.papers.wording import swedish_date
from insyn.reports.letters.city_texts import CITY_MAKERS
from insyn.reports.rules.general import GeneralFacts, SingleFacts, listed
from insyn.reports.rules.layouts import places_of
from insyn.reports.rules.states import ReportKind, ReportText

_LAW = (
    "Kommunen ska kontrollera och följa upp den verksamhet som privata utförare bedriver "
    "(kommunallagen 10 kap. 8 §)."
)


def first_texts(facts: GeneralFacts) -> dict[ReportText, str]:
    """Return a first text for each place that can be said from the facts alone."""
    makers = {**_MAKERS, **_OF_KIND.get(facts.kind, {})}
    said = {
        place: " ".join(makers[place](facts)) for place in places_of(facts.kind) if place in makers
    }
    return {place: text for place, text in said.items() if text}


def counted(number: int, one: str, many: str) -> str:
    """Return the number with its word: ”1 uppföljning”, ”12 uppföljningar”."""
    return f"{swedish_number(number)} {one if number == 1 else many}"


def _summary(facts: GeneralFacts) -> Iterator[str]:
    yield from _coverage(facts)
    yield from _outcome(facts)
    yield from _measures(facts)


def _background(facts: GeneralFacts) -> Iterator[str]:
    about = f" Rapporten gäller {facts.about}." if facts.about else ""
    yield (
        f"{facts.board} i {facts.municipality} redovisar här vad nämnden har följt upp "
        f"{_during(facts)}.{about} {_LAW} Verksamhet i egen regi redovisas på samma sätt."
    )


def _during(facts: GeneralFacts) -> str:
    return f"under {facts.period}" if facts.period.isdigit() else f"perioden {facts.period}"


def _method(facts: GeneralFacts) -> Iterator[str]:
    yield (
        "Uppföljningarna utgår från kraven i avtal och uppdrag. Utföraren har fått läsa och "
        "kommentera uppgifterna innan uppföljningen rapporterades."
    )
    kinds = next((t for t in facts.all_tables if t.key == "followups_by_kind"), None)
    if kinds is not None:
        said = [
            f"{line.label.lower()} ({line.cells[0].value})"
            for line in kinds.lines
            if line.key != "all" and line.cells[0].value
        ]
        if said:
            yield f"Formerna har varit {listed(said)}."


def _coverage(facts: GeneralFacts) -> Iterator[str]:
    in_force, done = facts.number("coverage", "all", 0), facts.number("coverage", "all", 1)
    if in_force is None or done is None:
        return
    if not in_force:
        yield "Nämnden hade inga kontrakt som gällde under perioden."
        return
    share = facts.cell("coverage", "all", 2)
    percent = swedish_number(float(share.value)) if share and share.value is not None else "0"
    yield (
        f"{counted(in_force, 'kontrakt', 'kontrakt')} gällde under perioden. Av dem följdes "
        f"{done} upp ({percent} procent)."
    )
    never = facts.number("coverage", "all", 4)
    if never:
        yield f"{counted(never, 'kontrakt', 'kontrakt')} har aldrig följts upp."
    late = facts.number("coverage", "all", 5)
    if late:
        yield f"{counted(late, 'kontrakt', 'kontrakt')} följdes upp för mer än tre år sedan."


def _outcome(facts: GeneralFacts) -> Iterator[str]:
    total = facts.number("followups_by_outcome", "all")
    if total is not None:
        yield (
            f"{counted(total, 'uppföljning', 'uppföljningar')} rapporterades."
            if total
            else "Ingen uppföljning rapporterades."
        )
    deficient = facts.number("findings_by_kind", "deficiency")
    if total and deficient is not None:
        development = facts.number("findings_by_kind", "development_area") or 0
        good = facts.number("findings_by_kind", "good_practice") or 0
        yield (
            f"De visade {counted(deficient, 'brist', 'brister')}, "
            f"{counted(development, 'utvecklingsområde', 'utvecklingsområden')} och "
            f"{counted(good, 'gott exempel', 'goda exempel')}."
        )
    yield from _most_common(facts)


def _most_common(facts: GeneralFacts) -> Iterator[str]:
    areas = next((t for t in facts.all_tables if t.key == "findings_by_area"), None)
    if areas is None:
        return
    said = [
        f"{line.label} ({line.cells[0].value})"
        for line in areas.lines
        if line.key != "all" and line.cells[0].value
    ][:3]
    if said:
        yield f"Flest brister finns inom {listed(said)}."


def _comparison(facts: GeneralFacts) -> Iterator[str]:
    key = "findings_by_operating_form"
    for line, where in (("private", "Hos privata utförare"), ("in_house", "I egen regi")):
        followups, found = facts.number(key, line, 0), facts.number(key, line, 1)
        if followups is not None and found is not None:
            yield (
                f"{where} gjordes {counted(followups, 'uppföljning', 'uppföljningar')}, som "
                f"visade {counted(found, 'brist', 'brister')}."
            )
    if facts.number(key, "private") is not None or facts.number(key, "in_house") is not None:
        yield "Jämför inte antalen utan att se hur många uppföljningar de kommer från."


def _measures(facts: GeneralFacts) -> Iterator[str]:
    requested = facts.number("plans", "requested")
    if requested:
        verified = facts.number("plans", "verified") or 0
        yield (
            f"{counted(requested, 'åtgärdsplan', 'åtgärdsplaner')} begärdes; effekten är "
            f"kontrollerad i {verified}."
        )
    elif requested == 0:
        yield "Ingen åtgärdsplan begärdes."
    overdue = facts.number("deficiencies_remedied", "overdue")
    if overdue:
        unmended = counted(overdue, "brist är inte avhjälpt", "brister är inte avhjälpta")
        yield f"{unmended} fast sista dagen har gått."
    decided = facts.number("sanctions", "decided")
    if decided:
        yield f"{counted(decided, 'sanktion', 'sanktioner')} beslutades."


def _times(facts: GeneralFacts) -> Iterator[str]:
    cell = facts.cell("clock_by_kind", "all", 1)
    if cell is not None and cell.value is not None:
        yield (
            "Hälften av uppföljningarna var rapporterade inom "
            f"{swedish_number(float(cell.value))} dagar."
        )


def _analysis(facts: GeneralFacts) -> Iterator[str]:
    never = facts.number("coverage", "all", 4)
    if never:
        yield "De utförare som aldrig har följts upp bör gå först i nästa plan."
    repeated = facts.number("deficiencies_remedied", "repeated")
    if repeated:
        yield f"{counted(repeated, 'brist', 'brister')} har setts även tidigare år."


def _single_summary(facts: GeneralFacts) -> Iterator[str]:
    one = facts.single
    if one is None:
        return
    day = f" den {swedish_date(one.carried_out_on)}" if one.carried_out_on else ""
    yield f"{facts.board} har följt upp {one.provider}{day}."
    yield _found_said(one)
    if one.outcome:
        yield f"Utfallet är: {one.outcome.lower()}."


def _found_said(one: SingleFacts) -> str:
    bad, better = len(one.deficiencies), len(one.development_areas)
    if not bad and not better:
        return "Uppföljningen visade inga brister eller utvecklingsområden."
    return (
        f"Uppföljningen visade {counted(bad, 'brist', 'brister')} och "
        f"{counted(better, 'utvecklingsområde', 'utvecklingsområden')}."
    )


def _single_outcome(facts: GeneralFacts) -> Iterator[str]:
    one = facts.single
    if one is None:
        return
    parts = [
        part
        for heading, found in (
            ("Brister:", one.deficiencies),
            ("Utvecklingsområden:", one.development_areas),
            ("Goda exempel:", one.good_practices),
        )
        if (part := _bullets(heading, found))
    ]
    if one.assessment.strip():
        parts.append(one.assessment.strip())
    yield "\n\n".join(parts)


def _bullets(heading: str, found: Sequence[tuple[str, str]]) -> str:
    if not found:
        return ""
    return "\n".join([heading, *(f"- {area}: {' '.join(text.split())}" for area, text in found)])


def _single_measures(facts: GeneralFacts) -> Iterator[str]:
    one = facts.single
    if one is None:
        return
    if one.plan_state:
        yield f"Nämnden har begärt en åtgärdsplan. Läge: {one.plan_state.lower()}."
    else:
        yield "Ingen åtgärdsplan har begärts."


def _council_summary(facts: GeneralFacts) -> Iterator[str]:
    done = [board.name for board in facts.boards if board.has_reported]
    left = [board.name for board in facts.boards if not board.has_reported]
    if not facts.boards:
        yield "Kommunen har inga andra nämnder i Insyn."
        return
    yield (
        f"{len(done)} av {counted(len(facts.boards), 'nämnd', 'nämnder')} har beslutat om en "
        f"årsrapport för {facts.period}."
    )
    if left:
        yield f"Beslutad rapport saknas från {listed(left)}."


def _council_background(facts: GeneralFacts) -> Iterator[str]:
    yield (
        "Kommunstyrelsen har uppsikt över nämndernas verksamhet (kommunallagen 6 kap. 1 §) och "
        "redovisar här för kommunfullmäktige hur nämnderna har följt upp utförarna. Rapporten "
        "bygger bara på årsrapporter som nämnderna har beslutat om."
    )


def _council_boards(facts: GeneralFacts) -> Iterator[str]:
    for board in facts.boards:
        if board.has_reported:
            day = f" den {swedish_date(board.decided_on)}" if board.decided_on else ""
            yield f"{board.name} beslutade om sin årsrapport{day}, {board.decision}.".replace(
                ", .", "."
            )


def _thematic_background(facts: GeneralFacts) -> Iterator[str]:
    yield (
        f"Granskningen ”{facts.about}” har gjorts {_during(facts)}. Den svarar på en fråga om "
        "många verksamheter och bedömer aldrig en enskild. Granskningens egen rapport är "
        "bilaga 2 till ärendet."
    )


def _nothing(facts: GeneralFacts) -> Iterator[str]:
    del facts
    yield from ()


Maker = Callable[[GeneralFacts], Iterator[str]]
_MAKERS: Mapping[ReportText, Maker] = {
    ReportText.SUMMARY: _summary,
    ReportText.BACKGROUND: _background,
    ReportText.METHOD: _method,
    ReportText.COVERAGE: _coverage,
    ReportText.OUTCOME: _outcome,
    ReportText.COMPARISON: _comparison,
    ReportText.MEASURES: _measures,
    ReportText.TIMES: _times,
    ReportText.ANALYSIS: _analysis,
}
_OF_KIND: Mapping[ReportKind, Mapping[ReportText, Maker]] = {
    ReportKind.CITY: CITY_MAKERS,
    ReportKind.SINGLE: {
        ReportText.SUMMARY: _single_summary,
        ReportText.OUTCOME: _single_outcome,
        ReportText.MEASURES: _single_measures,
    },
    ReportKind.COUNCIL: {
        ReportText.SUMMARY: _council_summary,
        ReportText.BACKGROUND: _council_background,
        ReportText.BOARDS: _council_boards,
        ReportText.ANALYSIS: _nothing,
    },
    ReportKind.THEMATIC: {
        ReportText.SUMMARY: _nothing,
        ReportText.BACKGROUND: _thematic_background,
        ReportText.ANALYSIS: _nothing,
    },
}
