"""What comes from elsewhere: which packages, whose they are, what they may."""
