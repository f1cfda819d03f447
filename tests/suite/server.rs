//! The server on a real socket: its limits, both HTTP versions, and a shutdown that loses nothing.

use std::{net::SocketAddr, time::Duration};

use axum::body::Bytes;
use fixpath::web::server::Limits;
use http_body_util::{BodyExt, Empty};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use super::site::Site;

/// The longest time that a test waits; anything longer never comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Limits that no test reaches unless it sets them.
fn limits() -> Limits {
    Limits {
        head: PATIENCE,
        idle: PATIENCE,
        body: PATIENCE,
        body_grace: PATIENCE,
        trickle: PATIENCE,
        write: PATIENCE,
        lull: Duration::from_millis(200),
        tick: Duration::from_millis(10),
        ..Limits::default()
    }
}

struct Served {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
    site: Site,
}

impl Served {
    async fn with(limits: Limits) -> Self {
        Self::trusting(limits, &[]).await
    }

    async fn trusting(limits: Limits, proxies: &[&str]) -> Self {
        let site = Site::builtin();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let mut server = site.server(limits);
        server.trusted = proxies.iter().map(|proxy| proxy.parse().unwrap()).collect();
        let ended = tokio::spawn(server.serve(listener, async { drop(stopped.await) }));
        Self {
            address,
            stop,
            ended,
            site,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Everything that arrives on a new connection after `sent`, until the server closes it.
    async fn all_after(&self, sent: &str) -> String {
        let mut stream = self.connect().await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        rest(&mut stream).await
    }
}

/// Everything that still arrives; a connection that is reset has ended, too.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut bytes));
    let _ = read.await.expect("the server does not end the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One response with a `Content-Length`, read from a connection that stays open.
async fn one_answer(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    let mut byte = [0];
    while !answer.ends_with(b"\r\n\r\n") {
        assert_eq!(
            stream.read(&mut byte).await.unwrap(),
            1,
            "ended within a head"
        );
        answer.push(byte[0]);
    }
    let head = String::from_utf8(answer).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.unwrap();
    head + &String::from_utf8_lossy(&body)
}

const HEALTH: &str = "GET /-/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[tokio::test]
async fn a_connection_serves_many_requests_and_pipelined_ones() {
    let served = Served::with(limits()).await;
    let mut stream = served.connect().await;
    for _ in 0..3 {
        stream.write_all(HEALTH.as_bytes()).await.unwrap();
        assert!(one_answer(&mut stream).await.ends_with("ok\n"));
    }
    stream.write_all(HEALTH.repeat(2).as_bytes()).await.unwrap();
    for _ in 0..2 {
        assert!(one_answer(&mut stream).await.ends_with("ok\n"));
    }
}

#[tokio::test]
async fn a_head_that_never_ends_is_cut_off() {
    let served = Served::with(Limits {
        head: Duration::from_millis(100),
        ..limits()
    })
    .await;
    for begun in [
        "",
        "GET / HTTP/1.1\r\nHost: local",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ] {
        let answer = served.all_after(begun).await;
        assert!(!answer.contains("200 OK"), "{begun:?}: {answer}");
    }
    let mut stream = served.connect().await;
    stream.write_all(HEALTH.as_bytes()).await.unwrap();
    one_answer(&mut stream).await;
    stream.write_all(b"GET /-/he").await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn a_quiet_connection_is_ended() {
    let served = Served::with(Limits {
        idle: Duration::from_millis(100),
        ..limits()
    })
    .await;
    assert!(served.all_after(HEALTH).await.ends_with("ok\n"));
}

#[tokio::test]
async fn a_body_that_stalls_is_answered_with_408() {
    for slow in [
        Limits {
            body: Duration::from_millis(100),
            ..limits()
        },
        Limits {
            body_grace: Duration::from_millis(100),
            ..limits()
        },
    ] {
        let served = Served::with(slow).await;
        let begun = "POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\ntext=a";
        let answer = served.all_after(begun).await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(answer.contains("too slowly"), "{answer}");
        assert!(answer.contains("content-security-policy"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_large_is_answered_before_the_connection_ends() {
    let served = Served::with(limits()).await;
    let mut stream = served.connect().await;
    let body = "x".repeat(3 << 20);
    let head = format!(
        "POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    assert!(answer.contains("problem+json"), "{answer}");
}

#[tokio::test]
async fn a_client_that_reads_nothing_is_cut_off() {
    let served = Served::with(Limits {
        write: Duration::from_millis(300),
        ..limits()
    })
    .await;
    let mut stream = served.connect().await;
    let page = "GET /guides/ccmail-connector HTTP/1.1\r\nHost: localhost\r\n\r\n";
    // The system's buffers accept some; then the server waits, and finally this side can't send any
    // more.
    let flood = async { while stream.write_all(page.as_bytes()).await.is_ok() {} };
    tokio::time::timeout(PATIENCE, flood)
        .await
        .expect("the server goes on waiting");
}

#[tokio::test]
async fn heads_have_limits() {
    let served = Served::with(limits()).await;
    let many = "X-A: b\r\n".repeat(70);
    let long = format!("X-A: {}\r\n", "b".repeat(20 << 10));
    for (field, status) in [(many, "431"), (long, "431")] {
        let answer = served
            .all_after(&format!(
                "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{field}\r\n"
            ))
            .await;
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{answer}"
        );
    }
    let path = "a".repeat(9 << 10);
    let answer = served
        .all_after(&format!(
            "GET /{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        ))
        .await;
    assert!(answer.starts_with("HTTP/1.1 414"), "{answer}");
}

#[tokio::test]
async fn a_silent_crowd_keeps_nobody_out() {
    let served = Served::with(Limits {
        per_address: 3,
        ..limits()
    })
    .await;
    let mut crowd = Vec::new();
    for _ in 0..10 {
        crowd.push(served.connect().await);
    }
    let mut client = served.connect().await;
    client.write_all(HEALTH.as_bytes()).await.unwrap();
    assert!(one_answer(&mut client).await.ends_with("ok\n"));
    for stream in &mut crowd[..8] {
        assert_eq!(rest(stream).await, "");
    }
}

#[tokio::test]
async fn a_client_refused_by_a_busy_server_gets_all_headers() {
    let served = Served::with(Limits {
        per_address: 1,
        ..limits()
    })
    .await;
    let mut busy = served.connect().await;
    let begun = "POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\n";
    busy.write_all(format!("{HEALTH}{begun}").as_bytes())
        .await
        .unwrap();
    one_answer(&mut busy).await;
    // The second request's head may not have been read yet; until then the first client is
    // displaced instead.
    let mut refused = served.connect().await;
    let answer = rest(&mut refused).await;
    assert!(answer.starts_with("HTTP/1.1 503"), "{answer}");
    assert!(answer.contains("retry-after: 2"), "{answer}");
    assert!(answer.contains("content-security-policy"), "{answer}");
}

#[tokio::test]
async fn behind_a_proxy_the_forwarded_address_counts() {
    let limits = Limits {
        per_address: 1,
        ..limits()
    };
    let served = Served::trusting(limits, &["127.0.0.1/32"]).await;
    let busy = "POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 203.0.113.7\r\nContent-Length: 500\r\n\r\n";
    let mut first = served.connect().await;
    first.write_all(busy.as_bytes()).await.unwrap();
    let ask = |address: &str| {
        format!(
            "GET /guides HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 198.51.100.1, {address}\r\nConnection: close\r\n\r\n"
        )
    };
    // Until the first request's head is read, its address is free.
    let crowded = async {
        while !served
            .all_after(&ask("203.0.113.7"))
            .await
            .starts_with("HTTP/1.1 503")
        {}
    };
    tokio::time::timeout(PATIENCE, crowded)
        .await
        .expect("the address is never crowded");
    let other = served.all_after(&ask("203.0.113.8")).await;
    assert!(other.starts_with("HTTP/1.1 200"), "{other}");
    let metrics = served.site.get("/-/metrics").await.body;
    assert!(
        metrics.contains("fixpath_shed_total{reason=\"address\"}"),
        "{metrics}"
    );
}

#[tokio::test]
async fn http2_works_without_an_upgrade() {
    let served = Served::with(limits()).await;
    let client = Client::builder(TokioExecutor::new())
        .http2_only(true)
        .build::<_, Empty<Bytes>>(HttpConnector::new());
    let asked = (0..20).map(|_| {
        let uri = format!("http://{}/kb/Q168465", served.address)
            .parse()
            .unwrap();
        client.get(uri)
    });
    for answer in asked.collect::<Vec<_>>() {
        let answer = answer.await.unwrap();
        assert_eq!(answer.version(), axum::http::Version::HTTP_2);
        assert_eq!(answer.status(), 200);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        assert!(String::from_utf8_lossy(&body).contains("CCMDIR.EXP"));
    }
}

#[tokio::test]
async fn a_stopping_server_answers_the_requests_it_has_and_those_arriving() {
    let served = Served::with(limits()).await;
    let mut slow = served.connect().await;
    let head = "POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 8\r\n\r\n";
    slow.write_all(head.as_bytes()).await.unwrap();
    let mut idle = served.connect().await;
    idle.write_all(HEALTH.as_bytes()).await.unwrap();
    one_answer(&mut idle).await;
    let mut waiting = served.connect().await;
    served.stop.send(()).unwrap();
    // These arrive while the server is shutting down.
    idle.write_all(HEALTH.as_bytes()).await.unwrap();
    waiting.write_all(HEALTH.as_bytes()).await.unwrap();
    for stream in [&mut idle, &mut waiting] {
        assert!(rest(stream).await.ends_with("ok\n"));
    }
    slow.write_all(b"text=abc").await.unwrap();
    let answer = rest(&mut slow).await;
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    tokio::time::timeout(PATIENCE, served.ended)
        .await
        .expect("the server does not end")
        .unwrap();
}

/// One HTTP/2 frame (RFC 9113, 4.1).
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
    [&head, payload].concat()
}

/// Opens an HTTP/2 connection on which no stream may send a byte of a body, and requests a page on
/// some streams.
async fn closed_windows(served: &Served, streams: u32) -> TcpStream {
    let mut stream = served.connect().await;
    let initial_window = [0, 4, 0, 0, 0, 0];
    let mut sent = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    sent.extend(frame(4, 0, 0, &initial_window));
    for number in 0..streams {
        // GET and http by their numbers in the table, the other fields as literals.
        let mut fields = vec![0x82, 0x86];
        for (name, value) in [(4u8, "/guides/ccmail-connector/all"), (1, "localhost")] {
            fields.extend([name, u8::try_from(value.len()).unwrap()]);
            fields.extend(value.as_bytes());
        }
        sent.extend(frame(1, 0x5, 1 + 2 * number, &fields));
    }
    stream.write_all(&sent).await.unwrap();
    stream
}

#[tokio::test]
async fn unread_responses_do_not_pile_up() {
    let served = Served::with(Limits {
        held_per_client: 200 << 10,
        ..limits()
    })
    .await;
    let client = Client::builder(TokioExecutor::new())
        .http2_only(true)
        .http2_initial_stream_window_size(0)
        .build::<_, Empty<Bytes>>(HttpConnector::new());
    let mut statuses = Vec::new();
    let mut not_taken = Vec::new();
    for _ in 0..10 {
        let page = format!("http://{}/guides/ccmail-connector/all", served.address);
        let answer = client.get(page.parse().unwrap()).await.unwrap();
        statuses.push(answer.status().as_u16());
        not_taken.push(answer);
    }
    assert_eq!((statuses[0], statuses[9]), (200, 503), "{statuses:?}");
    drop(not_taken);
    // A client that has let go of them is answered again.
    let again = async {
        let page = format!("http://{}/guides/ccmail-connector/all", served.address);
        while client.get(page.parse().unwrap()).await.unwrap().status() != 200 {}
    };
    tokio::time::timeout(PATIENCE, again)
        .await
        .expect("what was let go of still counts");
}

#[tokio::test]
async fn a_client_that_pings_but_reads_nothing_is_cut_off() {
    let served = Served::with(Limits {
        write: Duration::from_millis(300),
        ..limits()
    })
    .await;
    let (mut reads, mut writes) = closed_windows(&served, 1).await.into_split();
    let pings = async {
        let ping = frame(6, 0, 0, &[0; 8]).repeat(50);
        while writes.write_all(&ping).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let mut all = Vec::new();
    let ended = async {
        tokio::select! {
            _ = reads.read_to_end(&mut all) => {}
            () = pings => {}
        }
    };
    tokio::time::timeout(PATIENCE, ended)
        .await
        .expect("the connection stays open");
}

#[tokio::test]
async fn bodies_that_trickle_keep_nobody_out() {
    let served = Served::with(Limits {
        connections: 3,
        trickle: Duration::ZERO,
        ..limits()
    })
    .await;
    let begun = "POST /api/v1/diagnose HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500\r\n\r\na";
    let mut crowd = Vec::new();
    for _ in 0..3 {
        let mut stream = served.connect().await;
        stream
            .write_all(format!("{HEALTH}{begun}").as_bytes())
            .await
            .unwrap();
        one_answer(&mut stream).await;
        crowd.push(stream);
    }
    let mut client = served.connect().await;
    client.write_all(HEALTH.as_bytes()).await.unwrap();
    assert!(one_answer(&mut client).await.ends_with("ok\n"));
}

#[tokio::test]
async fn long_work_keeps_nothing_else_waiting() {
    let served = Served::with(limits()).await;
    // Every turn is taken by work that ends when it is told to.
    let cores = std::thread::available_parallelism().unwrap().get();
    let mut ends = Vec::new();
    for _ in 0..cores {
        let (begin, begun) = oneshot::channel();
        let (end, ended) = std::sync::mpsc::channel::<()>();
        let portal = std::sync::Arc::clone(&served.site.portal);
        tokio::spawn(async move {
            let work = async move {
                begin.send(()).unwrap();
                let _ = ended.recv();
            };
            portal.gate.let_in([192, 0, 2, 1].into(), work).await
        });
        begun.await.unwrap();
        ends.push(end);
    }
    let mut stream = served.connect().await;
    for _ in 0..3 {
        stream.write_all(HEALTH.as_bytes()).await.unwrap();
        assert!(one_answer(&mut stream).await.ends_with("ok\n"));
    }
    // Another client's page comes as soon as one turn ends.
    let page = "GET /guides HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(page.as_bytes()).await.unwrap();
    drop(ends.pop());
    assert!(one_answer(&mut stream).await.starts_with("HTTP/1.1 200"));
}
