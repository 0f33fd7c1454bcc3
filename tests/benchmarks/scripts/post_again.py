"""The bare loop: one session sends the requests of a file, one after the other."""

import json
import sys
from pathlib import Path

import requests

origin, file = sys.argv[1], Path(sys.argv[2])
session = requests.Session()
headers = {"Content-Type": "application/x-www-form-urlencoded"}
statuses = set()
for line in file.read_text().splitlines():
    path, body = json.loads(line)
    statuses.add(session.post(origin + path, data=body, headers=headers).status_code)
sys.exit(int(statuses != {200}))
