"""Whole journeys in a browser, against the product as people run it: its own process, its worker, a real directory."""
