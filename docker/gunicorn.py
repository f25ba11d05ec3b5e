"""How gunicorn serves in the container. WEB_CONCURRENCY sets the number of processes, THREADS theirs."""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("THREADS", "4"))
# The program is loaded once and shared by the processes.
preload_app = True
# In memory: a worker that waits for a slow disk would seem to have died.
worker_tmp_dir = "/dev/shm"  # noqa: S108
graceful_timeout = 20
timeout = 60
max_requests = 10_000
max_requests_jitter = 1_000
accesslog = "-"
