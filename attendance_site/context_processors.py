"""What every page of the site knows."""

from django.conf import settings


def site(request):
    """`is_sample`: whether the bundled sample is what the visitor sees."""
    return {"is_sample": settings.IS_SAMPLE}
