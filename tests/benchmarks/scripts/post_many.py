"""The usual loop, in the usual threads: one session, one POST to each address of a file."""

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter

FIELDS = {
    "MessageSid": "SM" + "0" * 32,
    "AccountSid": "AC" + "0" * 32,
    "From": "+15017122661",
    "To": "+15017122662",
    "Body": "hello",
    "NumMedia": "0",
}

addresses = Path(sys.argv[1]).read_text().split()
jobs = int(sys.argv[2])
session = requests.Session()
session.mount("http://", HTTPAdapter(pool_maxsize=jobs))


def ask(address: str) -> int:
    """Ask one, and read what comes."""
    return session.post(address, data=FIELDS).status_code


with ThreadPoolExecutor(jobs) as pool:
    statuses = list(pool.map(ask, addresses))
sys.exit(int(set(statuses) != {200}))
