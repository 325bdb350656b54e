"""Countersign: a school's Acceptable Use Policy, made real."""
