import pytest

from insyn.papers.content import columns_of, text_of
from insyn.plans.letters import tables
from insyn.plans.rules import ActivityState, FormKind, Scope
from insyn.plans.rules.lines import Line, PlanLines
from insyn.plans.rules.matrices import agreement_matrices, area_matrices, stage_tables
from tests.plans.lines import line, period, plan, spring, terms, year

THREE_YEARS = (2022, 2023, 2024)
NEW = {"form_key": 2, "form": "Nya utförare", "form_kind": FormKind.NEW_PROVIDERS}
QUALITY = {"form_key": 3, "form": "Kvalitetsuppföljning", "form_kind": FormKind.THEME}
SPECIAL = {
    "form_key": 4,
    "form": "Särskild uppföljning",
    "form_kind": FormKind.SPECIAL,
    "scope": Scope.AGREEMENT,
}
EVERY_YEAR = "februari–maj varje år"
ALL_ALONG = "fortlöpande genom besök, efter nyanslutna utförare"
SERVICES = (
    "Hemtjänst", "Boendestöd", "Ledsagarservice", "Daglig verksamhet", "Korttidsvistelse",
    "Familjerådgivning", "ÄO SÄBO",
)  # fmt: skip
QUALITY_YEARS = dict(zip(SERVICES, (2022, 2022, 2022, 2024, 2024, 2024, 2023), strict=True))
AGREEMENTS_2024 = (
    ("Stödboende för vuxna med missbruk", "2022-04-18", "2026-04-17", 2023),
    ("Stödboende för ungdomar", "2022-11-01", "2026-10-31", 2024),
    ("Behandling spelmissbruk och spelberoende", "2023-03-01", "2025-02-28", 2024),
    ("HVB för vuxna med missbruk", "2020-04-01", "2024-03-31", 2025),
    ("HVB barn och unga", "2021-03-01", "2025-02-28", 2024),
    ("Skyddat boende", "2021-05-17", "2025-05-16", 2025),
    ("Konsulentsstöd familjehemsvård", "2021-11-10", "2025-11-09", 2023),
)
STAGES_2020 = (
    "Övergripande uppföljning",
    "Beslut om fördjupad uppföljning",
    "Fördjupad uppföljning",
)
PROVIDERS_2020 = {
    "Stödboende för unga": (
        "Humanisthemmet eq", "Utlussen AB", "Rätt stöd Sverige AB", "Vibor stödboende AB",
    ),
    "Familjepedagogiska insatser i hemmet": ("Humbla öppenvård AB",),
}  # fmt: skip


def surveyed(name: str) -> Line:
    """Return what is asked from February to May each of the three years."""
    times = (period(f"{n}-02-01", f"{n}-05-31") for n in THREE_YEARS)
    return line(f"Enkät: {name}", *times, area=name)


def plan_2022() -> PlanLines:
    surveys = [surveyed(name) for name in (*SERVICES, "Entreprenadavtal")]
    whole = period("2022-01-01", "2024-12-31", ALL_ALONG)
    new = [line(f"Nya: {name}", whole, area=name, **NEW) for name in SERVICES]
    quality = [
        line(f"Tema: {name}", spring(number), area=name, **QUALITY)
        for name, number in QUALITY_YEARS.items()
    ]
    return plan(*surveys, *new, *quality, years=THREE_YEARS)


def plan_2024() -> PlanLines:
    rows = (
        line(title, year(special), agreement=terms(key, title, first, last), **SPECIAL)
        for key, (title, first, last, special) in enumerate(AGREEMENTS_2024)
    )
    return plan(*rows, years=(2023, 2024, 2025))


def plan_2020() -> PlanLines:
    months = (
        ("2020-09-01", "2020-09-30"),
        ("2020-10-01", "2020-10-31"),
        ("2020-11-01", "2020-11-30"),
    )
    rows = (
        line(
            name,
            *(period(*days, stage=stage) for days, stage in zip(months, STAGES_2020, strict=True)),
            scope=Scope.AGREEMENT,
            providers=providers,
        )
        for name, providers in PROVIDERS_2020.items()
    )
    return plan(*rows, years=(2020,), stages=((1, STAGES_2020),))


