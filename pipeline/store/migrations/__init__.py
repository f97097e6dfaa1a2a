"""How the tables of a store come to be, step by step; Alembic takes the steps."""
