"""What `bench.fuzz_api` sends, and to what."""
