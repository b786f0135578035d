"""Visits and the observations made on them."""
