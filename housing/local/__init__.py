"""The system on one machine: virtual environment, a PostgreSQL of its own, and the server for `make run`."""
