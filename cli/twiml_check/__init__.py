"""twiml-check: is this Twilio webhook right? Ask as Twilio asks, read as Twilio reads, follow."""

__version__ = "0.1.0"
