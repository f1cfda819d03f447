//! One connection, from start to end.

use std::{convert::Infallible, net::SocketAddr, sync::Arc};

use axum::{
    Router,
    body::{Body, Bytes},
    http::{HeaderValue, Request, Response, Version, header},
};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
};
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{Instant, MissedTickBehavior, interval_at},
};
use tower::Service;

use super::{
    activity::{Activity, Progress, UnderWay, Verdict},
    busy::busy,
    client::{self, Client},
    limits::Limits,
    paced::{Paced, TooSlow},
    response_body::ResponseBody,
    shared::Shared,
    slots::Forwarded,
    socket::Socket,
};

/// The most streams of an HTTP/2 connection, and the most resets that may be pending.
const STREAMS: u32 = 100;
const RESETS: usize = 20;

/// The most bytes of responses that HTTP/2 buffers beyond what the client has room for.
const SEND_BUFFER: usize = 64 << 10;

/// The number of moments within a tick at which connections are checked.
const PHASES: u16 = 251;

/// Serves a connection until it ends, is closed for taking too long, or gives its slot to another.
pub(super) async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    activity: Arc<Activity>,
    shared: Arc<Shared>,
    stopping: watch::Receiver<bool>,
) {
    // Without it, small responses wait for acknowledgements; a socket that refuses it still works.
    let _ = stream.set_nodelay(true);
    let io = TokioIo::new(Socket::new(stream, Arc::clone(&activity)));
    let service = service_fn({
        let (activity, shared, stopping) =
            (Arc::clone(&activity), Arc::clone(&shared), stopping.clone());
        move |request| {
            let under_way = activity.begin();
            let (activity, shared, stopping) =
                (Arc::clone(&activity), Arc::clone(&shared), stopping.clone());
            async move {
                let persistent = request.version() <= Version::HTTP_11;
                let mut answer = answer(request, peer, &shared, activity, under_way).await;
                if persistent && *stopping.borrow() {
                    let close = HeaderValue::from_static("close");
                    answer.headers_mut().insert(header::CONNECTION, close);
                }
                Ok::<_, Infallible>(answer)
            }
        }
    });
    let builder = builder(&shared.limits);
    let mut connection = std::pin::pin!(builder.serve_connection(io, service));
    let mut ticks = interval_at(first_tick(&shared.limits, peer), shared.limits.tick);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut progress = Progress::default();
    let mut stopped_at = None;
    let mut finishing = false;
    let ended = loop {
        tokio::select! {
            // Errors of a client on its own connection don't matter.
            _ = connection.as_mut() => break None,
            () = activity.displaced.notified() => break Some("displaced"),
            _ = ticks.tick() => {}
        }
        if *stopping.borrow() {
            stopped_at = stopped_at.or_else(|| Some(activity.time()));
        }
        match activity.verdict(&shared.limits, &mut progress, stopped_at) {
            Verdict::GoOn => {}
            Verdict::Finish if finishing => {}
            Verdict::Finish => {
                finishing = true;
                connection.as_mut().graceful_shutdown();
            }
            Verdict::Close(why) => break Some(why),
        }
    };
    if let Some(why) = ended {
        tracing::debug!(client = %peer.ip(), reason = why, "connection closed");
        shared.metrics.cut_off(why);
    }
}

/// When a connection is first checked: connections that came together are checked at different
/// moments, so that they don't hold up others. Clients use one port after another.
fn first_tick(limits: &Limits, peer: SocketAddr) -> Instant {
    let phase = f64::from(peer.port() % PHASES) / f64::from(PHASES);
    Instant::now() + limits.tick.mul_f64(phase)
}

fn builder(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // `Activity` has separate limits for heads and idle connections; hyper has a single limit for
    // both.
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.idle.max(limits.head))
        .max_buf_size(limits.head_bytes);
    let window: u32 = 1 << 20;
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS)
        .max_pending_accept_reset_streams(RESETS)
        .max_local_error_reset_streams(RESETS)
        .max_send_buf_size(SEND_BUFFER)
        .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
        .initial_connection_window_size(window)
        .keep_alive_interval(limits.idle)
        .keep_alive_timeout(limits.head);
    builder
}

async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    shared: &Shared,
    activity: Arc<Activity>,
    mut under_way: UnderWay,
) -> Response<ResponseBody> {
    let (client, slot) = client_of(&request, peer, shared);
    let too_slow = TooSlow::default();
    let limits = shared.limits;
    let hold = |bytes| Arc::new(shared.memory.hold(client.group(), &activity, bytes));
    // The data that the client sends stays in memory until the response.
    let mut sent = None;
    let mut request = request.map(|body| {
        if http_body::Body::is_end_stream(&body) {
            return Body::empty();
        }
        let held = sent.insert(hold(0));
        let (too_slow, activity) = (too_slow.clone(), Arc::clone(&activity));
        Body::new(Paced::new(
            body,
            limits,
            too_slow,
            activity,
            Arc::clone(held),
        ))
    });
    request.extensions_mut().insert(client);
    request.extensions_mut().insert(too_slow);
    let mut router: Router = shared.router.clone();
    let Ok(response) = router.call(request).await;
    under_way.answer();
    drop(sent);
    let size = |response: &Response<Body>| {
        let size = http_body::Body::size_hint(response.body()).lower();
        usize::try_from(size).unwrap_or(usize::MAX)
    };
    let has_room = shared.memory.has_room(client.group(), size(&response));
    let response = if has_room {
        response
    } else {
        shared.metrics.shed("memory");
        busy(shared.over_tls)
    };
    let held = hold(size(&response));
    response.map(|body| ResponseBody {
        body,
        rest: Bytes::new(),
        held,
        activity,
        _under_way: under_way,
        _slot: slot,
    })
}

/// The client of a request, and its slot if it is behind a trusted proxy.
fn client_of(
    request: &Request<Incoming>,
    peer: SocketAddr,
    shared: &Shared,
) -> (Client, Option<Forwarded>) {
    let peer = peer.ip().to_canonical();
    let via_proxy = client::is_trusted(peer, &shared.trusted);
    let named = via_proxy
        .then(|| client::forwarded(request.headers(), &shared.trusted))
        .flatten();
    let slot = named.and_then(|address| shared.slots.forward(address));
    let client = Client {
        address: named.unwrap_or(peer),
        is_crowded: named.is_some() && slot.is_none(),
        via_proxy,
    };
    (client, slot)
}
