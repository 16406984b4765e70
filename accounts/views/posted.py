"""What a request says: the fields of its form, and which site it was sent to."""


def posted(request):
    """The posted fields, also where there are none; None for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def site_of(request):
    """Such as "https://book.example": what stands before the paths of links that are mailed."""
    return request.build_absolute_uri("/").removesuffix("/")
