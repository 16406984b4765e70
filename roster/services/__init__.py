"""Writes that touch more than one row. Nothing here knows of requests."""
