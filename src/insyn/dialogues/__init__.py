"""Dialogue meetings with providers, and what was agreed."""
