"""
Messages waiting to go out, as rows before they are mail.

A message never carries content that could hurt on a screen: a reference and a link. The link's secret is
made when the message leaves and is kept nowhere.
"""
