"""Answers about coordination."""
