"""The driving side: pages for people and an interface for programs; it never sees the database."""
