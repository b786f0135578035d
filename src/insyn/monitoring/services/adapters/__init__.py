"""Outside services that Insyn asks by itself. Off until they are configured."""
