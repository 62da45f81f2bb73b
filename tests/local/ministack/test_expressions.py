"""The engine parses an expression once, and judges by it as before."""

from __future__ import annotations

import json
import subprocess

from tests.engine_processes import ENGINES

PROGRAM = """
import json
from ministack.services import dynamodb
from local.ministack.expressions import parse_once

parsed = []
original = dynamodb._tokenize
dynamodb._tokenize = lambda expression: parsed.append(expression) or original(expression)
values, names = {":low": {"S": "b"}, ":high": {"S": "d"}}, {"#key": "key"}
condition = "#key BETWEEN :low AND :high AND attribute_not_exists(gone)"
items = [{"key": {"S": key}} for key in "abcde"] + [{"key": {"S": "c"}, "gone": {"BOOL": True}}]

def judged():
    return [dynamodb._evaluate_condition(condition, item, values, names) for item in items]

before, calls = judged(), len(parsed)
parse_once()
after, again = judged(), judged()
try:
    dynamodb._evaluate_condition("#key BETWEEN", items[0], values, names)
    refused = False
except ValueError:
    refused = True
print(json.dumps([before, calls, after, again, len(parsed) - calls, refused]))
"""


def test_an_expression_is_parsed_once_for_all_items() -> None:
    program = [str(ENGINES / "bin" / "python"), "-c", PROGRAM]
    done = subprocess.run(program, capture_output=True, text=True, check=True, cwd=ENGINES.parent)
    before, calls, after, again, calls_after, refused = json.loads(done.stdout)
    assert before == after == again == [False, True, True, True, False, False]
    assert calls >= 6 > calls_after
    assert refused
