"""Documents from the web, fetched only when a person asks for them."""

from index.fetching.addresses import PublicOnly
from index.fetching.crawling import fetch
from index.fetching.fetched import Fetched, FetchProblem, Limits

__all__ = ["FetchProblem", "Fetched", "Limits", "PublicOnly", "fetch"]
