"""Pages about follow-ups."""
