"""What the public reads: boards, publications, providers and their results. No asker."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from insyn.criteria.rules import Level
from insyn.followups.rules import Kind
from insyn.publication.models import Publication, Snapshot
from insyn.publication.rules import PlanTold
from insyn.registry.rules import OperatingForm
from insyn.registry.rules.names import sort_key

MOST_COMPARED = 4


@dataclass(frozen=True, slots=True)
class Board:
    """A board and what it has published, the latest first."""

    name: str
    publications: list[Publication] = field(default_factory=list)


def boards() -> list[Board]:
    """Return every board that has something published, with it. One query."""
    rows = Publication.objects.of_everybody().published()
    found: dict[int, Board] = {}
    for row in rows.select_related("authority__municipality").order_by(
        "authority__municipality__name", "authority__name", "-last_on", "-pk"
    ):
        board = found.setdefault(row.authority_id, Board(str(row.authority)))
        board.publications.append(row)
    return list(found.values())


def published_row(pk: int) -> Publication | None:
    """Return what has ever been published under that number; None when nothing has."""
    rows = Publication.objects.of_everybody().select_related("authority__municipality")
    return rows.filter(pk=pk).first()


def newest_edition(row: Publication) -> Publication:
    """Return the latest published edition of the publication."""
    later = row
    for _step in range(row.edition, row.edition + 100):
        rows = Publication.objects.of_everybody().filter(corrects=later)
        following = rows.select_related("authority__municipality").first()
        if following is None:
            break
        later = following
    return later


def editions(row: Publication) -> list[Publication]:
    """Return the editions before this one, the latest first."""
    found: list[Publication] = []
    at = row.corrects_id
    while at is not None:
        earlier = Publication.objects.of_everybody().filter(pk=at).first()
        if earlier is None:
            break
        found.append(earlier)
        at = earlier.corrects_id
    return found


def lines_of(
    rows: QuerySet[Snapshot], publication: Publication, chosen: Mapping[str, Any]
) -> QuerySet[Snapshot]:
    """Return the publication's lines that the filter keeps. ``rows`` are already opened."""
    found = rows.filter(publication=publication)
    if chosen["q"]:
        found = found.filter(sort_key__contains=sort_key(chosen["q"]))
    if chosen["area"]:
        found = found.filter(area_code=chosen["area"])
    if chosen["form"]:
        found = found.filter(operating_form=chosen["form"])
    return found.order_by("sort_key", "area_name", "pk")


def area_choices(publication: Publication) -> list[tuple[str, str]]:
    """Return the service areas of the publication: code and name. From what is frozen."""
    return sorted(
        {(row["area_code"], row["area"]) for row in publication.summary}, key=lambda one: one[1]
    )


def form_choices(publication: Publication) -> list[OperatingForm]:
    """Return the operating forms that the publication has."""
    has = {row["operating_form"] for row in publication.summary}
    return [form for form in OperatingForm if form.value in has]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row of the sums: a service area and an operating form."""

    area: str
    form: OperatingForm
    providers: int
    followed_up: int
    found: int
    remedied: int


def summary_rows(publication: Publication) -> list[SummaryRow]:
    """Return the sums by service area and operating form."""
    return [
        SummaryRow(
            row["area"], OperatingForm(row["operating_form"]), row["providers"],
            row["followed_up"], row["found"], row["remedied"],
        )
        for row in publication.summary
    ]  # fmt: skip


def reply_rows(publication: Publication) -> list[tuple[str, int | None]]:
    """Return how many persons have answered in each service area; None: not told."""
    told = publication.told.told
    if not told:
        return []
    return [(name, told.get((code,))) for code, name in area_choices(publication)]


@dataclass(frozen=True, slots=True)
class ShownFollowup:
    """A follow-up as a page shows it. Without results when they are withheld."""

    day: date
    kind: Kind
    has_results: bool
    areas: Sequence[tuple[str, Level]] = ()
    found: int = 0
    remedied: int = 0
    plan: PlanTold | None = None


def shown_followups(line: Snapshot) -> list[ShownFollowup]:
    """Return what was followed up, the latest first."""
    return [
        ShownFollowup(
            day=date.fromisoformat(one["date"]),
            kind=Kind(one["kind"]),
            has_results="areas" in one,
            areas=[(area["name"], Level(area["level"])) for area in one.get("areas", ())],
            found=one.get("deficiencies_found", 0),
            remedied=one.get("deficiencies_remedied", 0),
            plan=PlanTold(one["action_plan"]) if one.get("action_plan") else None,
        )
        for one in line.followups
    ]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A provider in a service area, as its page and the comparison show it."""

    line: Snapshot
    followups: Sequence[ShownFollowup]
    levels: Mapping[str, Level]

    @property
    def latest(self) -> ShownFollowup | None:
        return self.followups[0] if self.followups else None

    @property
    def sentence(self) -> Mapping[str, str]:
        told: Mapping[str, str] = self.line.content["board_sentence"]
        return told


def shown_line(line: Snapshot) -> ShownLine:
    """Return the line with its follow-ups, and the levels of the latest."""
    followups = shown_followups(line)
    return ShownLine(line, followups, dict(followups[0].areas) if followups else {})


@dataclass(frozen=True, slots=True)
class Comparison:
    """Providers side by side. ``areas`` are the rows: what was assessed of any of them."""

    columns: Sequence[ShownLine]
    areas: Sequence[tuple[str, Sequence[tuple[ShownLine, Level | None]]]]


def comparison_of(lines: Sequence[Snapshot]) -> Comparison:
    """Return the lines side by side, by the areas of their latest follow-ups."""
    columns = [shown_line(line) for line in lines]
    names = dict.fromkeys(name for column in columns for name in column.levels)
    rows = [(name, [(column, column.levels.get(name)) for column in columns]) for name in names]
    return Comparison(columns, rows)
