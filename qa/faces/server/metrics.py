"""Counters for Prometheus."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The counters of one server."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "kutip_requests",
            "Requests by method, route and status.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "kutip_request_seconds", "How long requests took.", ("route",), buckets=_SECONDS, registry=self.registry
        )
        self.running = Gauge("kutip_requests_running", "Requests being answered.", registry=self.registry)
        self.waiting = Gauge("kutip_questions_waiting", "Questions in the queue.", registry=self.registry)
        self.answers = Counter("kutip_answers", "Answers by their status.", ("status",), registry=self.registry)
        self.articles = Gauge("kutip_articles", "Articles in the library.", registry=self.registry)
        self.behind = Gauge("kutip_index_behind", "1 while articles wait to be indexed.", registry=self.registry)

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a finished request; `route` is the template, so that labels stay few."""
        self._requests.labels(method if method in _METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return all counters in Prometheus' text format."""
        return generate_latest(self.registry)
