"""The least that asks a webhook with requests: import it, post once."""

import sys

import requests

print(requests.post(sys.argv[1], data={"Body": "hello"}, timeout=15).text)
