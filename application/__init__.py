"""What people do: one use case per intention, with its rights, its transaction and its answer; no SQL, no HTML."""
