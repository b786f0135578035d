"""Insyn: planning, carrying out and reporting the follow-up of social-care providers."""
