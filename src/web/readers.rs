//! Reads content files while pages are served. A folder may hang, so a few threads of its own read
//! the files of each folder, and each client gets a share of them: waiting for one folder, or for
//! one client, does not hold up others.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::Semaphore, task, time::timeout};

use super::error_response::ErrorResponse;

/// How many files of one layer are read at once.
const AT_ONCE: usize = 4;

/// How many files of one layer are read at once for one client.
const AT_ONCE_OF_ONE: usize = 2;

/// How long a request waits before it may read.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How long a request may take to read.
pub const LONGEST_READ: Duration = Duration::from_secs(10);

/// The readers of all layers.
pub struct Readers {
    by_layer: Vec<Arc<Semaphore>>,
    /// How much each client may read at once from each layer; clients that aren't reading are not
    /// listed.
    by_client: Mutex<HashMap<(usize, IpAddr), Arc<Semaphore>>>,
}

impl Readers {
    /// Readers for this many layers.
    pub fn new(layers: usize) -> Self {
        let readers = || Arc::new(Semaphore::new(AT_ONCE));
        Self {
            by_layer: (0..layers).map(|_| readers()).collect(),
            by_client: Mutex::default(),
        }
    }

    /// Runs `read`, which reads a file of a layer for a client, within the given time.
    ///
    /// # Errors
    ///
    /// 503 if the layer's folder does not respond, or the client reads too much at once. A read
    /// that hangs continues, and keeps its place.
    pub async fn read<T: Send + 'static>(
        &self,
        layer: usize,
        client: IpAddr,
        longest: Duration,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, ErrorResponse> {
        let of_layer = self.by_layer.get(layer).map(Arc::clone);
        let of_layer =
            of_layer.ok_or_else(|| ErrorResponse::not_found("There is no such file."))?;
        let of_client = self.of(layer, client);
        let places = async {
            let own = of_client.acquire_owned().await;
            (own, of_layer.acquire_owned().await)
        };
        let places = timeout(LONGEST_WAIT, places).await;
        let places = places.map_err(|_| ErrorResponse::busy())?;
        let reading = task::spawn_blocking(move || {
            let _places = places;
            read()
        });
        match timeout(longest, reading).await {
            Ok(read) => read.map_err(ErrorResponse::internal),
            Err(_) => {
                tracing::warn!(
                    "a content folder does not respond; a request for one of its files was stopped"
                );
                Err(ErrorResponse::timed_out())
            }
        }
    }

    /// The places of a client.
    fn of(&self, layer: usize, client: IpAddr) -> Arc<Semaphore> {
        let mut clients = self
            .by_client
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        clients.retain(|_, places| Arc::strong_count(places) > 1);
        let places = clients.entry((layer, client));
        Arc::clone(places.or_insert_with(|| Arc::new(Semaphore::new(AT_ONCE_OF_ONE))))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    fn client(last: u8) -> IpAddr {
        IpAddr::from([127, 0, 0, last])
    }

    async fn read(readers: &Readers, layer: usize, of: IpAddr) -> Option<i32> {
        readers.read(layer, of, LONGEST_READ, || 7).await.ok()
    }

    /// Reads for some clients that end when the returned sender is dropped.
    async fn hang(readers: &Arc<Readers>, clients: &[u8]) -> mpsc::Sender<()> {
        let (end, ended) = mpsc::channel::<()>();
        let ended = Arc::new(Mutex::new(ended));
        let before = readers.by_layer[0].available_permits();
        for last in clients.iter().copied() {
            let (readers, ended) = (Arc::clone(readers), Arc::clone(&ended));
            let hang = move || ended.lock().unwrap().recv().is_ok();
            tokio::spawn(async move { readers.read(0, client(last), LONGEST_READ, hang).await });
        }
        while before - readers.by_layer[0].available_permits() < clients.len() {
            task::yield_now().await;
        }
        end
    }

    #[tokio::test]
    async fn a_layer_that_hangs_affects_only_its_own_files() {
        let readers = Arc::new(Readers::new(2));
        let end = hang(&readers, &[1, 1, 2, 2]).await;
        assert_eq!(read(&readers, 0, client(3)).await, None);
        assert_eq!(read(&readers, 1, client(3)).await, Some(7));
        assert_eq!(read(&readers, 1, client(1)).await, Some(7));
        drop(end);
        while readers.by_layer[0].available_permits() < AT_ONCE {
            task::yield_now().await;
        }
        assert_eq!(read(&readers, 0, client(3)).await, Some(7));
        assert_eq!(
            readers.by_client.lock().unwrap().len(),
            1,
            "the others are forgotten"
        );
    }

    #[tokio::test]
    async fn a_client_that_reads_a_lot_leaves_places_for_others() {
        let readers = Arc::new(Readers::new(1));
        let end = hang(&readers, &[1; AT_ONCE_OF_ONE]).await;
        assert_eq!(read(&readers, 0, client(1)).await, None);
        assert_eq!(read(&readers, 0, client(2)).await, Some(7));
        drop(end);
    }
}
