"""The tools of the project; nothing here is part of the product."""
