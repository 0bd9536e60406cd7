"""What Kontor knows, may do and did. Names no provider."""
