"""The record: tables, ledger, migrations and loads; knows nobody above."""
