"""What must be back where it was, however long a client lives."""
