"""Ten fresh https connections as requests makes them."""

import sys

import requests

for number in range(10):
    requests.post(sys.argv[1], data={"Body": str(number)}, verify=sys.argv[2], timeout=15)
