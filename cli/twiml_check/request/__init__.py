"""Twilio's request: parameters, headers, signature. Pure: nothing here uses a network."""
