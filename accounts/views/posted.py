"""What a form is filled with."""


def posted(request):
    """The posted fields, also where there are none; None for a form that is only shown."""
    return request.POST if request.method == "POST" else None
