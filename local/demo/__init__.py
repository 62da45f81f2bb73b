"""What a first start shows: a photographer with one event, a dozen photos and three access codes."""
