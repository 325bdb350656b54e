"""What can be asked of the ledger on the command line."""
