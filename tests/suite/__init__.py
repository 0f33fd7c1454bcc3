"""What a suite says, without anything being asked."""
