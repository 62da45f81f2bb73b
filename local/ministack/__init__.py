"""MiniStack behind our gate. Runs in the engine's own virtual environment and imports nothing else of the project."""
