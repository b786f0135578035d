"""Commands of coordination."""
