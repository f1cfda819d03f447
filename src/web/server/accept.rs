//! Accepts connections, and shuts down without losing a request.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::Router;
use ipnet::IpNet;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
};

use super::{
    super::metrics::Metrics, activity::Activity, busy::refusal, client, connection, limits::Limits,
    memory::Memory, shared::Shared, slots::Slots,
};

/// How long to wait if the system has no room for another connection.
const PAUSE: Duration = Duration::from_millis(100);

/// A server that has not started.
pub struct Server {
    /// The router that handles requests.
    pub router: Router,
    /// The limits of its connections.
    pub limits: Limits,
    /// Networks of proxies that are trusted to name the client they forward.
    pub trusted: Vec<IpNet>,
    /// Whether people reach the portal over TLS.
    pub over_tls: bool,
    /// The counters.
    pub metrics: Arc<Metrics>,
}

impl Server {
    /// Serves until `stop`; then accepts no more connections, finishes the requests that are being
    /// processed or received, and returns, at the latest after [`Limits::drain`].
    pub async fn serve(self, listener: TcpListener, stop: impl Future<Output = ()>) {
        let drain = self.limits.drain;
        let shared = Arc::new(Shared {
            slots: Arc::new(Slots::new(self.limits)),
            memory: Arc::new(Memory::new(self.limits)),
            router: self.router,
            limits: self.limits,
            trusted: self.trusted,
            metrics: self.metrics,
            over_tls: self.over_tls,
            refusal: refusal(self.over_tls),
        });
        // Every connection holds a receiver: when the last is gone, all have ended.
        let (stopping, is_stopping) = watch::channel(false);
        let mut stop = std::pin::pin!(stop);
        loop {
            let accepted = tokio::select! {
                biased;
                () = stop.as_mut() => break,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => shared.admit(stream, peer, &is_stopping),
                Err(error) => pause(&error).await,
            }
        }
        // Connections that wait in the system's queue must get a response.
        while let Ok(Ok((stream, peer))) =
            tokio::time::timeout(Duration::from_millis(10), listener.accept()).await
        {
            shared.admit(stream, peer, &is_stopping);
        }
        drop((listener, is_stopping));
        stopping.send_replace(true);
        if tokio::time::timeout(drain, stopping.closed())
            .await
            .is_err()
        {
            let left = shared.slots.len();
            tracing::warn!("{left} connections were still busy at the end of the shutdown time");
        }
    }
}

impl Shared {
    /// Serves a connection in its own task, or refuses it.
    fn admit(
        self: &Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        is_stopping: &watch::Receiver<bool>,
    ) {
        let activity = Arc::new(Activity::new());
        let is_proxy = client::is_trusted(peer.ip(), &self.trusted);
        let address = client::group(peer.ip());
        let Some(slot) = self.slots.take(address, is_proxy, &activity) else {
            self.metrics.shed("connections");
            // Best effort: the socket's buffer is empty, so the refusal fits; a client that is gone
            // needs none.
            let _ = stream.try_write(&self.refusal);
            return;
        };
        let (shared, is_stopping) = (Arc::clone(self), is_stopping.clone());
        tokio::spawn(async move {
            let connected = shared.metrics.connected();
            connection::serve(stream, peer, activity, Arc::clone(&shared), is_stopping).await;
            drop((slot, connected));
        });
    }
}

/// Waits if nothing can be accepted for now; a connection that broke while it waited is no reason
/// to wait.
async fn pause(error: &io::Error) {
    let broken = [
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::Interrupted,
    ];
    if !broken.contains(&error.kind()) {
        tracing::warn!("can't accept a connection: {error}");
        tokio::time::sleep(PAUSE).await;
    }
}
