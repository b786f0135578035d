"""One follow-up of the year, from the request for documents to the last step of its plan."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from insyn.criteria.models import Section
from insyn.criteria.rules import Level
from insyn.examples.coordinated_2017.facts import Facts, day
from insyn.examples.coordinated_2017.people import Cast, Party
from insyn.examples.coordinated_2017.plans import carry_out_plan
from insyn.findings.models import Finding
from insyn.findings.queries import proposed_assessment
from insyn.findings.rules import FindingKind
from insyn.findings.services import (
    FindingFacts,
    add_finding,
    assess_area,
    assess_followup,
    conclude_followup,
    remedy_finding,
    send_followup,
)
from insyn.followups.models import DocumentRequest, Followup
from insyn.followups.rules import Event, Outcome
from insyn.followups.services import (
    ask_calling_unit,
    assign_reviewer,
    move_followup,
    name_provider,
    note_calling_view,
    receive_document,
    request_document,
    reschedule_followup,
    review_document,
    write_result,
)
from insyn.kernel.access import Access, Secrecy
from insyn.measures.services import close_followup
from insyn.papers.wording import swedish_date
from insyn.platform import clock
from insyn.registry.rules import spelling_key
from insyn.visits.rules import VisitKind
from insyn.visits.services import VisitFacts, book_visit, carry_out_visit

ASKED_BEFORE, WRITTEN_AFTER, SENT_AFTER = (timedelta(days=n) for n in (21, 5, 10))
NOTHING_FOUND = "Inga brister eller utvecklingsområden identifierades."
Told = Mapping[str, Any]


class FollowUpBuilder:
    """Carries out follow-ups as the people of their authority."""

    def __init__(self, facts: Facts, cast: Cast) -> None:
        self.facts = facts
        self.cast = cast

    def carry_out(self, told: Told, row: Followup) -> None:
        """Prepare, visit, assess, send, and take the action plan through its events."""
        party = self.cast.parties[told["made_by"]]
        visit = _visit_of(told)
        made_on = date.fromisoformat(told["date"])
        first = min(made_on, day(visit["date"]) or made_on)
        last = max(made_on, day(visit["date"]) or made_on)
        with clock.pretend(first - ASKED_BEFORE, is_guessed=True):
            requests = self._prepare(told, row, party)
        with clock.pretend(last):
            self._visit(told, row, party, requests)
        with clock.pretend(last + WRITTEN_AFTER, is_guessed=True):
            self._write(told, row, party)
        with clock.pretend(last + SENT_AFTER, is_guessed=True):
            self._send(told, row, party)
        if told.get("action_plan"):
            carry_out_plan(told, row, party, begins_on=last + SENT_AFTER)
        self._finish(told, row, party)

    def _prepare(self, told: Told, row: Followup, party: Party) -> list[DocumentRequest]:
        access = party.access("ansvarig")
        reschedule_followup(access, row, planned_for=date.fromisoformat(told["date"]))
        if spelling_key(told["provider"]) == spelling_key(row.contract.provider.name):
            name_provider(access, row, name=told["provider"])
        for user in party.reviewers:
            assign_reviewer(access, row, user=user, has_no_conflict=True)
        requests = [
            request_document(
                access,
                row,
                title=asked["title"],
                due_on=clock.today() + timedelta(days=14),
                secrecy=_secrecy(asked),
            )
            for asked in self.facts.get("documents_requested_before_visit", ())
        ]
        move_followup(access, row, Event.PREPARE)
        return requests

    def _visit(
        self, told: Told, row: Followup, party: Party, requests: list[DocumentRequest]
    ) -> None:
        access = party.access("uppfoljare1")
        visit = _visit_of(told)
        move_followup(access, row, Event.START)
        visited_on = date.fromisoformat(visit["date"])
        planned = VisitFacts(kind=VisitKind(visit["kind"]), planned_on=visited_on)
        booked = book_visit(access, row, facts=planned)
        carry_out_visit(
            access,
            booked,
            visited_on=visited_on,
            followed_up_on=date.fromisoformat(told["date"]),
        )
        kinds = {basis["kind"] for basis in told.get("basis", ())}
        if "documents" in kinds:
            for request in requests:
                receive_document(access, request)
                review_document(access, request, judgement="Granskad inför besöket")
        if "social_workers" in kinds:
            view = ask_calling_unit(access, row, unit_name="Ansvariga socialsekreterare")
            text = "Information om utföraren har lämnats muntligt."
            note_calling_view(access, view, text=text, counts_as_basis=True)

    def _write(self, told: Told, row: Followup, party: Party) -> None:
        access = party.access("uppfoljare1")
        move_followup(access, row, Event.WRITE)
        sections = {s.name: s for s in _sections(access, row)}
        for found in told.get("findings", ()):
            add_finding(access, row, facts=_finding(found, sections, told))
        if not told.get("findings"):
            write_result(access, row, result_text=NOTHING_FOUND, version=None)
        for name, section in sections.items():
            assess_area(access, row, section=section, level=_level(name, told))
        supplement = told.get("supplement")
        if supplement:
            today = clock.today()
            request = request_document(
                access, row, title=supplement["about"], due_on=today, is_supplement=True
            )
            receive_document(access, request)
            review_document(access, request, judgement=supplement["judged"])

    def _send(self, told: Told, row: Followup, party: Party) -> None:
        access = party.access("ansvarig")
        outcome = Outcome.DOES_NOT_COMPLY if told.get("action_plan") else Outcome(told["outcome"])
        _conclude(access, row, outcome)
        assess_followup(access, row)
        remedied = {f["text"]: f["remedied"] for f in told.get("findings", ()) if f.get("remedied")}
        for finding in Finding.objects.visible_to(access).filter(followup=row, text__in=remedied):
            note = remedied[finding.text]
            remedy_finding(access, finding, remedied_on=clock.today(), note=note)
        send_followup(access, row)

    def _finish(self, told: Told, row: Followup, party: Party) -> None:
        access = party.access("ansvarig")
        events = [step["event"] for step in told.get("action_plan", ())]
        with clock.pretend(date(int(told["date"][:4]), 12, 10), is_guessed=True):
            if events and told["outcome"] != Outcome.DOES_NOT_COMPLY:
                _conclude(access, row, Outcome(told["outcome"]))
            if "continued_follow_up" not in events and (not events or "approved" in events):
                close_followup(access, row)


def _conclude(access: Access, row: Followup, outcome: Outcome) -> None:
    text = proposed_assessment(access, row, outcome)
    conclude_followup(access, row, outcome=outcome, overall_assessment=text)


def _visit_of(told: Told) -> Told:
    """Return the visit or meeting; without one, a meeting on the day of the follow-up."""
    found = (b for b in told.get("basis", ()) if b["kind"] in {"meeting", "visit"})
    visit = next(found, {"kind": "meeting"})
    return {"kind": visit["kind"], "date": visit.get("date") or told["date"]}


def _secrecy(asked: Told) -> Secrecy:
    is_client = asked.get("confidentiality") == "client_document"
    return Secrecy.CLIENT_DOCUMENT if is_client else Secrecy.INTERNAL


def _sections(access: Access, row: Followup) -> list[Section]:
    return list(Section.objects.visible_to(access).filter(version=row.template_version_id))


def _finding(found: Told, sections: Mapping[str, Section], told: Told) -> FindingFacts:
    kind = FindingKind(found["type"])
    is_deficiency = kind == FindingKind.DEFICIENCY
    area = found["area"]
    return FindingFacts(
        kind=kind,
        area=area,
        text=found["text"],
        section=sections.get(area),
        requirement=f"Avtalets krav inom området {area}" if is_deficiency else "",
        required_result=f"Verksamheten visar att kravet inom {area} uppfylls."
        if is_deficiency
        else "",
        evidence=_evidence(told) if is_deficiency else "",
        seen_on=date.fromisoformat(_visit_of(told)["date"]) if is_deficiency else None,
    )


def _evidence(told: Told) -> str:
    """Return what the deficiencies stand on: the visit or meeting, and documents if any came."""
    visit = _visit_of(told)
    label = VisitKind(visit["kind"]).label
    seen = f"{label} {swedish_date(date.fromisoformat(visit['date']))}"
    kinds = {basis["kind"] for basis in told.get("basis", ())}
    return f"{seen} och inskickade dokument." if "documents" in kinds else f"{seen}."


def _level(area: str, told: Told) -> Level:
    kinds = {found["type"] for found in told.get("findings", ()) if found["area"] == area}
    return Level.NOT_MET if FindingKind.DEFICIENCY in kinds else Level.MET
