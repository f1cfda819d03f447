"""Clients in Python, for what wrk can't do: an exact number of requests, and answers that are kept."""

import threading
import time
from http.client import HTTPConnection, HTTPException

from .process import Failed, exchange

CLIENTS = 8
# A server that has too much to do says when to come back; one that says so this often does not answer.
TRIES = 10


def send_all(server, requests, take):
    """Sends each request until it is answered, from several clients that keep their connections.

    A request is (status, method, path, body, headers); an answer of another status ends this run, but for a 503 with
    Retry-After, as a browser's user would try again. `take` gets the request, the answer's headers and its body. Gives
    the number of those 503.
    """
    failures, shed = [], []

    def client(part):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        try:
            for request in part:
                status, method, path, body, headers = request
                for _ in range(TRIES):
                    got, described, content = exchange(connection, method, path, body, headers)
                    if got != 503 or "Retry-After" not in described:
                        break
                    shed.append(path)
                    time.sleep(float(described["Retry-After"]))
                if got != status:
                    raise Failed(f"answered {got} to {method} {path}, not {status}")
                take(request, described, content)
        except (Failed, OSError, HTTPException) as failure:
            failures.append(f"{server.name} {failure}")
        finally:
            connection.close()

    threads = [threading.Thread(target=client, args=(requests[number::CLIENTS],)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise Failed(failures[0])
    return len(shed)
