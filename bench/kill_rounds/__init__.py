"""The service under load, killed at random moments: nothing that it acknowledged may be missing afterwards."""
