"""A telephone number's webhooks, read from Twilio's REST API. Changes nothing there.

`credentials` says with what and where to ask, `api` asks, `number` finds the URL that Twilio
would call. What is sent goes through a function that the caller gives.
"""
