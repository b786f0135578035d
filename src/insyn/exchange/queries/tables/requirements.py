"""A list of requirements, held against the catalogues of agreements and packs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from insyn.exchange.queries.tables.catalogues import (
    AFTERWARDS,
    FACTS,
    Catalogue,
    CatalogueChange,
    Home,
    RequirementsPlan,
    facts_in,
    key_of,
    wording_cells,
)
from insyn.exchange.queries.tables.engine import ListPlanner
from insyn.exchange.queries.tables.references import Agreements, Refused, refuse_other_authority
from insyn.exchange.rules.changes import Change, ChangeKind
from insyn.exchange.rules.saying import said
from insyn.exchange.rules.tables.requirements import MARKS
from insyn.papers.sheets.checking import CheckedRow, Severity
from insyn.papers.sheets.columns import parser_of
from insyn.registry.models import Agreement
from insyn.registry.rules import spelling_key
from insyn.requirements.models import QualityArea, RequirementPack, RequirementVersion
from insyn.requirements.queries.taking_in import (
    Becomes,
    Step,
    plan_taking_in,
    wordings_of_home,
)
from insyn.requirements.rules import Strength
from insyn.requirements.rules.matching import Known, doubles, match
from insyn.requirements.rules.taking import (
    RequirementFacts,
    list_problem,
    number_problem,
    row_problem,
)
from insyn.requirements.rules.validity import (
    Validity,
    day_shown,
    end_problem,
    renewal_problem,
)


class RequirementsPlanner(ListPlanner):
    """Requirements as the rules of requirements recognise them: number, text, origin."""

    def read(self) -> None:
        scope, rows = self.scope, self.seen.rows
        self.plan: RequirementsPlan = RequirementsPlan(problems=self.plan.problems)
        self._agreements = Agreements(scope, rows)
        named = self._agreements.named_by(rows)
        if scope.is_locking:
            list(self.held(Agreement.objects.visible_to(scope.access).filter(pk__in=list(named))))
        packs = RequirementPack.objects.visible_to(scope.access).filter(authority=scope.authority)
        self._packs = {spelling_key(pack.name): pack for pack in self.held(packs)}
        areas = QualityArea.objects.visible_to(scope.access).filter(authority=scope.authority)
        self._areas = {word.casefold() for area in areas for word in (area.name, area.code) if word}
        self._given = {column.key for column in self.seen.columns}
        self._specs = {column.key: column for column in self.seen.table.columns}
        self._parsers["number"] = parser_of(self._specs["number"])
        self._unweighed: list[CheckedRow] = []
        self._decided: set[int] = set()

    def planned(self) -> RequirementsPlan:
        """Return the whole plan, its problems in the order of the rows."""
        catalogues: dict[object, Catalogue] = {}
        for row in self.seen.rows:
            if self._is_number_told(row) and (home := self._attempted_home(row)) is not None:
                key = type(home), spelling_key(str(home)), home.pk
                catalogue = catalogues.setdefault(key, Catalogue(home, self._day_of(home)))
                catalogue.rows.append(row)
        for catalogue in catalogues.values():
            self._take_catalogue(catalogue)
        self._say_unweighed()
        self.plan.problems.sort(key=lambda problem: problem.row)
        return self.plan

    # Where the requirements stand.

    def _attempted_home(self, row: CheckedRow) -> Home | None:
        return self.attempt(row, lambda: self._home_of(row))

    def _home_of(self, row: CheckedRow) -> Home:
        values = row.values
        refuse_other_authority(self.scope, values["authority"])
        pack = values["pack"] or (not values["agreement"] and self.seen.options.get("pack"))
        if not pack:
            return self._agreements.of(row)
        if values["agreement"] or self.scope.agreement is not None:
            raise Refused("pack", _BOTH)
        return self._pack_of(str(pack), row)

    def _pack_of(self, name: str, row: CheckedRow) -> RequirementPack:
        pack = self._packs.get(spelling_key(name))
        if pack is None:
            pack = RequirementPack(authority=self.scope.authority, name=name)
            self._packs[spelling_key(name)] = pack
            sentence = f"Nämnden har inget kravpaket som heter ”{name}”. Det läggs till."
            self.say(row.number, "pack", sentence, Severity.WARNING)
        return pack

    def _day_of(self, home: Home) -> date:
        """Return from when changes are valid: as chosen, or the day the home is shown for."""
        if chosen := self.seen.options.get("changes_from"):
            return date.fromisoformat(chosen)
        if isinstance(home, Agreement):
            return day_shown(home.starts_on, home.ends_on, self.scope.today)
        return self.scope.today

    def _is_number_told(self, row: CheckedRow) -> bool:
        """Put right what a spreadsheet has made of a number: 4.2 as 4,2 or as a day."""
        place = self.seen.mapping["number"]
        cell = self.seen.cells[row.number - 1][place]
        if isinstance(cell, date):
            self.refuse(row, "number", _A_DAY)
        if isinstance(cell, float):
            row.values["number"] = str(row.values["number"]).replace(",", ".")
        return not isinstance(cell, date)

    # One catalogue.

    def _take_catalogue(self, catalogue: Catalogue) -> None:
        if not catalogue.home._state.adding:
            rows = wordings_of_home(self.scope.access, catalogue.home)
            related = rows.select_related("requirement", "area")
            for row in related.order_by("requirement", "revision"):
                catalogue.wordings.setdefault(row.requirement_id, []).append(row)
        self._pass_over_ended(catalogue)
        facts = self._facts_of(catalogue)
        if self._is_refused(catalogue, facts):
            return
        steps = self._steps(catalogue, facts)
        self._say_missing(catalogue, steps)
        both = list(zip(catalogue.rows, steps, strict=True))
        afterwards = {step.facts.number: self._afterwards(row, step.latest) for row, step in both}
        changes = [self._change_of(catalogue, row, step) for row, step in both]
        self.plan.changes += changes
        if any(change.kind != ChangeKind.UNCHANGED for change in changes):
            change = CatalogueChange(catalogue.home, catalogue.day, facts, afterwards)
            self.plan.catalogues.append(change)

    def _pass_over_ended(self, catalogue: Catalogue) -> None:
        """Leave those that the list says as they read when they ceased to be valid."""
        ended, left = catalogue.ended, []
        for row in catalogue.rows:
            key = key_of(row.values["number"], row.values["text"])
            if key not in ended:
                left.append(row)
                continue
            sentence = f"Kravet gäller inte längre än till {ended[key]} och lämnas som det är."
            self.say(row.number, "number", sentence, Severity.WARNING)
            self.plan.changes.append(
                Change(ChangeKind.UNCHANGED, f"Krav {key[0]}", str(catalogue.home), (row.number,))
            )
        catalogue.rows = left

    def _facts_of(self, catalogue: Catalogue) -> list[RequirementFacts]:
        """Return what the rows say, with what the list lacks taken from the present wording."""
        present, coming = catalogue.present, catalogue.coming
        known = {
            key: Known(one.number, one.text, one.requirement.origin) for key, one in present.items()
        }
        told = [
            Known(*(str(row.values[name] or "") for name in ("number", "text", "origin")))
            for row in catalogue.rows
        ]
        found = match(known, told)
        return [
            self._facts_when_coming(row, *coming[key_of(one.number, one.text)], catalogue.day)
            if key_of(one.number, one.text) in coming
            else self._facts(row, present[found[place]] if place in found else None)
            for place, (row, one) in enumerate(zip(catalogue.rows, told, strict=True))
        ]

    def _facts_when_coming(
        self, row: CheckedRow, now: RequirementVersion, latest: RequirementVersion, day: date
    ) -> RequirementFacts:
        """Return the decided wording when the list says what is valid until it begins."""
        facts = replace(self._facts(row, now), valid_from=None)
        told = self._afterwards(row, now)
        is_same = all(getattr(now, name) == value for name, value in told.items())
        if facts != facts_in(now) or not is_same:
            self.refuse(row, "text", renewal_problem(latest.validity, day))
        self._decided.add(row.number)
        return facts_in(latest)

    def _facts(self, row: CheckedRow, base: RequirementVersion | None) -> RequirementFacts:
        before = wording_cells(base) if base else {}
        said_here = {name: self._said(row, name, before) for name in FACTS}
        values = {name: value for name, value in said_here.items() if value is not None}
        if base is None and row.values["weight"] is None:
            self._unweighed.append(row)
        values["strength"] = Strength(values.get("strength", Strength.SHALL))
        values["valid_from"] = row.values["valid_from"]
        values["origin"] = row.values["origin"] or (base.requirement.origin if base else "")
        return RequirementFacts(**values)

    def _said(self, row: CheckedRow, name: str, before: Mapping[str, object]) -> Any:
        """Return what the row says, or None for what a requirement has when nobody says."""
        value, old = row.values[name], before.get(name)
        is_kept = value is None and name in self.seen.table.kept
        if name not in self._given or is_kept:
            return old
        if name in self._parsers and self._canonical(self._specs[name], old) == value:
            return old
        return value

    def _is_refused(self, catalogue: Catalogue, facts: Sequence[RequirementFacts]) -> bool:
        """Say what is wrong with the rows together; tell whether anything was."""
        before = len(self.plan.problems)
        twice = set(doubles([one.number for one in facts]))
        present = {
            key: Known(one.number, one.text, one.requirement.origin)
            for key, one in catalogue.present.items()
        }
        found = set(match(present, [one.known for one in facts]).values())
        staying = [one.number for key, one in present.items() if key not in found]
        for row, one in zip(catalogue.rows, facts, strict=True):
            if problem := row_problem(one):
                self.refuse(row, "text", problem)
            if one.number in twice:
                self.refuse(row, "number", list_problem([one, one]))
            elif problem := number_problem([one.number], staying):
                self.refuse(row, "number", problem)
        refused = self.plan.problems[before:]
        return any(problem.severity == Severity.ERROR for problem in refused)

    def _steps(self, catalogue: Catalogue, facts: Sequence[RequirementFacts]) -> Sequence[Step]:
        home, day = catalogue.home, catalogue.day
        if home._state.adding:
            return [Step(one, Becomes.CREATED, one.valid_from or day) for one in facts]
        return plan_taking_in(self.scope.access, home, facts, changes_from=day).steps

    # One requirement.

    def _change_of(self, catalogue: Catalogue, row: CheckedRow, step: Step) -> Change:
        is_new = step.latest is None
        kind = ChangeKind.CREATED if is_new else ChangeKind.UNCHANGED
        key = repr((str(catalogue.home), step.latest.requirement_id if step.latest else None))
        name = f"Krav {step.facts.number}"
        change = Change(kind, name, str(catalogue.home), (row.number,), key=key)
        if is_new:
            change.values = row.values
        else:
            self._add_differences(change, row, step)
        self._say_area(row, step)
        self._check_end(row, step)
        return change

    def _add_differences(self, change: Change, row: CheckedRow, step: Step) -> None:
        assert step.latest is not None
        headings = self.seen.table.headings
        for name, (old, new) in step.changes.items():
            shown = (said(self._specs[name], value or None) for value in (old, new))
            if name in {"weight", "is_critical"}:
                shown = (said(self._specs[name], value) for value in (old, new))
            change.add(headings[name], *shown)
        if step.becomes == Becomes.REWORDED:
            change.add(headings["valid_from"], step.latest.valid_from, step.starts_on)
            self._say_untested(row, step)
        for name, value in self._afterwards(row, step.latest).items():
            old = getattr(step.latest, name)
            if old != value:
                pair = (said(self._specs[name], None if v == "" else v) for v in (old, value))
                change.add(headings[name], *pair)

    def _afterwards(self, row: CheckedRow, latest: RequirementVersion | None) -> dict[str, Any]:
        """Return what the list says of the requirement's end and of its being followed up.

        Nothing when it says how the requirement reads until a decided wording begins.
        """
        told: dict[str, Any] = {}
        if row.number in self._decided:
            return told
        for name in AFTERWARDS:
            if name not in self._given:
                continue
            value = row.values[name]
            old = getattr(latest, name) if latest else None
            is_same = name in self._parsers and self._canonical(self._specs[name], old) == value
            told[name] = old if is_same and old is not None else value
            if name == "followability_note" and told[name] is None:
                told[name] = ""
        return told

    def _check_end(self, row: CheckedRow, step: Step) -> None:
        ends_on = self._afterwards(row, step.latest).get("valid_to")
        if isinstance(ends_on, date):
            problem = end_problem(Validity(step.starts_on), ends_on)
            if problem:
                self.refuse(row, "valid_to", problem)

    # What the reader is told.

    def _say_untested(self, row: CheckedRow, step: Step) -> None:
        latest = step.latest
        is_tested = latest is not None and any(getattr(latest, name) is not None for name in MARKS)
        if is_tested and step.changes.keys() & {"text", "evidence"}:
            self.say(row.number, "text", _TEST_AGAIN, Severity.WARNING)

    def _say_area(self, row: CheckedRow, step: Step) -> None:
        word = step.facts.area
        if word and step.becomes != Becomes.UNCHANGED and word.casefold() not in self._areas:
            self._areas.add(word.casefold())
            sentence = f"Nämnden har inget kvalitetsområde ”{word}”. Det läggs till."
            self.say(row.number, "area", sentence, Severity.WARNING)

    def _say_missing(self, catalogue: Catalogue, steps: Sequence[Step]) -> None:
        there = {step.latest.requirement_id for step in steps if step.latest}
        count = len(catalogue.present.keys() - there)
        if count and catalogue.rows and self._are_all_taken():
            sentence = f"Listan saknar {count} av kraven i ”{catalogue.home}”. De ändras inte."
            self.say(catalogue.rows[0].number, "number", sentence, Severity.WARNING)

    def _are_all_taken(self) -> bool:
        """Tell whether no row was stopped: one that was is in the list all the same."""
        return self.seen.is_fit and self.plan.is_fit

    def _say_unweighed(self) -> None:
        if self._unweighed:
            sentence = (
                f"{len(self._unweighed)} nya krav saknar vikt och får vikten "
                f"{RequirementFacts('', '').weight}. Du kan väga dem i avtalets lista över krav."
            )
            self.say(self._unweighed[0].number, "weight", sentence, Severity.WARNING)


_BOTH = "Raden hör till ett kravpaket, men också till ett avtal. Välj ett av dem."
_A_DAY = (
    "Kalkylprogrammet har gjort om numret till ett datum. Ställ in cellen som text och skriv "
    "numret igen."
)
_TEST_AGAIN = (
    "Lydelsen ändras. Svaren om uppföljbarhet gällde den gamla: pröva kravet på nytt efter "
    "importen."
)
