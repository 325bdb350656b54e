"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries, chains and checkpoints."""

    name = "countersign.ledger"
    label = "ledger"
    verbose_name = "Ledger"
