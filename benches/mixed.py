"""A mix of requests like a day at a helpdesk, sent in exactly the requested number."""

import random
import re
from urllib.parse import quote_plus

from .clients import send_all
from .queries import SEED

# Parts per hundred.
MIX = {
    "search page": 20,
    "search as JSON": 15,
    "article": 40,
    "unchanged article": 8,
    "event": 7,
    "product": 4,
    "guide": 3,
    "diagnosis": 3,
}
# Articles whose ETags are fetched beforehand, for the requests that find them unchanged.
REVISITED = 500


def send(run, server, ids):
    """Sends the plan's number of requests in a fixed order; fails if an answer isn't as expected."""
    plan = run.plan
    shed = send_all(server, _requests(server, run.corpus, ids, plan.mixed_requests), lambda *_: None)
    if shed:
        plan.remarks.append(
            f"Of {plan.mixed_requests:,} mixed requests over {len(ids):,} articles {shed} met a 503 and were sent again."
        )


def _requests(server, corpus, ids, count):
    chance = random.Random(SEED)
    events, products = _event_pages(server, chance), _links(server, "/products")
    etags = {id_: server.get(f"/kb/{id_}")[1]["ETag"] for id_ in chance.sample(ids, min(REVISITED, len(ids)))}
    guides = _links(server, "/guides")
    pools = {
        "search page": [f"/search?q={quote_plus(query)}" for query in corpus.queries[:count]],
        "search as JSON": [f"/api/v1/search?q={quote_plus(query)}" for query in corpus.queries[-count:]],
        "article": [f"/kb/{id_}" for id_ in chance.sample(ids, len(ids))],
        "unchanged article": [f"/kb/{id_}" for id_ in etags],
        "event": events,
        "product": products,
        "guide": ["/guides", *guides],
        "diagnosis": ["/api/v1/diagnose"],
    }
    kinds = [kind for kind, parts in MIX.items() if pools[kind] for _ in range(parts)]
    requests = []
    for number in range(count):
        kind = chance.choice(kinds)
        path = pools[kind][number % len(pools[kind])]
        headers = {"If-None-Match": etags[path.removeprefix("/kb/")]} if kind == "unchanged article" else {}
        is_post = kind == "diagnosis"
        body = chance.choice(corpus.pasted) if is_post and corpus.pasted else "nothing" if is_post else None
        headers |= {"Content-Type": "text/plain; charset=utf-8"} if is_post else {}
        status = 304 if kind == "unchanged article" else 200
        requests.append((status, "POST" if is_post else "GET", path, body and body.encode(), headers))
    return requests


def _links(server, page):
    """The pages below `page` that it links to."""
    body = server.get(page)[2].decode()
    return sorted(set(re.findall(rf'href="({re.escape(page)}/[^"?#]+)"', body)))


def _event_pages(server, chance):
    """The pages of some events, found through their sources."""
    sources = _links(server, "/events")
    some = chance.sample(sources, min(100, len(sources)))
    return some + [link for source in some for link in _links(server, source)]
