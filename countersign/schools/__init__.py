"""
Schools, the trusts that hold several, and the posts a school names in its policies.

A post (`headteacher`, `dsl`, `dpo` ...) is a duty with a holder; who holds it from when to when
is kept with the people. Text says `{post:dsl}` and prints whoever holds the post on the day.
"""
