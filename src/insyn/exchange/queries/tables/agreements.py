"""The lists of agreements, their options and sanction steps, held against the register."""

import re
from collections.abc import Iterator, Mapping

from insyn.accounts.models import Cooperation, User
from insyn.exchange.queries.scope import batches
from insyn.exchange.queries.tables.engine import UNTOUCHED, Found, TablePlanner
from insyn.exchange.queries.tables.plan import ChangedRows
from insyn.exchange.queries.tables.references import (
    Agreements,
    day_at,
    day_or_none,
    refuse_other_authority,
    text_at,
    texts,
)
from insyn.papers.sheets.cells import plain_text
from insyn.papers.sheets.checking import CheckedRow, Severity
from insyn.papers.sheets.columns import ColumnSpec
from insyn.registry.models import Agreement, AgreementOption, SanctionStep
from insyn.registry.queries.agreements import possible_responsible
from insyn.registry.rules import AgreementForm, SanctionKind, ladders, spelling_key
from insyn.registry.rules.names import sort_key
from insyn.registry.rules.options import OptionDates, call_problem, chain_problem
from insyn.registry.rules.terms import SENTENCES as TERMS
from insyn.registry.rules.terms import terms_problem

_YEAR_OF_FOLLOWUP = re.compile(r"uppföljning\D*(20\d\d)", re.IGNORECASE)


def of_agreement(agreement: Agreement) -> dict[str, object]:
    """Return the cells that say which agreement a row is about."""
    return {
        "agreement": agreement.title,
        "agreement_starts_on": agreement.starts_on,
        "authority": str(agreement.authority),
    }


def agreement_cells(row: Agreement) -> Mapping[str, object]:
    """Return what a list says of an agreement."""
    return {
        "title": row.title,
        "authority": str(row.authority),
        "case_number": row.case_number or None,
        "form": row.form,
        "form_name": row.form_name or None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "has_unknown_period": row.has_unknown_period,
        "notice_months": row.notice_months,
        "has_insight_clause": row.has_insight_clause,
        "insight_clause": row.insight_clause or None,
        "responsible": row.responsible.username if row.responsible else None,
        "cooperation": row.cooperation.name if row.cooperation else None,
    }


