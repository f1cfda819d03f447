//! Who listens on a port.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::Path,
};

use super::{account, process};

/// The tables of TCP sockets.
const TABLES: [&str; 2] = ["/proc/net/tcp", "/proc/net/tcp6"];

/// The state of a socket that listens.
const LISTENS: &str = "0A";

/// Who listens on an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A process, and its program's name.
    Process(u32, String),
    /// A process that only its own user and root can see: the name of that user.
    User(String),
}

impl Holder {
    /// What people call it, for messages.
    pub fn shown(&self) -> String {
        match self {
            Self::Process(1, program) => format!("{program} (process 1, for a socket unit)"),
            Self::Process(id, program) if program == "fixpath" => {
                format!("another Fixpath (process {id})")
            }
            Self::Process(id, program) => format!("{program} (process {id})"),
            Self::User(user) => format!("a program that runs as {user}"),
        }
    }
}

/// Who listens on an address, if the system shows it.
pub fn holder(address: SocketAddr) -> Option<Holder> {
    let listeners = TABLES
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok());
    let listeners: Vec<Listener> = listeners.flat_map(|table| listeners_in(&table)).collect();
    let listener = listeners.iter().find(|one| one.is_in_the_way_of(address))?;
    let held = format!("socket:[{}]", listener.inode);
    let process = process::all().find(|id| process::has_open(*id, Path::new(&held)));
    Some(match process {
        Some(id) => Holder::Process(id, process::program(id)),
        None => Holder::User(account::name_of(listener.user)),
    })
}

/// A socket that listens.
#[derive(Debug, PartialEq, Eq)]
struct Listener {
    address: SocketAddr,
    user: u32,
    inode: u64,
}

impl Listener {
    /// Whether nothing else can listen on an address because of it.
    fn is_in_the_way_of(&self, other: SocketAddr) -> bool {
        let (own, wanted) = (self.address.ip().to_canonical(), other.ip().to_canonical());
        self.address.port() == other.port()
            && (own == wanted || own.is_unspecified() || wanted.is_unspecified())
    }
}

fn listeners_in(table: &str) -> Vec<Listener> {
    table.lines().filter_map(listener).collect()
}

/// Reads a line such as `0: 0100007F:1F86 00000000:0000 0A 0:0 0:0 0 1000 0 4711 …`.
fn listener(line: &str) -> Option<Listener> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    if *fields.get(3)? != LISTENS {
        return None;
    }
    let (ip, port) = fields.get(1)?.split_once(':')?;
    Some(Listener {
        address: SocketAddr::new(ip_address(ip)?, u16::from_str_radix(port, 16).ok()?),
        user: fields.get(7)?.parse().ok()?,
        inode: fields.get(9)?.parse().ok()?,
    })
}

/// Reads an address, which is written in words of four bytes in the machine's own order.
fn ip_address(text: &str) -> Option<IpAddr> {
    let word = |at: usize| {
        let word = u32::from_str_radix(text.get(at..at + 8)?, 16).ok()?;
        Some(word.to_ne_bytes())
    };
    if text.len() == 8 {
        return Some(Ipv4Addr::from(word(0)?).into());
    }
    let words = [word(0)?, word(8)?, word(16)?, word(24)?];
    let bytes: [u8; 16] = words.concat().try_into().ok()?;
    Some(Ipv6Addr::from(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_endian = "little")]
    #[test]
    fn listeners_are_read_from_the_tables() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F86 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F86 0100007F:C001 01 00000000:00000000 00:00000000 00000000  1000        0 4712 1 0 100 0 0 10 0
   2: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 4713 1 0 100 0 0 10 0
";
        let found = listeners_in(table);
        let shown: Vec<_> = found
            .iter()
            .map(|one| (one.address.to_string(), one.user, one.inode))
            .collect();
        assert_eq!(
            shown,
            [
                ("127.0.0.1:8070".to_owned(), 1000, 4711),
                ("[::1]:80".to_owned(), 0, 4713)
            ]
        );
    }

    #[test]
    fn an_unspecified_address_is_in_the_way_of_all() {
        for (held, wanted, expect) in [
            ("127.0.0.1:80", "127.0.0.1:80", true),
            ("0.0.0.0:80", "127.0.0.1:80", true),
            ("[::]:80", "127.0.0.1:80", true),
            ("127.0.0.1:80", "0.0.0.0:80", true),
            ("127.0.0.1:80", "127.0.0.2:80", false),
            ("127.0.0.1:80", "127.0.0.1:81", false),
        ] {
            let listener = Listener {
                address: held.parse().unwrap(),
                user: 0,
                inode: 0,
            };
            let found = listener.is_in_the_way_of(wanted.parse().unwrap());
            assert_eq!(found, expect, "{held} {wanted}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_process_is_found() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let found = holder(listener.local_addr().unwrap());
        let id = std::process::id();
        assert!(
            matches!(found, Some(Holder::Process(found, _)) if found == id),
            "{found:?}"
        );
    }
}
