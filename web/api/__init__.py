"""The interface for programs, under /api/v1: JSON in, JSON or a problem out."""
