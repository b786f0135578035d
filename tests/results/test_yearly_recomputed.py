"""Every figure counted once more, straight from the rows and without the rules."""

import datetime
from collections.abc import Callable, Iterable
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from insyn.findings.models import FactCheck, Finding
from insyn.findings.rules import FindingKind, Severity
from insyn.followups.models import Followup
from insyn.followups.rules import Kind, Outcome, State
from insyn.kernel.access import Secrecy
from insyn.measures.models import ActionPlan, Sanction
from insyn.measures.models import SanctionLine as SanctionRow
from insyn.measures.rules import PlanEvent, PlanState
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.rules import CheckKind, CheckResult
from insyn.platform import clock
from insyn.registry.models import Contract
from insyn.registry.queries import access_of
from insyn.registry.rules import ContractStatus, OperatingForm
from insyn.reports.models import Report
from insyn.results.queries.yearly import year_tables
from insyn.results.rules.found import area_key
from insyn.results.rules.scope import Scope
from insyn.results.rules.words import TableKey
from insyn.signals.models import Signal
from insyn.signals.rules import SignalSource, SignalState
from tests.factories import (
    AgreementFactory,
    ContractFactory,
    FollowupFactory,
    LotFactory,
    ProviderFactory,
    ProviderGroupFactory,
    RequirementFactory,
    RequirementVersionFactory,
    ServiceAreaFactory,
    UnitFactory,
)
from tests.results.factories import (
    ActionPlanFactory,
    FactCheckFactory,
    FindingFactory,
    PlanStepFactory,
    RegisterCheckFactory,
    SanctionFactory,
    SanctionRowFactory,
    SignalFactory,
    SingleReportFactory,
)

TODAY = datetime.date(2025, 6, 30)
WHY = "Testet räknar om allt, utan filter."
EDGES = [
    datetime.date(2020, 2, 29),
    datetime.date(2021, 2, 28),
    datetime.date(2021, 3, 1),
    datetime.date(2022, 12, 31),
    datetime.date(2023, 2, 28),
    datetime.date(2023, 3, 1),
    datetime.date(2023, 12, 31),
    datetime.date(2024, 1, 1),
    datetime.date(2024, 2, 28),
    datetime.date(2024, 2, 29),
    datetime.date(2024, 3, 1),
    datetime.date(2024, 12, 31),
    datetime.date(2025, 1, 1),
    datetime.date(2025, 6, 30),
]
PERIODS = [
    (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31)),
    (datetime.date(2023, 3, 1), datetime.date(2024, 2, 29)),
    (datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)),
]
REPORTED = {State.SENT, State.MEASURES, State.CLOSED}
TOLD = [FindingKind.DEFICIENCY, FindingKind.DEVELOPMENT_AREA, FindingKind.GOOD_PRACTICE]

Naive = dict[str, dict[str, list[Any]]]


