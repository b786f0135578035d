from typing import Any

from insyn.platform import clock
from insyn.signals.models import DeviationImport, LexSarahNotice, OpenForm, Signal, SignalRule
from insyn.signals.rules import Severity, SignalCategory, SignalSource
from tests.doors import ELSEWHERE, FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY

WHY = "Dörrarna går till sina egna rader."
CSV = "Ärendenummer;Händelsedatum;Orgnr;Händelse\n1;2026-03-02;5590000006;Ingen personal\n"


def row_of(world):
    row, _made = Signal.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        provider=world.provider,
        text="Ingen ordinarie personal på tre kvällar.",
        defaults={
            "source": SignalSource.SOCIAL_WORKER,
            "category": SignalCategory.STAFFING,
            "severity": Severity.MEDIUM,
            "happened_on": DAY,
            "noted_at": clock.now(),
            "is_protected": True,
        },
    )
    return row


def signal(world):
    return {"pk": row_of(world).pk}


def rule(world):
    row, _made = SignalRule.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority, name="Tre signaler", defaults={"signals": 3, "days": 90}
    )
    return {"pk": row.pk}


def notice(world):
    row, _made = LexSarahNotice.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        provider=world.provider,
        defaults={
            "text": "Utebliven insats.",
            "happened_on": DAY,
            "reported_on": DAY,
            "received_on": DAY,
        },
    )
    return {"pk": row.pk}


def run(world):
    row, _made = DeviationImport.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        system="Avvikelser",
        defaults={
            "file_name": "avvikelser.csv",
            "sha256": "0" * 64,
            "content": CSV.encode(),
            "started_at": clock.now(),
        },
    )
    return {"pk": row.pk}


def board(world):
    return {"pk": world.authority.pk}


def open_board(world):
    OpenForm.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority, defaults={"is_on": True}
    )
    return board(world)


def provider(world):
    return {"pk": world.provider.pk}


LIST: dict[str, Any] = {"cilla": OPEN, "system_admin": OPEN}
ASK: dict[str, Any] = {"cilla": OPEN, "bo": FORBIDDEN, "system_admin": FORBIDDEN}
MANY: dict[str, Any] = {"anna": ELSEWHERE, **ASK, "cilla": ELSEWHERE}
"""Without a ticked row the way leads back to the list."""
ROW: dict[str, Any] = {"bo": HIDDEN}
"""A reader sees no signals at all."""
EVERYBODY = ("anna", "bo", "cilla", "system_admin")
BUTTON: dict[str, Any] = dict.fromkeys(EVERYBODY, POST_ONLY)
ANYONE: dict[str, Any] = dict.fromkeys((*EVERYBODY, "contact", "dag", "anonymous"), OPEN)
EDIT: dict[str, Any] = {"bo": FORBIDDEN}

DOORS = {
    "signals:list": Door(**LIST),
    "signals:many": Door(**MANY),
    "signals:new": Door(**ASK),
    "signals:received": Door(**ASK),
    "signals:detail": Door(kwargs=signal, **ROW),
    "signals:receipt": Door(kwargs=signal, **ROW),
    "signals:link": Door(kwargs=signal, **ROW),
    "signals:park": Door(kwargs=signal, **ROW),
    "signals:dismiss": Door(kwargs=signal, **ROW),
    "signals:propose": Door(kwargs=signal, **BUTTON),
    "signals:reopen": Door(kwargs=signal, **BUTTON),
    "signals:reporter": Door(kwargs=signal, **BUTTON),
    "signals:of_provider": Door(kwargs=provider, **LIST),
    "signals:note": Door(kwargs=provider, **ASK),
    "signals:of_followup": Door(kwargs=lambda world: {"pk": world.followup.pk}),
    "signals:settings": Door(**LIST),
    "signals:rule_change": Door(kwargs=rule, **EDIT),
    "signals:rules_start": Door(kwargs=board, **BUTTON),
    "signals:rule_add": Door(kwargs=board, **EDIT),
    "signals:open_form": Door(kwargs=board, **EDIT),
    "signals:imports": Door(**LIST),
    "signals:import_new": Door(**ASK),
    "signals:import": Door(kwargs=run, **ROW),
    "signals:import_columns": Door(kwargs=run, **ROW),
    "signals:import_carry_out": Door(kwargs=run, **BUTTON),
    "signals:import_discard": Door(kwargs=run, **BUTTON),
    "signals:notices": Door(**LIST),
    "signals:notice_new": Door(**ASK),
    "signals:notice": Door(kwargs=notice, **ROW),
    "signals:notice_change": Door(kwargs=notice, **ROW),
    "signals:notice_note": Door(kwargs=provider, **ASK),
    "signals:open:form": Door(kwargs=open_board, **ANYONE),
    "signals:open:told": Door(kwargs=open_board, **ANYONE),
}
