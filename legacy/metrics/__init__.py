"""Figures for a monitoring system, where `METRICS_TOKEN` is set: what this server's processes
count, and what stands in the database when somebody asks.

An app adds figures of the second kind in a module `gauges.py`: functions with the decorator
`legacy.metrics.gauges.gauge` that return a number, or None where there is nothing to tell.
"""
