"""`access plan` and `access apply`."""
