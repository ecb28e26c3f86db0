"""Models of real projects, imported by schemagen, beside their own: ``make realworld``."""
