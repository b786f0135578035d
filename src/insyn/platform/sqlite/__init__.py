"""SQLite where the writers of a process stand in line."""
