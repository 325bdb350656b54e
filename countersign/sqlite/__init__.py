"""Django's SQLite backend with one queue for the writers of this process."""
