"""Editing a map part by part, and looking at what comes of it before it is saved."""
