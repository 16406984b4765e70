"""Reads the schema of the old database and writes it down as models."""
