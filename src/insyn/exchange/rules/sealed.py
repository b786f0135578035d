"""What was read of a workbook goes out sealed with the page, and comes back."""

MOST_SEALED = 4 << 20
"""Characters that are taken back at most."""
