"""Answers about scales, templates and what they hold."""

from insyn.criteria.queries.content import SectionContent, content_of, facts_of
from insyn.criteria.queries.lists import versions_for_list

__all__ = ["SectionContent", "content_of", "facts_of", "versions_for_list"]
