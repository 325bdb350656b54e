"""
Setting a school up and keeping its details: name, posts and holders, the yearly rule.

What a school is and which posts it starts with is in `schools`, two floors below; here are the pages, which also need
people. The first visit to an empty installation begins here.
"""
