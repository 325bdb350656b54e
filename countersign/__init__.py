"""Countersign: a school's Acceptable Use Policy, made real."""

__version__ = "0.1.0"
