//! Who may see a generation: staff, or everybody who can reach the portal.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// Who may see what is served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Staff, or whoever uses this machine: they see everything.
    #[default]
    #[serde(rename = "Desk")]
    Staff,
    /// Everybody: they see nothing internal.
    Public,
}

impl Audience {
    /// Who can reach a server that listens on these addresses: on loopback addresses, whoever uses
    /// this machine. An unknown address, or none at all, counts as public.
    pub fn of(addresses: &[Option<IpAddr>]) -> Self {
        let is_loopback = |address: &Option<IpAddr>| {
            // `::ffff:127.0.0.1` is an IPv4 address to the system.
            address.is_some_and(|address| address.to_canonical().is_loopback())
        };
        match !addresses.is_empty() && addresses.iter().all(is_loopback) {
            true => Self::Staff,
            false => Self::Public,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_addresses_count_as_staff() {
        for (addresses, expect) in [
            (&["127.0.0.1"][..], Audience::Staff),
            (&["127.9.8.7"], Audience::Staff),
            (&["::1"], Audience::Staff),
            (&["::ffff:127.0.0.1"], Audience::Staff),
            (&["127.0.0.1", "::1"], Audience::Staff),
            (&["0.0.0.0"], Audience::Public),
            (&["::"], Audience::Public),
            (&["10.0.0.1"], Audience::Public),
            (&["192.168.1.5"], Audience::Public),
            (&["128.0.0.1"], Audience::Public),
            (&["::ffff:10.0.0.1"], Audience::Public),
            (&["::2"], Audience::Public),
            (&["127.0.0.1", "10.0.0.1"], Audience::Public),
            (&["127.0.0.1", "unknown"], Audience::Public),
            (&["unknown"], Audience::Public),
            (&[], Audience::Public),
        ] {
            let known: Vec<_> = addresses.iter().map(|text| text.parse().ok()).collect();
            assert_eq!(Audience::of(&known), expect, "{addresses:?}");
        }
    }
}
