"""Tables of what Twilio knows: no logic, only facts, each with its source."""
