"""Answers for the start page, the search and the trail."""
