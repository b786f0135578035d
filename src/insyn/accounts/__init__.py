"""Municipalities, authorities, cooperations, users and their memberships."""