class AgreementsPlanner(TablePlanner[Agreement]):
    """Agreements by their title and first day."""

    noun = "agreement"
    model = Agreement

    def read(self) -> None:
        scope, rows = self.scope, self.seen.rows
        self._stored: dict[str, list[Agreement]] = {}
        owned = Agreement.objects.visible_to(scope.access).filter(authority=scope.authority)
        listed = owned.select_related("authority__municipality", "responsible", "cooperation")
        for keys in batches({sort_key(title) for title in texts(rows, "title")}):
            for agreement in self.held(listed.filter(sort_key__in=keys)):
                self._stored.setdefault(agreement.sort_key, []).append(agreement)
        ids = {scope.authority.pk} if scope.authority else set()
        people = possible_responsible(ids, today=scope.today)
        self._people = {user.username.casefold(): user for user in people}
        joined = Cooperation.objects.filter(members__in=ids)
        self._cooperations = {spelling_key(one.name): one for one in joined}
        self._rows: dict[int, CheckedRow] = {}

    def find(self, row: CheckedRow) -> Found[Agreement]:
        refuse_other_authority(self.scope, row.values["authority"])
        title, starts_on = str(row.values["title"]), row.values["starts_on"]
        alike = self._stored.get(sort_key(title), [])
        stored = next((one for one in alike if one.starts_on == starts_on), None)
        if stored is None and alike:
            sentence = (
                f"Nämnden har redan ett avtal som heter så, från {alike[0].starts_on}. Raden blir "
                "ett nytt avtal, för att den har ett annat startdatum."
            )
            self.say(row.number, "starts_on", sentence, Severity.WARNING)
        self._say_followups(row)
        return Found((sort_key(title), starts_on), stored)

    def new(self, row: CheckedRow) -> Agreement:
        return Agreement(
            authority=self.scope.authority,
            title=text_at(row, "title"),
            starts_on=day_at(row, "starts_on"),
        )

    def cells(self, stored: Agreement) -> Mapping[str, object]:
        return agreement_cells(stored)

    def named(self, target: Agreement, row: CheckedRow) -> tuple[str, str]:
        return target.title, target.starts_on.isoformat()

    def put(self, target: Agreement, column: ColumnSpec, value: object, row: CheckedRow) -> object:
        match column.key:
            case "responsible":
                return self._put_responsible(target, value, row)
            case "cooperation":
                return self._put_cooperation(target, value, row)
        return super().put(target, column, value, row)

    def _put_responsible(self, target: Agreement, value: object, row: CheckedRow) -> object:
        user: User | None = self._people.get(str(value).casefold()) if value else None
        if value and user is None:
            sentence = f"Ingen med användarnamnet ”{value}” har en roll i nämnden."
            self.refuse(row, "responsible", sentence)
            return UNTOUCHED
        if user is not None and user == target.responsible:
            return UNTOUCHED
        self.set(target, "responsible", user)
        return value

    def _put_cooperation(self, target: Agreement, value: object, row: CheckedRow) -> object:
        cooperation = self._cooperations.get(spelling_key(str(value))) if value else None
        if value and cooperation is None:
            self.refuse(row, "cooperation", f"Nämnden deltar inte i någon samverkan ”{value}”.")
            return UNTOUCHED
        if cooperation is not None and cooperation == target.cooperation:
            return UNTOUCHED
        self.set(target, "cooperation", cooperation)
        return value

    def check(self, target: Agreement, row: CheckedRow) -> None:
        problem = terms_problem(
            form=AgreementForm(target.form),
            form_name=target.form_name,
            notice_months=target.notice_months,
            has_insight_clause=target.has_insight_clause,
            insight_clause=target.insight_clause,
        )
        if problem:
            keys = {TERMS["unnamed"]: "form_name", TERMS["notice"]: "notice_months"}
            self.refuse(row, keys.get(problem, "insight_clause"), problem)
        if target.pk:
            self._rows[target.pk] = row

    def finish(self) -> None:
        """See that options and sanction steps still fit the agreements that change."""
        access = self.scope.access
        changed = {
            agreement.pk: agreement
            for agreement in self.plan.changed.get(Agreement, ChangedRows()).rows.values()
            if isinstance(agreement, Agreement)
        }
        for some in batches(sorted(changed)):
            options: dict[int, list[AgreementOption]] = {}
            listed = AgreementOption.objects.visible_to(access).open().filter(agreement__in=some)
            for option in listed.order_by("number"):
                options.setdefault(option.agreement_id, []).append(option)
            for key, rows in options.items():
                self._refuse_options(changed[key], rows)
            steps = SanctionStep.objects.visible_to(access).filter(agreement__in=some)
            for step in steps:
                form = AgreementForm(changed[step.agreement_id].form)
                if problem := ladders.step_problem(SanctionKind(step.kind), form=form):
                    sentence = f"Sanktionstrappan, steg {step.number}: {problem}"
                    self.refuse(self._rows[step.agreement_id], "form", sentence)

    def _refuse_options(self, agreement: Agreement, rows: list[AgreementOption]) -> None:
        problem = chain_problem(
            [OptionDates(row.number, row.extends_to, row.call_by) for row in rows],
            agreement_starts_on=agreement.starts_on,
            agreement_ends_on=agreement.ends_on,
        )
        if problem:
            sentence = f"Option {problem[0]}: {problem[1]}"
            self.refuse(self._rows[agreement.pk], "ends_on", sentence)

    def _say_followups(self, row: CheckedRow) -> None:
        """Say so when the list plans a follow-up of an agreement that has ended by then."""
        ends_on = day_or_none(row, "ends_on")
        for year, place in self._followup_columns():
            cells = self.seen.cells[row.number - 1]
            is_marked = place < len(cells) and plain_text(cells[place]).strip()
            if is_marked and ends_on is not None and ends_on.year < year:
                sentence = (
                    f"Listan planerar en uppföljning {year}, men avtalet slutar {ends_on}. "
                    "Uppföljningar förs inte in här."
                )
                self.say(row.number, "ends_on", sentence, Severity.WARNING)

    def _followup_columns(self) -> Iterator[tuple[int, int]]:
        """Give the year and the place of each column of the file that plans follow-ups."""
        for place, heading in enumerate(self.seen.headings):
            found = _YEAR_OF_FOLLOWUP.search(heading)
            if found and place not in self.seen.mapping.values():
                yield int(found[1]), place


def option_cells(row: AgreementOption) -> Mapping[str, object]:
    """Return what a list says of an option."""
    return {
        **of_agreement(row.agreement),
        "number": row.number,
        "extends_to": row.extends_to,
        "call_by": row.call_by,
        "called_on": row.called_on,
        "declined_on": row.declined_on,
        "note": row.note or None,
    }