class Rows:
    """Rows made at random of everything that is counted."""

    def __init__(self, rng: Random, ekby, norrby, cooperation) -> None:
        self.rng = rng
        self.ekby, self.norrby = ekby, norrby
        self.areas = [ServiceAreaFactory.create(name=f"Område {n}") for n in range(3)]
        group = ProviderGroupFactory.create()
        forms = [OperatingForm.PRIVATE, OperatingForm.PRIVATE, OperatingForm.IN_HOUSE]
        self.providers = [
            ProviderFactory.create(operating_form=form, group=group if at < 2 else None)
            for at, form in enumerate(forms)
        ]
        self.contracts = self._contracts(cooperation)
        self.demands = self._demands()
        for _ in range(rng.randint(0, 30)):
            self._followup()
        for _ in range(rng.randint(0, 6)):
            self._sanction()
        for _ in range(rng.randint(0, 8)):
            self._check()
        for _ in range(rng.randint(0, 8)):
            self._signal()

    def day(self) -> datetime.date:
        if self.rng.random() < 0.5:
            return self.rng.choice(EDGES)
        return datetime.date(2020, 1, 1) + datetime.timedelta(days=self.rng.randint(0, 2000))

    def maybe_day(self) -> datetime.date | None:
        return self.day() if self.rng.random() < 0.7 else None

    def secrecy(self) -> Secrecy:
        return Secrecy(self.rng.choice([*Secrecy, Secrecy.INTERNAL, Secrecy.INTERNAL]))

    def _contracts(self, cooperation) -> list[Contract]:
        rng, made = self.rng, []
        for authority, shared in [
            (self.ekby, None), (self.ekby, cooperation), (self.norrby, cooperation),
            (self.norrby, None),
        ]:  # fmt: skip
            agreement = AgreementFactory.create(
                authority=authority,
                cooperation=shared,
                starts_on=datetime.date(2019, 1, 1),
                ends_on=rng.choice([None, datetime.date(2024, 1, 1), datetime.date(2023, 12, 31)]),
            )
            outer = LotFactory.create(agreement=agreement, service_area=rng.choice(self.areas))
            inner = LotFactory.create(agreement=agreement, parent=outer)
            for provider in self.providers:
                is_ended = rng.random() < 0.2
                contract = ContractFactory.create(
                    agreement=agreement,
                    provider=provider,
                    starts_on=min(self.day(), datetime.date(2024, 12, 31)),
                    status=ContractStatus.ENDED if is_ended else ContractStatus.ACTIVE,
                    status_reason="Slut" if is_ended else "",
                    status_from=self.maybe_day() if is_ended else None,
                )
                if rng.random() < 0.6:
                    contract.lots.add(rng.choice([outer, inner]))
                if rng.random() < 0.5:
                    area = rng.choice(self.areas)
                    contract.units.add(UnitFactory.create(provider=provider, service_area=area))
                made.append(contract)
        return made

    def _demands(self) -> list[Any]:
        agreement = self.contracts[0].agreement
        first = RequirementFactory.create(authority=self.ekby, agreement=agreement)
        other = RequirementFactory.create(authority=self.ekby, agreement=agreement, same_as=first)
        third = RequirementFactory.create(authority=self.ekby, agreement=agreement)
        return [RequirementVersionFactory.create(requirement=row) for row in (first, other, third)]

    def _board_and_contract(self) -> tuple[Any, Contract]:
        """Return a board and a contract of its own, or one of the cooperation."""
        rng = self.rng
        board = rng.choice([self.ekby, self.ekby, self.norrby])
        return board, rng.choice(
            [
                row
                for row in self.contracts
                if row.agreement.cooperation_id or row.agreement.authority_id == board.pk
            ]
        )

    def _followup(self) -> None:
        rng = self.rng
        authority, contract = self._board_and_contract()
        state = rng.choice([*State, State.SENT, State.CLOSED, State.MEASURES])
        is_reported = state in REPORTED
        followup = FollowupFactory.create(
            authority=authority,
            contract=contract,
            lot=rng.choice([None, *contract.agreement.lots.unscoped(reason=WHY)]),
            unit=rng.choice([None, *contract.units.all()]),
            kind=rng.choice(list(Kind)),
            outcome=rng.choice(["", *Outcome]),
            state=state,
            secrecy=self.secrecy(),
            planned_for=self.day(),
            carried_out_on=self.maybe_day(),
            reported_on=self.day() if is_reported else None,
            cancelled_reason="Utgår" if state == State.CANCELLED else "",
        )
        for number in range(rng.randint(0, 2)):
            FactCheckFactory.create(followup=followup, number=number + 1, sent_on=self.day())
        for _ in range(rng.randint(0, 3)):
            self._finding(followup)
        if rng.random() < 0.5:
            self._plan(followup)
        if rng.random() < 0.5:
            SingleReportFactory.create(followup=followup, decided_on=self.maybe_day())

    def _finding(self, followup: Followup) -> None:
        rng = self.rng
        kind = rng.choice([*FindingKind, FindingKind.DEFICIENCY, FindingKind.DEFICIENCY])
        is_remediable = kind in {FindingKind.DEFICIENCY, FindingKind.COMMISSIONER_SHORTCOMING}
        FindingFactory.create(
            followup=followup,
            kind=kind,
            severity=rng.choice(list(Severity)),
            area=rng.choice(["Personal", "personal ", "Lokaler", "Lex  Sarah", "Lex Sarah"]),
            wording=rng.choice([None, *self.demands]),
            due_on=self.maybe_day(),
            remedied_on=self.maybe_day() if is_remediable else None,
            remedied_note="Ny rutin" if is_remediable else "",
        )

    def _plan(self, followup: Followup) -> None:
        rng = self.rng
        approved_on = self.maybe_day()
        plan = ActionPlanFactory.create(
            followup=followup,
            requested_on=self.day(),
            approved_on=approved_on,
            state=rng.choice(list(PlanState)),
        )
        for _ in range(rng.randint(0, 4)):
            PlanStepFactory.create(
                plan=plan,
                event=rng.choice([PlanEvent.RETURN, PlanEvent.APPROVE, PlanEvent.VERIFY]),
                happened_on=self.maybe_day(),
            )

    def _sanction(self) -> None:
        rng = self.rng
        authority, contract = self._board_and_contract()
        sanction = SanctionFactory.create(
            authority=authority,
            contract=contract,
            secrecy=self.secrecy(),
            proposed_on=self.day(),
            decided_on=self.maybe_day(),
            contested_on=self.maybe_day(),
            carried_out_on=self.maybe_day(),
        )
        for _ in range(rng.randint(0, 2)):
            decided = rng.choice([None, Decimal("1500.50"), Decimal(20)])
            settled = None if decided is None else rng.choice([None, Decimal(0), decided])
            SanctionRowFactory.create(sanction=sanction, decided=decided, settled=settled)

    def _check(self) -> None:
        rng = self.rng
        RegisterCheckFactory.create(
            authority=rng.choice([self.ekby, self.norrby]),
            provider=rng.choice(self.providers),
            kind=rng.choice(list(CheckKind)),
            result=rng.choice(list(CheckResult)),
            secrecy=self.secrecy(),
            checked_on=self.day(),
        )

    def _signal(self) -> None:
        rng = self.rng
        authority, contract = self._board_and_contract()
        state = rng.choice(list(SignalState))
        hour = rng.choice([datetime.time(0, 5), datetime.time(12), datetime.time(23, 55)])
        SignalFactory.create(
            authority=authority,
            followup=FollowupFactory.create(authority=authority, contract=contract),
            provider=contract.provider,
            contract=rng.choice([None, contract]),
            source=rng.choice([SignalSource.STAFF, SignalSource.MEDIA, SignalSource.CLIENT]),
            state=state,
            reason="Känt" if state in {SignalState.DISMISSED, SignalState.PARKED} else "",
            review_on=TODAY if state == SignalState.PARKED else None,
            closed_on=rng.choice([None, TODAY]),
            secrecy=rng.choice([Secrecy.INTERNAL, Secrecy.INTERNAL, Secrecy.RESTRICTED]),
            noted_at=timezone.make_aware(datetime.datetime.combine(self.day(), hour)),
        )


