"""The book as a whole: how much it holds, a digest to compare two copies by, and whether it
agrees with itself."""

import hashlib

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder

from roster.models import Attachment, Mark

BATCH = 2_000


class Encoder(DjangoJSONEncoder):
    """Values of every column as text, the same from every database."""

    def default(self, value):
        if isinstance(value, bytes | memoryview):
            return bytes(value).hex()
        return super().default(value)


def tables():
    """The models of the book, those between two others included, by their names."""
    models = apps.get_app_config("roster").get_models(include_auto_created=True)
    return sorted(models, key=lambda model: model._meta.model_name)


def digest_of(models):
    """SHA-256 (hex digits) over every column of every row of `models`, in the order of their
    keys: two databases of whatever kind with the same rows have the same."""
    total, encode = hashlib.sha256(), Encoder(sort_keys=True).encode
    for model in models:
        total.update(f"{model._meta.label}\n".encode())
        names = sorted(field.attname for field in model._meta.concrete_fields)
        rows = model._base_manager.order_by("pk").values_list(*names)
        for row in rows.iterator(chunk_size=BATCH):
            total.update(f"{encode(row)}\n".encode())
    return total.hexdigest()


def contradicted():
    """Keys of marks that are not what their history says."""
    return Mark.objects.against_history().order_by("pk").values_list("pk", flat=True)


def missing_files():
    """Keys of attachments whose file is not there, or not as long as it was."""
    for one in Attachment.objects.order_by("pk").iterator():
        try:
            whole = one.file.size == one.size
        except OSError:
            whole = False
        if not whole:
            yield one.pk
