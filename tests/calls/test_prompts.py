"""What the words of a prompt offer."""

import pytest

from twiml_check.calls.prompts import keys_offered


@pytest.mark.parametrize(
    ("prompt", "keys"),
    [
        ("Press 1 for sales, 2 for support, or the pound key to end.", ("1", "2")),
        ("Please press the pound key.", ("#",)),
        ("Press one to four.", ("1", "2", "3", "4")),
        ("For English, press 1. Para español, presiona 2.", ("1", "2")),
        ("Para ventas marque el número 3; para soporte, oprima la tecla 4.", ("3", "4")),
        ("We have 24 shops in 3 towns.", ()),
    ],
)
def test_the_keys_that_a_prompt_names(prompt: str, keys: tuple[str, ...]) -> None:
    assert keys_offered(prompt) == keys
