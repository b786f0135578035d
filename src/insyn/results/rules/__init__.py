"""Rules of results and statistics. Pure."""
