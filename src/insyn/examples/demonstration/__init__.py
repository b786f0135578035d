"""A made-up municipality in full swing, built through the same services as the pages use."""

PASSWORD = "visa-insyn-demo"  # noqa: S105  printed on purpose: everything here is made up
"""What everybody in the demonstration logs in with."""
