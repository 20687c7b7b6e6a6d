"""Everything that touches the world, and may be replaced: PostgreSQL, keys, mail, documents."""
