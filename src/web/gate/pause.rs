//! Lets long work give way to other requests: it goes back into its queue, and continues when its
//! next turn comes.

use std::{
    cell::Cell,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use super::queues::Work;

thread_local! {
    /// Whether the work on this thread can give way.
    static GIVES_WAY: Cell<bool> = const { Cell::new(false) };
}

/// Lets other requests go first, if there are any. Long work calls it between its steps.
pub async fn give_way() {
    let mut has_given = false;
    poll_fn(move |context| {
        if has_given {
            return Poll::Ready(());
        }
        has_given = true;
        GIVES_WAY.set(true);
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Runs work until it is done or gives way; `true` if it is done.
pub(super) async fn run(work: &mut Work) -> bool {
    GIVES_WAY.set(false);
    poll_fn(
        |context: &mut Context<'_>| match Pin::new(&mut *work).poll(context) {
            Poll::Ready(()) => Poll::Ready(true),
            Poll::Pending if GIVES_WAY.take() => Poll::Ready(false),
            Poll::Pending => Poll::Pending,
        },
    )
    .await
}
