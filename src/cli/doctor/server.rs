//! The server that listens on the configured address: whether it answers, and what it uses.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    time::Duration,
};

use super::report::{Report, size};
use crate::{
    cli::system::{
        port::{Holder, holder},
        process,
    },
    number::{counted, grouped},
};

/// How long the server may take to answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// The most bytes of a response that are read.
const LONGEST_RESPONSE: u64 = 64 << 10;

/// A problem if less than one part in this many of the allowed descriptors is left.
const RESERVE: u64 = 10;

/// Whether the server at an address is alive.
pub fn is_alive(listen: SocketAddr) -> bool {
    status(listen, "/-/health").is_ok_and(|status| status == 200)
}

/// Adds what is known of the server; `folders` is how many it has to watch.
pub fn report(listen: SocketAddr, folders: usize, report: &mut Report) {
    report.section("Server");
    let holder = holder(listen);
    let name = listen.to_string();
    match (status(listen, "/-/ready"), &holder) {
        (Ok(200), _) => report.line(&name, "all content is served"),
        (Ok(503), _) => report.line(&name, "answers; the content is being indexed"),
        (Ok(status), _) => {
            report.line(&name, format!("answers with {status}"));
            report.advise("this is not Fixpath, or one with other settings: check --listen");
        }
        (Err(_), None) => report.line(&name, "nothing listens here; no server is running"),
        (Err(error), Some(holder)) => {
            report.line(
                &name,
                format!("{} does not answer: {error}", holder.shown()),
            );
            report.advise(
                "look at its log; if it is not Fixpath, choose another address with --listen",
            );
        }
    }
    let Some(Holder::Process(id, program)) = holder else {
        return watches(folders, None, report);
    };
    report.line("process", format!("{program}, {id}"));
    if let Some(memory) = process::memory(id) {
        report.line(
            "memory",
            format!("{}, without the mapped index", size(memory)),
        );
    }
    match process::descriptors(id) {
        Some((open, limit)) => {
            let shown = format!("{} open of {}", grouped(open), grouped(limit));
            report.line("descriptors", shown);
            if limit < 4_352 {
                report.advise("too few for 4,096 connections; set LimitNOFILE=8192 in the unit");
            } else if (open as u64).saturating_mul(RESERVE) > limit.saturating_mul(RESERVE - 1) {
                report
                    .advise("nearly all are in use; look at /-/metrics for who holds connections");
            }
        }
        None => report.line("descriptors", "not shown to this user; run this as root"),
    }
    watches(folders, Some(process::watches(id)), report);
}

/// Adds how many folders are watched, how many have to be, and how many may be.
fn watches(folders: usize, watched: Option<usize>, report: &mut Report) {
    let Some(allowed) = process::watches_allowed() else {
        return;
    };
    let watched = watched.filter(|watched| *watched > 0);
    let watched = watched.map_or_else(String::new, |count| format!("{} in use, ", grouped(count)));
    let needed = counted(folders, "folder");
    report.line(
        "watches",
        format!(
            "{watched}{needed} to watch, {} allowed per user",
            grouped(allowed)
        ),
    );
    if folders > allowed {
        let more = (folders * 2).next_power_of_two();
        report.advise(format!(
            "too few, so changes are looked for every few seconds; `sysctl fs.inotify.max_user_watches={more}` \
             allows more (keep it in /etc/sysctl.d)"
        ));
    }
}

/// The status of a response of the server.
fn status(listen: SocketAddr, path: &str) -> io::Result<u16> {
    // A server that listens on all addresses is reached on this machine's own.
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let address = SocketAddr::new(ip, listen.port());
    let mut stream = TcpStream::connect_timeout(&address, ANSWER_TIMEOUT)?;
    stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
    stream.set_write_timeout(Some(ANSWER_TIMEOUT))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut response = Vec::new();
    stream.take(LONGEST_RESPONSE).read_to_end(&mut response)?;
    let response = String::from_utf8_lossy(&response);
    let status = response
        .strip_prefix("HTTP/1.1 ")
        .and_then(|rest| rest.get(..3)?.parse().ok());
    status.ok_or_else(|| io::Error::other("the response is not HTTP"))
}
