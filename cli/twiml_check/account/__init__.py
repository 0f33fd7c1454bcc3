"""The webhooks of a phone number, read from Twilio's REST API, which stays unchanged.

`api` has the credentials and sends the requests; `number` finds the URL that Twilio would call. The
caller gives the function that sends.
"""
