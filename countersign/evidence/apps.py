"""Evidence as a Django app."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Records and their verification."""

    name = "countersign.evidence"
    label = "evidence"
    verbose_name = "Evidence"
