"""What is commonly asked of an organisation, and how its documents commonly say it.

A question worded far from the documents is matched with the nearest questions of a bank; their
subjects say which words and statements to look for. The bank never answers anything itself.
"""
