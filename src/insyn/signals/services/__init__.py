"""What happens to signals."""

from insyn.signals.services.many import Ticked, dismiss_many, link_many, park_many
from insyn.signals.services.noting import SignalFacts, guard_signal, note_signal
from insyn.signals.services.patterns import apply_rules, apply_rules_everywhere, link_accepted
from insyn.signals.services.triage import (
    dismiss_signal,
    link_signal,
    park_signal,
    propose_from,
    read_reporter,
    reopen_signal,
)

__all__ = [
    "SignalFacts",
    "Ticked",
    "apply_rules",
    "apply_rules_everywhere",
    "dismiss_many",
    "dismiss_signal",
    "guard_signal",
    "link_accepted",
    "link_many",
    "link_signal",
    "note_signal",
    "park_many",
    "park_signal",
    "propose_from",
    "read_reporter",
    "reopen_signal",
]
