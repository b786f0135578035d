"""Assessments per area, findings, and the overall assessment of a follow-up."""
