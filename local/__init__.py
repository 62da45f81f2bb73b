"""What one machine needs beside the service itself: resources, the worker's process, pages, a mailbox."""
