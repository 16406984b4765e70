"""What is wrong with this site, and how to mend it: `manage.py doctor`.

A check is a function that yields Findings. Every app may have some, in a module
`doctor_checks.py`, which is found as `admin.py` is; those of `legacy` are in this package.
"""
