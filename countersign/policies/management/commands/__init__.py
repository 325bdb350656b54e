"""Each of them is a module."""