class Recount:
    """The figures of Ekby, counted the slow way: one look at every row for every figure."""

    def __init__(self, ekby, cooperation, scope: Scope) -> None:
        self.ekby, self.cooperation, self.scope = ekby, cooperation, scope
        self.as_of = min(scope.ends_on, TODAY)
        self.followups = [f for f in Followup.objects.unscoped(reason=WHY) if self.may_tell(f)]
        self.own = [
            f
            for f in self.followups
            if f.authority_id == ekby.pk and self.meant(self.area_of(f), f.contract.provider)
        ]
        self.period = [f for f in self.own if self.within(f.reported_on)]
        period = {f.pk for f in self.period}
        findings = list(Finding.objects.unscoped(reason=WHY))
        self.findings = [f for f in findings if f.followup_id in period and f.kind in TOLD]
        self.deficiencies = [f for f in self.findings if f.kind == FindingKind.DEFICIENCY]
        told = {f.pk for f in self.followups if f.authority_id == ekby.pk}
        self.before = [
            f
            for f in findings
            if f.followup_id in told
            and f.kind == FindingKind.DEFICIENCY
            and f.followup.reported_on
            and f.followup.reported_on < scope.starts_on
        ]

    def within(self, day) -> bool:
        return day is not None and self.scope.starts_on <= day <= self.scope.ends_on

    def may_tell(self, row: Followup) -> bool:
        is_seen = (
            row.authority_id == self.ekby.pk
            or row.contract.agreement.cooperation_id == self.cooperation.pk
        )
        is_open = row.secrecy in {Secrecy.PUBLIC, Secrecy.PROVIDER, Secrecy.INTERNAL}
        return is_seen and is_open and row.state in REPORTED and row.reported_on is not None

    def areas_of(self, contract: Contract) -> set[int]:
        found = {unit.service_area_id for unit in contract.units.all()}
        for lot in contract.lots.unscoped(reason=WHY):
            around = lot if lot.service_area_id or lot.parent is None else lot.parent
            if around.service_area_id:
                found.add(around.service_area_id)
        return found

    def area_of(self, row: Followup) -> int | None:
        if row.unit:
            return row.unit.service_area_id
        if row.lot and row.lot.service_area_id:
            return row.lot.service_area_id
        if row.lot and row.lot.parent:
            return row.lot.parent.service_area_id
        areas = self.areas_of(row.contract)
        return min(areas) if len(areas) == 1 else None

    def meant(self, area: int | None, provider) -> bool:
        if self.scope.operating_form and provider.operating_form != self.scope.operating_form:
            return False
        return self.scope.service_area_id is None or area == self.scope.service_area_id

    def contracts(self) -> list[Contract]:
        found = []
        for row in Contract.objects.unscoped(reason=WHY).select_related("agreement", "provider"):
            is_ours = (
                row.agreement.authority_id == self.ekby.pk
                or row.agreement.cooperation_id == self.cooperation.pk
            )
            areas = self.areas_of(row)
            wanted = self.scope.service_area_id
            area = wanted if wanted in areas else None
            if is_ours and self.meant(area, row.provider) and self.is_in_force(row):
                found.append(row)
        return found

    def is_in_force(self, row: Contract) -> bool:
        if max(row.starts_on, row.agreement.starts_on) > self.scope.ends_on:
            return False
        ends = [row.ends_on, row.agreement.ends_on]
        if row.status == ContractStatus.ENDED:
            ends.append(row.status_from)
        return all(day is None or day >= self.scope.starts_on for day in ends)

    def days_of(self, contract: Contract) -> list[datetime.date]:
        """Return when it was followed up, by anyone that Ekby sees."""
        return [
            row.reported_on
            for row in self.followups
            if row.contract_id == contract.pk
            and row.reported_on
            and row.reported_on <= self.scope.ends_on
        ]

    def years_ago(self, years: int) -> datetime.date:
        try:
            return self.as_of.replace(year=self.as_of.year - years)
        except ValueError:
            return datetime.date(self.as_of.year - years, 2, 28)

    def coverage(self) -> dict[str, list[Any]]:
        found = {}
        contracts = self.contracts()
        for key in [*OperatingForm.codes(), "all"]:
            rows = [c for c in contracts if key in {"all", c.provider.operating_form}]
            if not rows and key != "all":
                continue
            done = [c for c in rows if any(map(self.within, self.days_of(c)))]
            found[key] = [
                len(rows),
                len(done),
                percent(len(done), len(rows)),
                sum(1 for c in rows if any(d > self.years_ago(2) for d in self.days_of(c))),
                sum(1 for c in rows if not self.days_of(c)),
                sum(
                    1
                    for c in rows
                    if self.days_of(c) and all(d < self.years_ago(3) for d in self.days_of(c))
                ),
            ]
        return found

    def rhythm(self, keys_of: Callable[[Contract], Iterable[str]]) -> dict[str, list[Any]]:
        contracts = self.contracts()
        found = {}
        for key in {*(key for c in contracts for key in keys_of(c)), "all"}:
            rows = [c for c in contracts if key == "all" or key in keys_of(c)]
            latest = [max(self.days_of(c), default=None) for c in rows]
            in_time = sum(1 for day in latest if day and day >= self.years_ago(3))
            found[key] = [
                len(rows),
                in_time,
                percent(in_time, len(rows)),
                sum(1 for day in latest if day and day < self.years_ago(3)),
                sum(1 for day in latest if not day),
            ]
        return found

    def meant_areas(self, contract: Contract) -> list[str]:
        wanted = self.scope.service_area_id
        areas = self.areas_of(contract)
        return [str(a) for a in areas if wanted in {None, a}] or ["unknown"]

    def shares(
        self, rows: list[Any], keys: Iterable[str], of: Callable[[Any], str], *, all_keys: bool
    ) -> dict[str, list[Any]]:
        found = {}
        for key in keys:
            number = sum(1 for row in rows if of(row) == key)
            if number or all_keys:
                found[key] = [number, percent(number, len(rows))]
        return {**found, "all": [len(rows), percent(len(rows), len(rows))]}

    def told(self, rows: list[Any]) -> list[int]:
        return [sum(1 for row in rows if row.kind == kind) for kind in TOLD]

    def by_area(self) -> dict[str, list[Any]]:
        names = {" ".join(f.area.split()).lower() for f in self.findings}
        found = {
            area_key(name): self.told(
                [f for f in self.findings if " ".join(f.area.split()).lower() == name]
            )
            for name in names
        }
        return {**found, "all": self.told(self.findings)}

    def beside(self, of: Callable[[Followup], str]) -> dict[str, list[Any]]:
        found = {}
        for key in {of(row) for row in self.period}:
            rows = {row.pk for row in self.period if of(row) == key}
            found[key] = [
                len(rows),
                *self.told([f for f in self.findings if f.followup_id in rows]),
            ]
        return {**found, "all": [len(self.period), *self.told(self.findings)]}

    def remedied(self) -> dict[str, list[Any]]:
        done = [f for f in self.deficiencies if f.remedied_on and f.remedied_on <= self.as_of]
        days = [(f, f.remedied_on) for f in done if f.remedied_on]
        left = [f for f in self.deficiencies if f not in done]
        late = [f for f in left if f.due_on and f.due_on < self.as_of]
        numbers = {
            "in_time": sum(1 for f, day in days if f.due_on and day <= f.due_on),
            "late": sum(1 for f, day in days if f.due_on and day > f.due_on),
            "no_day": sum(1 for f in done if not f.due_on),
            "open": len(left) - len(late),
            "overdue": len(late),
            "repeated": sum(1 for f in self.deficiencies if self.is_repeated(f)),
            "all": len(self.deficiencies),
        }
        total = len(self.deficiencies)
        return {key: [number, percent(number, total)] for key, number in numbers.items()}

    def is_repeated(self, one: Finding) -> bool:
        return any(self.is_like(one, other) for other in [*self.deficiencies, *self.before])

    def is_like(self, one: Finding, other: Finding) -> bool:
        if not (one.wording and other.wording):
            return False
        first, second = one.wording.requirement, other.wording.requirement
        same = (first.same_as_id or first.pk) == (second.same_as_id or second.pk)
        mine, theirs = one.followup.contract.provider, other.followup.contract.provider
        unit = one.unit_id or one.followup.unit_id
        place = (
            mine.pk == theirs.pk
            or (mine.group_id and mine.group_id == theirs.group_id)
            or (unit and unit == (other.unit_id or other.followup.unit_id))
        )
        return bool(same and place and year_of(other) < year_of(one))

    def plans(self) -> list[ActionPlan]:
        own = {f.pk for f in self.own}
        return [
            plan
            for plan in ActionPlan.objects.unscoped(reason=WHY).order_by("pk")
            if plan.followup_id in own and self.within(plan.requested_on)
        ]

    def by_plan(self) -> dict[str, list[Any]]:
        plans = self.plans()
        done = [p for p in plans if p.approved_on and p.approved_on <= self.as_of]
        closed = [p for p in plans if p.state == PlanState.CLOSED and p.approved_on is None]
        back = [p for p in done if self.came_back(p)]
        numbers = {
            "requested": len(plans),
            "approved_at_once": len(done) - len(back),
            "approved_after_return": len(back),
            "open": len(plans) - len(done) - len(closed),
            "closed": len(closed),
            "verified": sum(1 for p in plans if self.is_verified(p)),
        }
        return {key: [number, percent(number, len(plans))] for key, number in numbers.items()}

    def came_back(self, plan: ActionPlan) -> bool:
        events = [s.event for s in plan.steps.unscoped(reason=WHY).order_by("pk")]
        before = events[: events.index("approve")] if "approve" in events else events
        return "return" in before

    def is_verified(self, plan: ActionPlan) -> bool:
        return any(
            step.event == "verify" and (not step.happened_on or step.happened_on <= self.as_of)
            for step in plan.steps.unscoped(reason=WHY)
        )

    def sanctions(self) -> dict[str, list[Any]]:
        rows = [
            row
            for row in Sanction.objects.unscoped(reason=WHY)
            if row.authority_id == self.ekby.pk
            and row.secrecy <= Secrecy.INTERNAL
            and row.proposed_on <= self.scope.ends_on
            and self.is_of_meant(row.contract)
        ]
        decided = {row.pk for row in rows if self.happened(row.decided_on)}
        lines = [
            line for line in SanctionRow.objects.unscoped(reason=WHY) if line.sanction_id in decided
        ]
        return {
            "proposed": [sum(1 for r in rows if self.happened(r.proposed_on))],
            "decided": [len(decided)],
            "contested": [sum(1 for r in rows if self.happened(r.contested_on))],
            "carried_out": [sum(1 for r in rows if self.happened(r.carried_out_on))],
            "decided_amount": [float(sum(line.decided or 0 for line in lines))],
            "settled_amount": [float(sum(line.settled or 0 for line in lines))],
        }

    def happened(self, day) -> bool:
        return self.within(day) and day <= TODAY

    def is_of_meant(self, contract: Contract) -> bool:
        wanted = self.scope.service_area_id
        area = wanted if wanted in self.areas_of(contract) else None
        return self.meant(area, contract.provider)

    def signals(self) -> dict[str, list[Any]]:
        rows = [
            row
            for row in Signal.objects.unscoped(reason=WHY)
            if row.authority_id == self.ekby.pk
            and row.secrecy <= Secrecy.INTERNAL
            and self.within(timezone.localdate(row.noted_at))
            and self.is_of_meant_signal(row)
        ]
        return {
            key: [
                sum(1 for row in rows if key in {"all", row.source} and is_it(row))
                for is_it in [
                    lambda row: True,
                    lambda row: row.state == "linked",
                    lambda row: row.state == "proposed",
                    lambda row: row.state == "parked",
                    lambda row: row.state == "dismissed",
                    lambda row: row.state == "new" and row.closed_on,
                    lambda row: row.state == "new" and not row.closed_on,
                ]
            ]
            for key in {*(row.source for row in rows), "all"}
        }

    def is_of_meant_signal(self, row: Signal) -> bool:
        wanted = self.scope.service_area_id
        areas = self.areas_of(row.contract) if row.contract else set()
        return self.meant(wanted if wanted in areas else None, row.provider)

    def checks(self) -> dict[str, list[Any]]:
        is_all = self.scope.service_area_id is None and not self.scope.operating_form
        contracts = self.contracts()
        # Providers are meant by every contract that has begun, not only those in force.
        meant = {
            c.provider_id
            for c in Contract.objects.unscoped(reason=WHY)
            if self.is_of_meant(c)
            and c.starts_on <= self.scope.ends_on
            and (
                c.agreement.authority_id == self.ekby.pk
                or c.agreement.cooperation_id == self.cooperation.pk
            )
        }
        rows = [
            row
            for row in RegisterCheck.objects.unscoped(reason=WHY)
            if row.authority_id == self.ekby.pk
            and row.secrecy <= Secrecy.INTERNAL
            and row.checked_on <= self.scope.ends_on
            and (is_all or row.provider_id in meant)
        ]
        found = {}
        usual = {CheckKind.F_TAX, CheckKind.TAXES, CheckKind.DEBTS, CheckKind.CREDIT}
        named = {CheckKind.OFFICERS, CheckKind.OWNER}
        shown = (usual | {CheckKind(row.kind) for row in rows}) - named
        for kind in shown:
            of_kind = [row for row in rows if row.kind == kind]
            made = [row for row in of_kind if self.within(row.checked_on)]
            known = {row.provider_id for row in of_kind}
            found[kind.value] = [
                len(made),
                *(
                    sum(1 for row in made if row.result == result)
                    for result in ("ok", "remark", "alarm", "unknown")
                ),
                sum(1 for c in contracts if c.provider_id not in known),
            ]
        return found

    def clock(self) -> dict[str, list[Any]]:
        first = {
            f.pk: min((c.sent_on for c in FactCheck.objects.unscoped(reason=WHY)
                       if c.followup_id == f.pk), default=None)
            for f in self.period
        }  # fmt: skip
        plans = self.plans()
        approved = [(p.requested_on, p.approved_on) for p in plans
                    if p.approved_on and p.approved_on <= self.as_of]  # fmt: skip
        return {
            "carried_out_to_fact_check": spans(
                (f.carried_out_on, first[f.pk]) for f in self.period
            ),
            "fact_check_to_reported": spans((first[f.pk], f.reported_on) for f in self.period),
            "carried_out_to_reported": self.whole(self.period),
            "reported_to_decided": spans((f.reported_on, self.decided_on(f)) for f in self.period),
            "reported_to_plan": spans((p.followup.reported_on, p.requested_on) for p in plans),
            "plan_to_approved": spans(approved),
        }

    def decided_on(self, followup: Followup) -> datetime.date | None:
        rows = Report.objects.unscoped(reason=WHY)
        days = [row.decided_on for row in rows if row.followup_id == followup.pk]
        return next((day for day in days if day and day <= self.as_of), None)

    def whole(self, rows: Iterable[Followup]) -> list[Any]:
        return spans((f.carried_out_on, f.reported_on) for f in rows)

    def by_kind(self) -> dict[str, list[Any]]:
        found = {kind.value: self.whole(f for f in self.period if f.kind == kind) for kind in Kind}
        return {
            **{key: value for key, value in found.items() if value[0]},
            "all": self.whole(self.period),
        }

    def everything(self) -> Naive:
        return {
            "coverage": self.coverage(),
            "rhythm_by_service_area": self.rhythm(self.meant_areas),
            "rhythm_by_operating_form": self.rhythm(lambda c: [c.provider.operating_form]),
            "followups_by_kind": self.shares(
                self.period, Kind.codes(), lambda f: f.kind, all_keys=False
            ),
            "followups_by_outcome": self.shares(
                self.period, [*Outcome.codes(), "none"], lambda f: f.outcome or "none",
                all_keys=True,
            ),
            "findings_by_kind": self.shares(
                self.findings, [kind.value for kind in TOLD], lambda f: f.kind, all_keys=True
            ),
            "findings_by_area": self.by_area(),
            "findings_by_severity": self.shares(
                self.deficiencies, Severity.codes(), lambda f: f.severity, all_keys=True
            ),
            "findings_by_service_area": self.beside(lambda f: str(self.area_of(f) or "unknown")),
            "findings_by_operating_form": self.beside(
                lambda f: f.contract.provider.operating_form
            ),
            "deficiencies_remedied": self.remedied(),
            "plans": self.by_plan(),
            "sanctions": self.sanctions(),
            "signals": self.signals(),
            "register_checks": self.checks(),
            "clock": self.clock(),
            "clock_by_kind": self.by_kind(),
        }  # fmt: skip


def percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def year_of(finding: Finding) -> int:
    return (finding.followup.carried_out_on or finding.followup.planned_for).year


def spans(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    days = sorted((end - start).days for start, end in pairs if start and end and start <= end)
    if not days:
        return [0, None, None]
    half = len(days) // 2
    middle = days[half] if len(days) % 2 else (days[half - 1] + days[half]) / 2
    ninth = next(d for d in days if sum(1 for other in days if other <= d) * 10 >= 9 * len(days))
    return [len(days), middle, ninth]


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking rows takes for ever
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rng=st.randoms(use_true_random=False),
    period=st.sampled_from(PERIODS),
    narrowed=st.sampled_from(["", "", "area", "form"]),
)
def test_every_figure_equals_a_naive_count(
    rng, period, narrowed, ekby, norrby, cooperation, anna, monkeypatch
) -> None:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    with transaction.atomic():
        rows = Rows(rng, ekby, norrby, cooperation)
        scope = Scope(
            frozenset({ekby.pk}),
            starts_on=period[0],
            ends_on=period[1],
            service_area_id=rows.areas[0].pk if narrowed == "area" else None,
            operating_form="private" if narrowed == "form" else "",
        )
        access = access_of(anna)
        tables = year_tables(access, scope)
        alone = [year_tables(access, scope, [TableKey(table.key)]) for table in tables]
        expected = Recount(ekby, cooperation, scope).everything()
        counted = {
            table.key: {line.key: [cell.value for cell in line.cells] for line in table.lines}
            for table in tables
        }
        transaction.set_rollback(True)
    assert [(table,) for table in tables] == alone
    assert counted.keys() == expected.keys()
    for key, lines in expected.items():
        assert counted[key] == lines, key
    for table in tables:
        for _address, cell in table.cells():
            if cell.measure == "count" and cell.value is not None:
                assert cell.value == len(set(cell.rows)) == len(cell.rows)
