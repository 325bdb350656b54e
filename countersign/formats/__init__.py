"""How dates and times are printed: 16 November 2026, 09:00."""
