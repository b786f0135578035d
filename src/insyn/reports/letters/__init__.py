"""The joint report as a document, and first texts for it. Pure."""

from insyn.reports.letters.joint import joint_report
from insyn.reports.letters.proposals import listed, proposed_texts

__all__ = ["joint_report", "listed", "proposed_texts"]
