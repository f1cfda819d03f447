"""Clients in Python, for what wrk can't do: an exact number of requests, answers that are kept."""

import threading
from http.client import HTTPConnection, HTTPException

from .process import Failed

CLIENTS = 8


def send_all(server, requests, take):
    """Sends each request once, from several clients that keep their connections.

    A request is (status, method, path, body, headers); an answer of another status ends this run. `take` gets the
    request, the answer's headers and its body.
    """
    failures = []

    def client(part):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=30)
        try:
            for request in part:
                status, method, path, body, headers = request
                connection.request(method, path, body, headers)
                answer = connection.getresponse()
                content = answer.read()
                if answer.status != status:
                    raise Failed(f"answered {answer.status} to {method} {path}, not {status}")
                take(request, answer.headers, content)
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
