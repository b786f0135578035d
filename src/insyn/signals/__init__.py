"""Signals from all year: what somebody noticed about a provider, and what was done about it."""
