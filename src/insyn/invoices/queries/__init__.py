"""Answers about invoice control."""
