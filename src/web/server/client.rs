//! Which client sent a request: the peer or, behind a trusted proxy, the address that the proxy
//! names.

use std::net::{IpAddr, Ipv6Addr};

use axum::http::HeaderMap;
use ipnet::IpNet;

/// In a request's extensions: who sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Client {
    /// Its address.
    pub address: IpAddr,
    /// Whether it already has too many requests in progress through a trusted proxy.
    pub is_crowded: bool,
    /// Whether a trusted proxy sent the request on.
    pub via_proxy: bool,
}

impl Client {
    /// What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, as a single
    /// customer has.
    pub fn group(&self) -> IpAddr {
        group(self.address)
    }
}

/// What counts as one address where people are limited over hours: for IPv6, the network of a whole
/// site, since a customer has thousands of smaller networks.
pub fn site(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 80 << 80;
            IpAddr::V6(network.into())
        }
        address => address,
    }
}

/// The first address of the client that this address belongs to.
pub(super) fn group(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => {
            let network = u128::from(address) >> 64 << 64;
            Ipv6Addr::from(network).into()
        }
    }
}

/// The address that a trusted proxy names: the last one in `X-Forwarded-For` that is not a trusted
/// proxy itself. Anything before it may be forged. `None` if it names none.
pub(super) fn forwarded(headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let named = headers.get_all("x-forwarded-for").iter().rev();
    let mut addresses = named
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.rsplit(','))
        .map_while(|one| address(one.trim()));
    addresses.find(|address| !is_trusted(*address, trusted))
}

/// Whether a peer is trusted to name the client it forwards.
pub(super) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    trusted
        .iter()
        .any(|network| network.contains(&address.to_canonical()))
}

/// An address with or without port and brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .map_or(text, |(inside, _)| inside);
    bare.parse().ok().or_else(|| {
        text.parse()
            .ok()
            .map(|socket: std::net::SocketAddr| socket.ip())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_has_many_networks() {
        let network = |text: &str| site(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2::3"), "2001:db8:1::");
        assert_eq!(network("::ffff:10.0.0.1"), "10.0.0.1");
    }

    #[test]
    fn the_last_address_that_no_proxy_has_counts() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        for (lines, expect) in [
            (&["203.0.113.7"][..], Some("203.0.113.7")),
            (&["1.1.1.1, 203.0.113.7, 10.0.0.2"], Some("203.0.113.7")),
            (&["1.1.1.1", "203.0.113.7:4711"], Some("203.0.113.7")),
            (&["[2001:db8::1]:80"], Some("2001:db8::1")),
            (&["203.0.113.7, nonsense"], None),
            (&["10.0.0.1"], None),
            (&[], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let expect = expect.map(|text| text.parse().unwrap());
            assert_eq!(forwarded(&headers, &trusted), expect, "{lines:?}");
        }
    }
}
