//! Finished responses, kept while their generation is served, so that an article that many people
//! open is rendered only once.

use std::sync::{Mutex, PoisonError};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use lru::LruCache;

use super::encoding::Encoding;

/// The approximate size of an entry without its body, in bytes.
const OVERHEAD: usize = 1024;

/// The share of the cache that one response may use.
const LARGEST_SHARE: usize = 16;

/// In the extensions of a response that hardly anybody will request again, such as a page with
/// somebody's ticks: it must not take space from others.
#[derive(Debug, Clone, Copy)]
pub struct NotKept;

/// The most recently used responses, up to a total size.
pub struct PageCache {
    capacity: usize,
    pages: Mutex<Pages>,
}

struct Pages {
    by_address: LruCache<(Encoding, String), Page>,
    size: usize,
}

#[derive(Clone)]
struct Page {
    headers: HeaderMap,
    body: Bytes,
}

impl PageCache {
    /// A cache of this many bytes; with 0, nothing is kept.
    pub fn new(capacity: usize) -> Self {
        let by_address = LruCache::unbounded();
        Self {
            capacity,
            pages: Mutex::new(Pages {
                by_address,
                size: 0,
            }),
        }
    }

    /// The response for an address, if it is in the cache with this ETag.
    pub fn get(&self, encoding: Encoding, address: &str, tag: &HeaderValue) -> Option<Response> {
        if self.capacity == 0 {
            return None;
        }
        let key = (encoding, address.to_owned());
        let page = {
            let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
            pages.by_address.get(&key)?.clone()
        };
        if page.headers.get(header::ETAG) != Some(tag) {
            return None;
        }
        let mut response = Response::new(Body::from(page.body));
        *response.headers_mut() = page.headers;
        Some(response)
    }

    /// Keeps a response, and drops the least recently used ones.
    pub fn put(&self, encoding: Encoding, address: &str, headers: &HeaderMap, body: &Bytes) {
        let cost = body.len() + address.len() + OVERHEAD;
        if cost > self.capacity / LARGEST_SHARE {
            return;
        }
        let page = Page {
            headers: headers.clone(),
            body: body.clone(),
        };
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let replaced = pages.by_address.push((encoding, address.to_owned()), page);
        pages.size += cost;
        pages.size -= replaced.map_or(0, |((_, address), page)| cost_of(&address, &page));
        while pages.size > self.capacity {
            let Some(((_, address), page)) = pages.by_address.pop_lru() else {
                break;
            };
            pages.size -= cost_of(&address, &page);
        }
    }

    /// How many bytes the stored responses take.
    pub fn size(&self) -> usize {
        let pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.size
    }

    /// Removes everything, because another generation is served.
    pub fn clear(&self) {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        pages.by_address.clear();
        pages.size = 0;
    }
}

fn cost_of(address: &str, page: &Page) -> usize {
    page.body.len() + address.len() + OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(cache: &PageCache, address: &str, tag: &'static str, bytes: usize) {
        let mut headers = HeaderMap::new();
        headers.insert(header::ETAG, HeaderValue::from_static(tag));
        cache.put(
            Encoding::Identity,
            address,
            &headers,
            &Bytes::from(vec![0; bytes]),
        );
    }

    fn has(cache: &PageCache, address: &str, tag: &'static str) -> bool {
        let tag = HeaderValue::from_static(tag);
        cache.get(Encoding::Identity, address, &tag).is_some()
    }

    #[test]
    fn pages_are_kept_while_there_is_room_and_their_tag_holds() {
        let cache = PageCache::new(64 << 10);
        put(&cache, "/a", "1", 2000);
        assert!(has(&cache, "/a", "1"));
        assert!(!has(&cache, "/a", "2"));
        put(&cache, "/a", "2", 2000);
        assert!(has(&cache, "/a", "2"));
        for number in 0..40 {
            put(&cache, &format!("/{number}"), "2", 2000);
            assert!(has(&cache, "/a", "2"), "what is used stays");
        }
        assert!(!has(&cache, "/0", "2"));
        put(&cache, "/large", "2", 60 << 10);
        assert!(!has(&cache, "/large", "2"));
        cache.clear();
        assert!(!has(&cache, "/a", "2"));
        assert_eq!(cache.size(), 0);
    }

    #[test]
    fn a_cache_without_room_keeps_nothing() {
        let cache = PageCache::new(0);
        put(&cache, "/a", "1", 1);
        assert!(!has(&cache, "/a", "1"));
    }
}