def printed(table) -> list[tuple[str, ...]]:
    return [tuple(map(text_of, row)) for row in table.rows]


def test_the_survey_of_2022_to_2024_is_one_merged_cell_for_each_of_the_eight_services():
    survey, *_ = tables.area_matrix_table(plan_2022())

    assert survey.header == ("Verksamhetsområde", "2022", "2023", "2024")
    assert [row[0] for row in printed(survey)] == [*SERVICES, "Entreprenadavtal"]
    assert {text_of(row[1]).casefold() for row in survey.rows} == {EVERY_YEAR}
    assert {tuple(map(columns_of, row)) for row in survey.rows} == {(1, 3, 0, 0)}


def test_new_providers_are_visited_all_along():
    _, new, _ = tables.area_matrix_table(plan_2022())

    assert [row[:2] for row in printed(new)] == [(name, ALL_ALONG) for name in SERVICES]
    assert {columns_of(row[1]) for row in new.rows} == {3}


def test_the_quality_follow_up_has_its_spring_and_dashes():
    *_, quality = tables.area_matrix_table(plan_2022())
    expected = [
        (name, *("Mars–maj" if number == own else "-" for number in THREE_YEARS))
        for name, own in QUALITY_YEARS.items()
    ]

    assert printed(quality) == expected


def test_the_agreements_of_2024_have_their_days_and_one_cross_each():
    (table,) = tables.agreement_matrix_table(plan_2024())
    expected = [
        (title, f"{first}–{last}", *("X" if special == n else "" for n in (2023, 2024, 2025)))
        for title, first, last, special in AGREEMENTS_2024
    ]

    assert table.header[2:] == tuple(f"Särskild uppföljning {n}" for n in (2023, 2024, 2025))
    assert printed(table) == expected


def test_the_timetable_of_2020_has_agreements_providers_and_months():
    (table,) = tables.stage_table(plan_2020())

    assert table.header == ("Avtal", "Leverantör", *STAGES_2020)
    assert printed(table) == [
        (name, "\n".join(providers), "September", "Oktober", "November")
        for name, providers in PROVIDERS_2020.items()
    ]


def test_several_activities_of_one_area_share_a_row():
    rows = (line("A", spring(2022), area="Hemtjänst"), line("B", spring(2024), area="Hemtjänst"))
    (matrix,) = area_matrices(plan(*rows, years=THREE_YEARS))

    assert [[cell.text for cell in row.cells] for row in matrix.rows] == [
        ["Mars–maj", "-", "Mars–maj"]
    ]


def test_an_activity_without_area_stands_under_its_own_name():
    (matrix,) = area_matrices(plan(line("Bemanning", spring(2026), scope=Scope.THEME)))

    assert [row.name for row in matrix.rows] == ["Bemanning"]


def test_years_that_differ_are_not_merged():
    row = line("A", spring(2022), spring(2023), period("2024-09-01", "2024-09-30"), area="SÄBO")
    (matrix,) = area_matrices(plan(row, years=THREE_YEARS))

    assert [cell.text for cell in matrix.rows[0].cells] == ["Mars–maj", "Mars–maj", "September"]


def test_a_plan_of_one_year_merges_nothing():
    (matrix,) = area_matrices(plan(line("A", spring(2026), area="SÄBO")))

    assert [cell.text for cell in matrix.rows[0].cells] == ["Mars–maj"]


def test_the_whole_plan_is_said_as_such():
    whole = period("2022-01-01", "2024-12-31")
    (matrix,) = area_matrices(plan(line("A", whole, area="SÄBO"), years=THREE_YEARS))

    assert [cell.text for cell in matrix.rows[0].cells] == ["Hela planperioden"]


