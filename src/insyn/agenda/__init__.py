"""My work: what waits for each, reminders of everything with a date, and the digest."""
