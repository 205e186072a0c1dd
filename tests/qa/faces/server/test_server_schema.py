"""Every request that the schema allows, and many that it does not, gets an answer that the schema allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import just
from schemathesis.specs.openapi.checks import positive_data_acceptance

pytestmark = pytest.mark.slow

tried_often = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
# What no schema can say is refused too: outlets that no article has, a time that ends before it begins.
NOT_CHECKED = [positive_data_acceptance]


def operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        yield found.ok()


def test_no_request_breaks_the_schema(served: Any) -> None:
    loaded = schemathesis.openapi.from_url(f"{served.url}/openapi.json")
    tried: Counter[str] = Counter()
    for operation in operations(loaded):

        @tried_often
        @given(case=operation.as_strategy(), mode=just(operation.label))
        def check(case: Any, mode: str) -> None:
            tried[mode] += 1
            case.call_and_validate(timeout=60, excluded_checks=NOT_CHECKED)

        check()
    assert len(tried) >= 14
    assert min(tried.values()) >= 1


def test_no_request_outside_the_schema_gets_an_answer_outside_it(served: Any) -> None:
    config = schemathesis.GenerationMode.NEGATIVE
    loaded = schemathesis.openapi.from_url(f"{served.url}/openapi.json")
    for operation in operations(loaded):
        if not (operation.body or operation.query or operation.path_parameters):
            continue

        @tried_often
        @given(case=operation.as_strategy(generation_mode=config))
        def check(case: Any) -> None:
            response = case.call(timeout=60)
            if response.status_code != 413:  # a refusal too, which the check of refusals does not know of
                case.validate_response(response, excluded_checks=NOT_CHECKED)

        check()


@pytest.mark.parametrize(
    "attack",
    ["' OR 1=1 --", "'; DROP TABLE articles; --", '" UNION SELECT * FROM settings --', "%' ESCAPE '\\", "*", "[a-f]*"],
)
def test_sql_in_every_parameter_is_only_text(served: Any, attack: str) -> None:
    with httpx.Client(base_url=served.url, timeout=60) as client:
        before = client.get("/v1/status").json()["articles"]
        schema = client.get("/openapi.json").json()
        for path, methods in schema["paths"].items():
            for parameter in methods.get("get", {}).get("parameters", []):
                place = {p["name"]: "1" for p in methods["get"]["parameters"] if p["in"] == "query"}
                url = path
                if parameter["in"] == "path":
                    url = path.replace(
                        "{" + parameter["name"] + "}", httpx.QueryParams({"x": attack})["x"].replace("/", "")
                    )
                else:
                    place[parameter["name"]] = attack
                    url = path.replace("{article_id}", "2cbb514572d7")
                assert client.get(url, params=place).status_code in (200, 404, 422), (path, parameter)
        for field in ("question", "sources", "languages", "since"):
            body = {"question": "Putin", field: [attack] if field in ("sources", "languages") else attack}
            assert client.post("/v1/ask", json=body).status_code in (200, 422)
        assert client.post("/v1/verify", json={"quotes": [{"article_id": attack, "quote": attack}]}).status_code == 422
        assert client.get("/v1/status").json()["articles"] == before
