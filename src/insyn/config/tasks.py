"""What ``insyn work`` does once a day and each minute, besides sending mail."""

from collections.abc import Callable
from datetime import date

from insyn.agenda.services import remind_providers, send_digests
from insyn.coordination.services import remind_districts
from insyn.findings.services.fact_check_sending import remind_of_fact_checks
from insyn.followups.services.new_providers import propose_new_providers
from insyn.kernel.access import Access
from insyn.mailing.services import forget_guesses
from insyn.measures.services import remind_of_plans
from insyn.monitoring.services.fetching import fetch_all
from insyn.signals.services import apply_rules_everywhere
from insyn.surveys.services import remind_all
from insyn.surveys.services.results import fold_all

Task = Callable[[date], object]


def remind(today: date) -> object:
    """Put in the queue the reminders that are due: of surveys, and of all else with a last day."""
    return remind_all(today), remind_providers(today)


def remind_of_drafts_and_plans(today: date) -> object:
    """Put in the queue the reminders of drafts to check and of action plans, and note them."""
    return remind_of_fact_checks(today), remind_of_plans(today)


def remind_coordinated(today: date) -> object:
    """Put in the queue the reminders of what coordinated authorities have not reported in."""
    del today
    return remind_districts(Access.system("Påminnelser"))


def tell(today: date) -> object:
    """Put in the queue the mails about what waits, for those who have asked for them."""
    return send_digests(today)


def fold(today: date) -> object:
    """Count in the answers that have come since the last time."""
    del today
    return fold_all()


def forget(today: date) -> object:
    """Remove old guesses at links."""
    del today
    return forget_guesses()


def propose(today: date) -> object:
    """Propose the follow-ups of new providers, and those that signals give reason for."""
    return propose_new_providers(today), apply_rules_everywhere(today)


def fetch_registers(today: date) -> object:
    """Ask the outside services that are configured about those who are under contract."""
    return fetch_all(today)


DAILY: tuple[Task, ...] = (
    remind,
    remind_of_drafts_and_plans,
    remind_coordinated,
    propose,
    tell,
    forget,
    fetch_registers,
)
OFTEN: tuple[Task, ...] = (fold,)
