"""Says with each answer what it cost: a middleware for measuring."""

import time

from django.db import connection


class Counter:
    """Counts statements that go to the site's database."""

    def __init__(self):
        self.number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)


def cost(get_response):
    """Adds `X-Cost`: the number of statements and the milliseconds of CPU of this thread."""

    def middleware(request):
        counter, started = Counter(), time.thread_time()
        with connection.execute_wrapper(counter):
            response = get_response(request)
        spent = 1000 * (time.thread_time() - started)
        response.headers["X-Cost"] = f"{counter.number} {spent:.3f}"
        return response

    return middleware
