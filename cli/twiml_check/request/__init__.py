"""What Twilio would send: parameters, headers, signature. Pure, nothing here touches a network."""
