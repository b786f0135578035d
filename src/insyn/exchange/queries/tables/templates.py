"""A list of questions, held against the versions of the templates."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from insyn.criteria.models import Question, ReviewTemplate, TemplateVersion
from insyn.criteria.rules import TemplateKind, TemplateState, asked_in, publish_problems
from insyn.exchange.queries.tables.question_rows import QuestionRows
from insyn.exchange.queries.tables.questions import (
    Cells,
    Content,
    content_cells,
    contents_of,
    version_cells,
)
from insyn.exchange.queries.tables.references import Refused, refuse_other_authority, texts
from insyn.exchange.queries.tables.template_changes import (
    SPECS,
    Laid,
    Listed,
    TemplateChange,
    TemplatesPlan,
    cell_of,
    change_of,
    is_unreadable,
    whole_of,
)
from insyn.exchange.rules.changes import Change, ChangeKind
from insyn.exchange.rules.tables.templates import OF_SECTION, OF_TEMPLATE
from insyn.kernel.access import Permission
from insyn.papers.sheets.checking import CheckedRow, Severity
from insyn.papers.sheets.columns import parser_of
from insyn.papers.wording import swedish_date
from insyn.registry.rules import spelling_key


class TemplatesPlanner(QuestionRows):
    """Templates by their name; questions by their code, or else by area and text."""

    def read(self) -> None:
        super().read()
        access, authority = self.scope.access, self.scope.authority
        self.plan: TemplatesPlan = TemplatesPlan(problems=self.plan.problems)
        self._changed: dict[str, int] = {}
        self._parsers |= {key: parser_of(SPECS[key]) for key in ("template", "section")}
        own = ReviewTemplate.objects.visible_to(access).filter(authority=authority)
        self._rename("template", own.values_list("name", flat=True))
        named = own.filter(name__in=texts(self.seen.rows, "template"))
        related = self.held(named).select_related("service_area", "authority__municipality")
        templates = {one.pk: one for one in related}
        self._read_versions(templates)
        contents = self._contents.values()
        self._rename("section", {name for one in contents for name in one.areas})

    def _rename(self, key: str, stored: Iterable[str]) -> None:
        """Let the rows say a stored name as it is stored, where a file cannot hold it so."""
        told = {self._canonical(SPECS[key], name): name for name in stored}
        for row in self.seen.rows:
            row.values[key] = told.get(row.values[key], row.values[key])

    def _read_versions(self, templates: Mapping[int, ReviewTemplate]) -> None:
        access = self.scope.access
        rows = TemplateVersion.objects.visible_to(access).filter(template__in=list(templates))
        self._versions: dict[str, dict[int, TemplateVersion]] = {}
        for version in rows.order_by("number"):
            version.template = templates[version.template_id]
            self._versions.setdefault(version.template.name, {})[version.number] = version
        asked_for = {row.values["version"] for row in self.seen.rows}
        wanted = {
            version.pk: version
            for numbers in self._versions.values()
            for number, version in numbers.items()
            if number in asked_for or number == max(numbers)
        }
        self._contents = contents_of(access, list(wanted.values()))
        asked = Question.objects.visible_to(access).filter(
            section__version__template__in=list(templates)
        )
        for key, code in asked.values_list("section__version__template", "code"):
            self._taken.setdefault(key, set()).add(code)

    def planned(self) -> TemplatesPlan:
        """Return the whole plan, its problems in the order of the rows."""
        listed: dict[tuple[str, object], Listed] = {}
        for row in self.seen.rows:
            name, number = str(row.values["template"]), row.values["version"]
            assert number is None or isinstance(number, int)
            if self._is_ours(row):
                listed.setdefault((name, number), Listed(name, number)).rows.append(row)
        for one in listed.values():
            self._take_template(one)
        self.plan.problems.sort(key=lambda problem: problem.row)
        return self.plan

    def _is_ours(self, row: CheckedRow) -> bool:
        try:
            refuse_other_authority(self.scope, row.values["authority"])
        except Refused as no:
            self.refuse(row, no.key, no.sentence)
            return False
        return True

    def _take_template(self, listed: Listed) -> None:
        """Lay the rows against the version that they name, then against the latest one."""
        if self._is_contradictory(listed):
            return
        own = self._versions.get(listed.name, {})
        latest = own[max(own)] if own else None
        named = None if listed.number is None else own.get(listed.number)
        if named is not None and named is not latest:
            before = len(self.plan.problems)
            laid = self._laid(listed, named)
            if laid is not None and laid.is_same:
                self.plan.changes += laid.changes
                return
            del self.plan.problems[before:]
        self._settle(listed, self._laid(listed, latest), latest)

    def _settle(self, listed: Listed, laid: Laid | None, latest: TemplateVersion | None) -> None:
        if laid is not None and laid.is_same:
            self.plan.changes += laid.changes
        elif laid is not None and not self._is_refused(listed, laid):
            self._add(listed, laid, latest)

    def _is_contradictory(self, listed: Listed) -> bool:
        """Say where rows tell different things of the template or of one of its areas."""
        before = len(self.plan.problems)
        for rows, keys in [
            (listed.rows, OF_TEMPLATE),
            *((rows, OF_SECTION) for rows in listed.sections().values()),
        ]:
            for row in rows[1:]:
                for key in keys:
                    if row.values[key] != rows[0].values[key]:
                        sentence = f"Rad {rows[0].number} säger något annat. Skriv lika på båda."
                        self.refuse(row, key, sentence)
        return len(self.plan.problems) > before

    def _laid(self, listed: Listed, version: TemplateVersion | None) -> Laid | None:
        """Return the template as the list says it; None when a cell names nothing that is."""
        base = self._contents[version.pk] if version is not None else None
        before = len(self.plan.problems)
        old = content_cells(base.sections, base.areas, self._names) if base else []
        sections, row_of = self._sections(listed, base, old)
        if len(self.plan.problems) > before:
            return None
        areas = self._areas_of(listed, base)
        laid = Laid(base, sections, areas, row_of, self._of_template(listed, base))
        self._compare_all(listed, laid, old)
        return laid

    def _of_template(self, listed: Listed, base: Content | None) -> dict[str, Any]:
        """Return slag, service and purpose, as the list or else the template has them."""
        old = version_cells(base.version) if base else {"kind": TemplateKind.VISIT.value}
        return {key: self._one(listed.rows[0], key, old) for key in OF_TEMPLATE}

    def _areas_of(self, listed: Listed, base: Content | None) -> dict[str, str]:
        """Return the quality area of each area, by its name; empty for none."""
        found: dict[str, str] = {}
        for name, rows in listed.sections().items():
            old = {"area": (base.areas.get(name) or None) if base else None}
            word = str(self._one(rows[0], "area", old) or "")
            found[name] = self._quality.get(word.casefold(), word)
        return found

    def _compare_all(self, listed: Listed, laid: Laid, old: Sequence[Cells]) -> None:
        """Note on the template what is new, changed or the same in it."""
        is_readable = not is_unreadable(laid.sections)
        new = content_cells(laid.sections, laid.areas, self._names) if is_readable else []
        before = {str(one["code"]): one for one in old if one["code"]}
        after = {str(one["code"]): one for one in new if one["code"]}
        laid.changes += [
            change_of(listed, code, row, before.get(code), after.get(code, {}))
            for code, row in laid.row_of.items()
        ]
        asking = {row.number for row in laid.row_of.values()}
        laid.changes += [
            Change(ChangeKind.UNCHANGED, str(row.values["section"]), listed.name, (row.number,))
            for row in listed.rows
            if row.number not in asking
        ]
        if laid.base is not None:
            laid.whole += whole_of(laid, laid.base, before)

    def _is_refused(self, listed: Listed, laid: Laid) -> bool:
        """Say on its row and cell what cannot stand in a template."""
        by_code = {one.code: one for one in asked_in(laid.sections)}
        flaws = publish_problems(laid.sections)
        for flaw in flaws:
            row = laid.row_of.get(flaw.question, listed.rows[0])
            if flaw.section is not None:
                row = listed.sections()[laid.sections[flaw.section].name][0]
            key = cell_of(flaw, by_code.get(flaw.question), laid.sections)
            self.refuse(row, key, flaw.sentence)
        is_told = self._is_service_told(listed, laid)
        return bool(flaws) or not is_told

    def _is_service_told(self, listed: Listed, laid: Laid) -> bool:
        name = laid.of_template["service_area"]
        if not name or spelling_key(str(name)) in self._services:
            return True
        sentence = f"Det finns inget verksamhetsområde som heter ”{name}”."
        self.refuse(listed.rows[0], "service_area", sentence)
        return False

    def _add(self, listed: Listed, laid: Laid, latest: TemplateVersion | None) -> None:
        """Put the template among what is written, and what changes about it among the changes."""
        first = listed.rows[0]
        if self._changed.setdefault(listed.name, first.number) != first.number:
            self.refuse(first, "version", _SEVERAL_VERSIONS)
            return
        if not self._may_have_areas(listed, laid):
            return
        self.plan.changes.append(self._of_whole(listed, laid, latest))
        self.plan.changes += laid.changes
        name = laid.of_template["service_area"]
        self.plan.templates.append(
            TemplateChange(
                name=listed.name,
                latest=latest,
                kind=TemplateKind(laid.of_template["kind"]),
                service_area=self._services[spelling_key(str(name))] if name else None,
                purpose=str(laid.of_template["purpose"] or ""),
                sections=laid.sections,
                areas=laid.areas,
            )
        )

    def _of_whole(self, listed: Listed, laid: Laid, latest: TemplateVersion | None) -> Change:
        rows = tuple(row.number for row in listed.rows)
        key = repr((listed.name, "template"))
        change = Change(ChangeKind.CREATED, listed.name, "Ny mall, utkast", rows, key=key)
        if latest is not None:
            change.kind, change.note = ChangeKind.UPDATED, f"Version {latest.number}, utkast"
        if latest is not None and latest.state != TemplateState.DRAFT:
            change.note = f"Version {latest.number + 1}, nytt utkast"
            published = latest.published_on
            day = f", publicerad {swedish_date(published)}" if published else ""
            change.add("Version", f"{latest.number}{day}", f"{latest.number + 1}, utkast")
        for heading, old, new in laid.whole:
            change.add(heading, old, new)
        return change

    def _may_have_areas(self, listed: Listed, laid: Laid) -> bool:
        """Say which quality areas are made, or that the asker may not make them."""
        access, authority = self.scope.access, self.scope.authority
        assert authority is not None
        may = access.may(Permission.EDIT_REQUIREMENTS, authority_id=authority.pk)
        new = {
            name: word
            for name, word in laid.areas.items()
            if word and word.casefold() not in self._quality
        }
        for name, word in new.items():
            row = listed.sections()[name][0]
            end = "Det läggs till." if may else "Be någon som får ändra krav att lägga till det."
            severity = Severity.WARNING if may else Severity.ERROR
            sentence = f"Nämnden har inget kvalitetsområde ”{word}”. {end}"
            self.say(row.number, "area", sentence, severity)
        return may or not new


_SEVERAL_VERSIONS = (
    "Listan har flera versioner av mallen som skiljer sig från Insyn. Bara en av dem kan bli "
    "utkast: ta bort de andra."
)
