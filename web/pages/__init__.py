"""The pages people work in: one module a page, its templates beside."""
