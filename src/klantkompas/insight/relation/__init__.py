"""What kind of relation it is: the type, and the phase it is in."""
