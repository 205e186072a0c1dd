"""Documents from the web, fetched when a person asks for them and never otherwise."""

from index.fetching.addresses import Anywhere, Policy, PublicOnly
from index.fetching.crawling import fetch
from index.fetching.fetched import Fetched, FetchProblem, Limits, Tell

__all__ = ["Anywhere", "FetchProblem", "Fetched", "Limits", "Policy", "PublicOnly", "Tell", "fetch"]
