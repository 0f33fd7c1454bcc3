"""What is wrong with Autopilot's Actions, with an assistant's schema, and with a dialogue."""
