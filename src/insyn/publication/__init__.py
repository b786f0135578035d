"""What a board publishes: frozen snapshots, open data, and the open pages."""
