//! Reads files of the content while pages are served. They lie in folders that may hang, so each folder's files are read by a few
//! threads of its own: what waits for one folder keeps nobody else waiting.

use std::{sync::Arc, time::Duration};

use tokio::{sync::Semaphore, task, time::timeout};

use super::fault::Fault;

/// Files of one layer that are read at once.
const AT_ONCE: usize = 4;

/// How long a request waits until it may read, and until it has read.
const PATIENCE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(10);

/// The readers of all layers.
pub struct Readers {
    by_layer: Vec<Arc<Semaphore>>,
}

impl Readers {
    /// Readers of so many layers.
    pub fn new(layers: usize) -> Self {
        let readers = || Arc::new(Semaphore::new(AT_ONCE));
        Self {
            by_layer: (0..layers).map(|_| readers()).collect(),
        }
    }

    /// Runs `read`, which reads a file of a layer.
    ///
    /// # Errors
    ///
    /// 503 where the layer's folder does not answer. A read that hangs goes on, and keeps its place.
    pub async fn read<T: Send + 'static>(
        &self,
        layer: usize,
        read: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let readers = self.by_layer.get(layer).map(Arc::clone);
        let readers = readers.ok_or_else(|| Fault::not_found("There is no such file."))?;
        let place = timeout(PATIENCE, readers.acquire_owned()).await;
        let place = place.map_err(|_| Fault::busy())?;
        let reading = task::spawn_blocking(move || {
            let _place = place;
            read()
        });
        match timeout(LONGEST, reading).await {
            Ok(read) => read.map_err(Fault::internal),
            Err(_) => {
                tracing::warn!(
                    "a folder of the content does not answer; a request for a file of it was given up"
                );
                Err(Fault::timed_out())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_layer_that_hangs_harms_only_its_own_files() {
        let readers = Arc::new(Readers::new(2));
        let (end, ended) = mpsc::channel::<()>();
        let ended = Arc::new(std::sync::Mutex::new(ended));
        let hung: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let (readers, ended) = (Arc::clone(&readers), Arc::clone(&ended));
                let hang = move || ended.lock().unwrap().recv().is_ok();
                tokio::spawn(async move { readers.read(0, hang).await })
            })
            .collect();
        while readers.by_layer[0].available_permits() > 0 {
            task::yield_now().await;
        }
        assert_eq!(readers.read(0, || 7).await.unwrap_err().status, 503);
        assert_eq!(readers.read(1, || 7).await.unwrap(), 7);
        drop(end);
        for one in hung {
            assert!(one.await.unwrap().is_ok());
        }
        assert_eq!(readers.read(0, || 7).await.unwrap(), 7);
    }
}
