"""Alembic migrations, run under one lock and with time-outs; `upgrade` is the only entrance."""