def test_a_rhythm_says_many_times_in_a_year():
    months = (period(f"2026-{n:02}-01", f"2026-{n:02}-28") for n in range(1, 13))
    (matrix,) = area_matrices(plan(line("A", *months, area="SÄBO", rhythm="Varje månad")))

    assert matrix.rows[0].cells[0].text == "Varje månad"


def test_a_cancelled_activity_is_shown_as_such():
    row = line("A", spring(2026), area="SÄBO", state=ActivityState.CANCELLED)
    (matrix,) = area_matrices(plan(row))

    assert matrix.rows[0].cells[0].text == "Mars–maj (inställd)"


def test_a_cancelled_year_has_its_cross_marked():
    agreement = terms(1, "Skyddat boende", "2024-01-01", None)
    row = line("A", year(2026), agreement=agreement, state=ActivityState.CANCELLED, **SPECIAL)
    (matrix,) = agreement_matrices(plan(row))

    assert matrix.rows[0].cells[0].text == "X (inställd)"


def test_an_activity_after_the_plan_still_has_its_year_in_the_matrix():
    agreement = terms(1, "Skyddat boende", "2024-01-01", None)
    (matrix,) = agreement_matrices(
        plan(line("A", year(2027), agreement=agreement, **SPECIAL), years=(2026,))
    )

    assert matrix.years == (2026, 2027)


def test_agreements_and_areas_never_share_a_matrix():
    agreement = terms(1, "Skyddat boende", "2024-01-01", None)
    of_agreement = line("A", year(2026), agreement=agreement, area="SÄBO", **SPECIAL)

    assert area_matrices(plan(of_agreement)) == ()


@pytest.mark.parametrize(
    ("ends", "text"), [("2026-04-17", "2022-04-18–2026-04-17"), (None, "2022-04-18–tills vidare")]
)
def test_the_period_of_an_agreement_is_written_out(ends, text):
    row = line("A", year(2026), agreement=terms(1, "A", "2022-04-18", ends), **SPECIAL)
    (table,) = tables.agreement_matrix_table(plan(row))

    assert printed(table)[0][1] == text


def test_stages_of_several_years_tell_the_year():
    rows = line("A", period("2026-09-01", "2026-09-30", stage="Översikt"))
    told = plan(rows, years=(2026, 2027), stages=((1, ("Översikt", "Beslut")),))
    (table,) = stage_tables(told)

    assert table.rows[0].steps == (("Översikt", "September 2026"), ("Beslut", "-"))


def test_an_activity_without_stages_has_no_stage_table():
    assert stage_tables(plan(line("A", spring(2026)), stages=((1, STAGES_2020),))) == ()


def test_nothing_planned_gives_no_tables_at_all():
    assert tables.all_tables(plan()) == ()


def test_all_tables_of_a_plan_come_in_one_order():
    captions = [table.caption for table in tables.all_tables(plan_2022())]

    assert captions == [
        "Tidplan 2022–2024",
        "Avtalsuppföljning, tidplan 2022–2024",
        "Nya utförare, tidplan 2022–2024",
        "Kvalitetsuppföljning, tidplan 2022–2024",
    ]


def test_a_plan_of_one_year_shows_the_years_around_it_as_an_outlook():
    lines = (
        line(
            title,
            *([year(2024)] if special == 2024 else []),
            agreement=terms(key, title, first, last),
            outlook=() if special == 2024 else (special,),
            **SPECIAL,
        )
        for key, (title, first, last, special) in enumerate(AGREEMENTS_2024)
    )

    (found,) = tables.agreement_matrix_table(plan(*lines, years=(2024,)))
    (known,) = tables.agreement_matrix_table(plan_2024())

    assert found.rows == known.rows
    assert found.header[2:] == (
        "Särskild uppföljning 2023 (utanför planen)",
        "Särskild uppföljning 2024",
        "Särskild uppföljning 2025 (utanför planen)",
    )


def test_an_outlook_is_said_as_such_in_the_timetable():
    (table,) = tables.timetable_table(plan(line("Skyddat boende", outlook=(2027,))))

    assert table.rows[0][3] == "2027 (utanför planen)"
