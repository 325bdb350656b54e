"""
Signing in with an account that somebody has elsewhere: at Microsoft, at Google, in the school's own directory.

A provider says who came; whose person that is, we decide. An address alone never does: a person is linked to an issuer
and a subject by somebody who knows them, or where they showed who they are (decision 24).
"""
