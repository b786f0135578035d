"""Stored documents: confidentiality, retention, upload and download."""
