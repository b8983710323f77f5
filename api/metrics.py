"""Figures for the machines that watch the service, in the text form that Prometheus reads.

They are served on a port of their own that only this machine can reach.
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import sqlalchemy as sa

from api.auth import Service
from api.door import Counts
from api.store.tables import RunRow, Slot

HERE: Final = "127.0.0.1"


def figures(service: Service, counts: Counts) -> str:
    """Return all figures."""
    lines = ["# TYPE deltafund_requests_total counter"]
    for (method, status), number in sorted(counts.answers.items()):
        lines.append(f'deltafund_requests_total{{method="{method}",status="{status}"}} {number}')
    lines += ["# TYPE deltafund_request_seconds_total counter"]
    lines.append(f"deltafund_request_seconds_total {counts.seconds:.3f}")
    lines += ["# TYPE deltafund_requests_at_work gauge"]
    lines.append(f"deltafund_requests_at_work {counts.at_work}")
    lines += ["# TYPE deltafund_runs gauge"]
    with service.store.reading() as session:
        query = sa.select(RunRow.state, sa.func.count()).group_by(RunRow.state)
        for state, number in session.execute(query.order_by(RunRow.state)):
            lines.append(f'deltafund_runs{{state="{state}"}} {number}')
        held = sa.select(sa.func.count()).select_from(Slot).where(Slot.holder.is_not(None))
        lines += ["# TYPE deltafund_workers gauge", f"deltafund_workers {session.scalar(held)}"]
    return "\n".join(lines) + "\n"


def serve(service: Service, counts: Counts, port: int) -> ThreadingHTTPServer:
    """Serve the figures in a thread of their own."""

    class Figures(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name that the library calls
            """Answer with the figures."""
            known = self.path == "/metrics"
            body = figures(service, counts).encode() if known else b""
            self.send_response(200 if known else 404)
            self.send_header("content-type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing of it."""

    server = ThreadingHTTPServer((HERE, port), Figures)
    threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
    return server
