"""Finds out what an old database holds, and writes it down as a map.

Tables and columns are profiled from a bounded sample, references are measured in the data, and what
the apps declare of their targets (`recognition`) is matched against that. Names are evidence, too,
but the data has the last word.
"""
