"""Answers about signals."""
