"""Reading what was mailed."""

from insyn.mailing.queries.mails import listed_mails, mails_about, mails_seen, senders_seen

__all__ = ["listed_mails", "mails_about", "mails_seen", "senders_seen"]
