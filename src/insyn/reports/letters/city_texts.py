"""First texts of the coordinator's yearly report, said from its facts alone. Pure."""

from collections.abc import Callable, Iterator, Mapping

from insyn.coordination.rules import ServiceForm
from insyn.coordination.rules.yearly import ALL, results_key
from insyn.papers.charts import swedish_number
from insyn.papers.wording import swedish_date
from insyn.reports.rules.general import GeneralFacts, listed
from insyn.reports.rules.layouts import SERVICE_PLACES
from insyn.reports.rules.states import ReportText

FORMS = "city_forms"
SAMPLED, REPORTED, SHARE, _WITH, DEFICIENCIES, IN_DEPTH = range(6)
MOST_NAMED = 10
"""How many units not reported on are named for a board; the table counts all."""
MOST_TOLD, LONGEST_TOLD = 20, 300
"""How many matters of weight the first text names, and how much of each."""

_SAID: Mapping[ServiceForm, str] = {
    ServiceForm.PRIVATE: "hos privata utförare",
    ServiceForm.CONTRACTED_OUT: "på entreprenad",
    ServiceForm.IN_HOUSE: "i egen regi",
    ServiceForm.SCHOOL: "i skola",
}


def _counted(number: int, one: str, many: str) -> str:
    return f"{swedish_number(number)} {one if number == 1 else many}"


def _summary(facts: GeneralFacts) -> Iterator[str]:
    yield from _line(facts, FORMS, ALL, "")
    yield from _behind(facts)


def _line(facts: GeneralFacts, table: str, line: str, where: str) -> Iterator[str]:
    sampled, reported = facts.number(table, line, SAMPLED), facts.number(table, line, REPORTED)
    if sampled is None or reported is None:
        return
    units = _counted(sampled, "verksamhet", "verksamheter")
    there = f"{where} " if where else ""
    found = facts.number(table, line, DEFICIENCIES) or 0
    yield f"Urvalet omfattade {units} {there}och {swedish_number(reported)} har följts upp."
    if reported:
        yield f"Uppföljningarna visade {_counted(found, 'brist', 'brister')}."
    deep = facts.number(table, line, IN_DEPTH)
    if deep:
        yield f"{_counted(deep, 'verksamhet', 'verksamheter')} ska få en fördjupad uppföljning."


def _background(facts: GeneralFacts) -> Iterator[str]:
    yield (
        f"{facts.board} i {facts.municipality} samordnar uppföljningen och redovisar här privata "
        "utförare, egen regi och verksamhet i skola. Alla följs upp på samma sätt: med samma "
        "frågor, enligt samma anvisning. Siffrorna bygger på det som nämnderna har rapporterat in."
    )
    if facts.city and facts.city.nobody:
        yield f"Ingen följer upp {listed(facts.city.nobody)}."
    if facts.city and facts.city.unlisted:
        lines = (f"- {service}" for service in facts.city.unlisted)
        yield "\n\nDet här saknas i ansvarslistan, som säger vem som följer upp:\n" + "\n".join(
            lines
        )


def _method(facts: GeneralFacts) -> Iterator[str]:
    table = next((one for one in facts.all_tables if one.key == "city_methods"), None)
    said = [
        f"{line.label.lower()} ({line.cells[0].value})"
        for line in (table.lines if table else ())
        if line.key != ALL and line.cells[0].value
    ]
    if said:
        yield f"Metoderna har varit {listed(said)}."


def _comparison(facts: GeneralFacts) -> Iterator[str]:
    for form, where in _SAID.items():
        sampled = facts.number(FORMS, form.value, SAMPLED)
        share = facts.cell(FORMS, form.value, SHARE)
        if sampled and share and share.value is not None:
            percent = swedish_number(float(share.value))
            found = facts.number(FORMS, form.value, DEFICIENCIES) or 0
            yield (
                f"Av {_counted(sampled, 'verksamhet', 'verksamheter')} {where} har {percent} "
                f"procent följts upp, med {_counted(found, 'brist', 'brister')}."
            )


def _of_form(form: ServiceForm) -> Callable[[GeneralFacts], Iterator[str]]:
    return lambda facts: _line(facts, results_key(form), ALL, _SAID[form])


def _behind(facts: GeneralFacts) -> Iterator[str]:
    if facts.city is None:
        return
    names = [board for board, _units in facts.city.left]
    if names:
        yield f"Allt är inte rapporterat från {listed(names)}."
    else:
        yield "Alla nämnder har rapporterat allt."


def _boards(facts: GeneralFacts) -> Iterator[str]:
    yield from _behind(facts)
    for board, units in facts.city.left if facts.city else ():
        more = len(units) - MOST_NAMED
        named = [*units[:MOST_NAMED], *([f"{more} till"] if more > 0 else [])]
        yield f"{board} har inte rapporterat {listed(named)}."
    told = facts.number("city_boards", ALL, 4)
    if told is not None:
        yield (
            f"{_counted(told, 'verksamhet har', 'verksamheter har')} rapporterats till den egna "
            "nämnden."
        )
    yield from _matters(facts)


def _matters(facts: GeneralFacts) -> Iterator[str]:
    """Yield what the boards were told, a line each; the first stands in a paragraph of its own."""
    told = facts.city.matters[:MOST_TOLD] if facts.city else ()
    if not told:
        return
    lines = (
        f"- {one.board}, {swedish_date(one.told_on)}"
        + (f", {one.reference}" if one.reference else "")
        + f": {' '.join(one.text.split())[:LONGEST_TOLD]}"
        for one in told
    )
    yield "\n\nNämnderna har fått veta:\n" + "\n".join(lines)


def _analysis(facts: GeneralFacts) -> Iterator[str]:
    if facts.number(FORMS, ALL, IN_DEPTH):
        yield "De verksamheter som ska få en fördjupad uppföljning bör gå först."
    if facts.city and facts.city.nobody:
        yield "Det behöver bestämmas vem som följer upp det som ingen följer upp."
    if facts.city and facts.city.unlisted:
        yield "Ansvarslistan behöver göras färdig."


CITY_MAKERS: Mapping[ReportText, Callable[[GeneralFacts], Iterator[str]]] = {
    ReportText.SUMMARY: _summary,
    ReportText.BACKGROUND: _background,
    ReportText.METHOD: _method,
    ReportText.COMPARISON: _comparison,
    **{place: _of_form(form) for form, place in SERVICE_PLACES.items()},
    ReportText.BOARDS: _boards,
    ReportText.ANALYSIS: _analysis,
}
