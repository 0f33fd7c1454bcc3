"""Why a document is broken, in the author's terms: imported only when one is.

`diagnose` asks the others in turn; each knows one kind of mistake. `halt` is what they start from.
"""