class OptionsPlanner(TablePlanner[AgreementOption]):
    """Options by their agreement and number. One that has been used keeps its days."""

    noun = "option"
    model = AgreementOption

    def read(self) -> None:
        self._agreements = Agreements(self.scope, self.seen.rows)
        self._of: dict[int, dict[int, AgreementOption]] = {}
        self._rows: dict[tuple[int, int], CheckedRow] = {}
        keys = self._agreements.named_by(self.seen.rows)
        for some in batches(sorted(keys)):
            rows = AgreementOption.objects.visible_to(self.scope.access)
            for option in self.held(rows.filter(agreement__in=some)):
                option.agreement = keys[option.agreement_id]
                self._of.setdefault(option.agreement_id, {})[option.number] = option
        self._used = {
            option.pk for known in self._of.values() for option in known.values()
            if not option.is_open
        }  # fmt: skip

    def find(self, row: CheckedRow) -> Found[AgreementOption]:
        agreement, number = self._agreements.of(row), row.values["number"]
        assert isinstance(number, int)
        self._rows[agreement.pk, number] = row
        return Found((agreement.pk, number), self._of.get(agreement.pk, {}).get(number))

    def new(self, row: CheckedRow) -> AgreementOption:
        agreement, number = self._agreements.of(row), row.values["number"]
        assert isinstance(number, int)
        option = AgreementOption(agreement=agreement, number=number)
        self._of.setdefault(agreement.pk, {})[number] = option
        return option

    def cells(self, stored: AgreementOption) -> Mapping[str, object]:
        return option_cells(stored)

    def named(self, target: AgreementOption, row: CheckedRow) -> tuple[str, str]:
        return f"Option {target.number}", str(target.agreement)

    def put(
        self, target: AgreementOption, column: ColumnSpec, value: object, row: CheckedRow
    ) -> object:
        if target.pk in self._used and column.key != "note":
            sentence = "Optionen är redan avropad eller avstådd och kan inte ändras."
            self.refuse(row, column.key, sentence)
            return UNTOUCHED
        return super().put(target, column, value, row)

    def check(self, target: AgreementOption, row: CheckedRow) -> None:
        if target.called_on and target.declined_on:
            self.refuse(row, "declined_on", "En option kan inte både avropas och avstås.")
        if target.declined_on and target.declined_on > self.scope.today:
            self.refuse(row, "declined_on", "Dagen har inte varit än.")
        if target.extends_to <= target.call_by:
            self.refuse(row, "call_by", _CALLED_AFTER)
        if target.called_on:
            self._check_call(target, row)

    def _check_call(self, target: AgreementOption, row: CheckedRow) -> None:
        agreement = target.agreement
        assert target.called_on is not None
        problem = call_problem(
            called_on=target.called_on,
            call_by=target.call_by,
            agreement_starts_on=agreement.starts_on,
            today=self.scope.today,
        )
        if problem:
            self.refuse(row, "called_on", problem)
        if agreement.ends_on is not None and agreement.ends_on < target.extends_to:
            self.refuse(row, "called_on", _NOT_EXTENDED.format(day=agreement.ends_on))

    def finish(self) -> None:
        """See that the open options of each agreement still extend it, one after the other."""
        for known in self._of.values():
            rows = sorted(known.values(), key=lambda option: option.number)
            agreement = rows[0].agreement
            problem = chain_problem(
                [OptionDates(one.number, one.extends_to, one.call_by) for one in rows
                 if one.is_open],
                agreement_starts_on=agreement.starts_on,
                agreement_ends_on=agreement.ends_on,
            )  # fmt: skip
            if problem:
                self._say_chain(agreement, *problem)

    def _say_chain(self, agreement: Agreement, number: int, sentence: str) -> None:
        """Say it on the option's own row, or on the first row of its agreement."""
        mine = [row for (key, _number), row in self._rows.items() if key == agreement.pk]
        own = self._rows.get((agreement.pk, number))
        said = sentence if own else f"Option {number}: {sentence}"
        for row in [own or mine[0]] if own or mine else []:
            self.refuse(row, "extends_to", said)


_CALLED_AFTER = "Sista dag att avropa optionen ska vara före den dag som den förlänger till."
_NOT_EXTENDED = (
    "Avtalet slutar {day}, som om optionen inte hade avropats. Rätta avtalets slut, eller avropa "
    "optionen på avtalets sida."
)


def step_cells(row: SanctionStep) -> Mapping[str, object]:
    """Return what a list says of a step of a sanction ladder."""
    return {
        **of_agreement(row.agreement),
        "number": row.number,
        "kind": row.kind,
        "clause": row.clause or None,
        "deadline_days": row.deadline_days,
        "decided_by": row.decided_by or None,
        "note": row.note or None,
    }


class SanctionsPlanner(TablePlanner[SanctionStep]):
    """Steps of sanction ladders by their agreement and number."""

    noun = "sanction_step"
    model = SanctionStep

    def read(self) -> None:
        self._agreements = Agreements(self.scope, self.seen.rows)
        self._stored: dict[tuple[int, int], SanctionStep] = {}
        keys = self._agreements.named_by(self.seen.rows)
        for some in batches(sorted(keys)):
            rows = SanctionStep.objects.visible_to(self.scope.access).filter(agreement__in=some)
            for step in self.held(rows):
                step.agreement = keys[step.agreement_id]
                self._stored[step.agreement_id, step.number] = step

    def find(self, row: CheckedRow) -> Found[SanctionStep]:
        agreement, number = self._agreements.of(row), row.values["number"]
        assert isinstance(number, int)
        return Found((agreement.pk, number), self._stored.get((agreement.pk, number)))

    def new(self, row: CheckedRow) -> SanctionStep:
        number = row.values["number"]
        assert isinstance(number, int)
        return SanctionStep(agreement=self._agreements.of(row), number=number)

    def cells(self, stored: SanctionStep) -> Mapping[str, object]:
        return step_cells(stored)

    def named(self, target: SanctionStep, row: CheckedRow) -> tuple[str, str]:
        return f"Steg {target.number}", str(target.agreement)

    def check(self, target: SanctionStep, row: CheckedRow) -> None:
        form = AgreementForm(target.agreement.form)
        if problem := ladders.step_problem(SanctionKind(target.kind), form=form):
            self.refuse(row, "kind", problem)
