"""The commands of access."""
