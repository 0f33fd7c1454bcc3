"""A telephone number's webhooks, read from Twilio's REST API. Changes nothing there.

`api` says with what and where to ask, and asks; `number` finds the URL that Twilio would call. What
is sent goes through a function that the caller gives.
"""
