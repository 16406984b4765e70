"""Views that fail, for pages and logs of faults."""


def fail_with(error):
    """A view that raises `error`, for whoever comes."""

    def view(request):
        raise error

    view.login_required = False
    return view
