"""Thematic reviews: one question, many services, never a judgement of a single one."""
