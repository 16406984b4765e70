"""Writes that touch more than one row of the accounts."""
