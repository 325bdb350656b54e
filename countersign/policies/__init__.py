"""
Policies, their editions, and the clauses people agree to.

A draft is an edition without a number: it can be changed. Publishing gives it the next number and closes it
for ever; the database itself refuses to alter a published edition or its parts.
"""
