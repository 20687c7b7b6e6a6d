"""Questions asked of a history: one pure function each, from one stream's history to rows."""
