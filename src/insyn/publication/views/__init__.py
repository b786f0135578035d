"""Pages of publications: inside for those who prepare and approve, open for everybody."""
