"""Answers about results and statistics."""
