"""The law, and the histories it governs: standard library, pydantic, stdnum, holidays; no clock, no I/O."""
