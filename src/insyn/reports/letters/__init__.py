"""Reports as documents, first texts for them, and their annex. Pure."""

from insyn.reports.letters.first_texts import first_texts
from insyn.reports.letters.general import general_report
from insyn.reports.letters.joint import joint_report
from insyn.reports.letters.proposals import proposed_texts
from insyn.reports.rules.general import listed

__all__ = ["first_texts", "general_report", "joint_report", "listed", "proposed_texts"]
