"""
The demonstration: a school of our own invention, its people in every state, and nothing of anybody real.

It can be loaded only into an empty database, and its school says on every page that it is a demonstration.
"""

from countersign.demo.loading import load

__all__ = ["load"]
