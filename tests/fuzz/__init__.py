"""Walks the site as each role with hostile input: every address, every form, thousands of requests.

`script/fuzz` walks for as long as one likes; `test_walk.py` is a short walk of every role.
"""
