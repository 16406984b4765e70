"""Work that takes longer than a page may: a plain queue in the site's own database.

An app declares what can be done in its `jobs.py`, as it declares its admin in `admin.py`: functions
with the decorator `legacy.queue.kinds.kind`. A page puts work in with `legacy.queue.jobs.enqueue`,
and `manage.py run_worker` does it.
"""
