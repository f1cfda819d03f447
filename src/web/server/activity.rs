//! What a connection is doing, according to its socket and its requests, and whether it has taken
//! too long.

use std::{
    cmp::Reverse,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use tokio::sync::Notify;

use super::limits::Limits;

/// No head is being received.
const NONE: u64 = u64::MAX;

/// A client that has read fewer bytes than this since the last check counts as reading nothing.
const PROGRESS: u64 = 4096;

/// What is known about one connection. Times are in microseconds since it was opened.
pub(super) struct Activity {
    opened: Instant,
    /// Requests whose response has not been handed over completely.
    under_way: AtomicU32,
    /// Responses that have begun.
    sending: AtomicU32,
    /// Requests so far.
    requests: AtomicU64,
    /// When the current head began to arrive.
    head_since: AtomicU64,
    /// When the last request ended.
    quiet_since: AtomicU64,
    /// Bytes sent.
    written: AtomicU64,
    /// Bytes of responses' bodies that the client had room for.
    taken: AtomicU64,
    /// When the client last read something.
    moved_at: AtomicU64,
    /// Requests whose body has not arrived completely.
    receiving: AtomicU32,
    /// When the current body began to arrive.
    receiving_since: AtomicU64,
    /// Whether the socket accepts no more for now.
    blocked: AtomicBool,
    /// Whether the client still sends a body after the response.
    unread: AtomicBool,
    http2: AtomicBool,
    /// Notified when the connection must give its slot to another.
    pub(super) displaced: Notify,
}

/// What to do with a connection.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Keep it.
    GoOn,
    /// Accept no further request, and close after the current ones.
    Finish,
    /// Close at once, for this reason.
    Close(&'static str),
}

/// How far the sending had got when it last made progress.
#[derive(Debug, Default)]
pub(super) struct Progress {
    sent: u64,
    at: u64,
}

/// The order in which connections are closed to make room; the smallest is closed first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ClosingOrder {
    kind: WaitKind,
    /// For how long.
    since: Reverse<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum WaitKind {
    /// It has never had a request.
    Silent,
    /// It has no request at present.
    Quiet,
    /// A request's body is arriving slowly.
    Trickling,
    /// The client does not read its responses.
    Stalled,
}

impl ClosingOrder {
    /// What its client is doing.
    pub(super) fn kind(self) -> WaitKind {
        self.kind
    }
}

impl Activity {
    pub(super) fn new() -> Self {
        Self {
            opened: Instant::now(),
            under_way: AtomicU32::new(0),
            sending: AtomicU32::new(0),
            requests: AtomicU64::new(0),
            head_since: AtomicU64::new(0),
            quiet_since: AtomicU64::new(0),
            written: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            moved_at: AtomicU64::new(0),
            receiving: AtomicU32::new(0),
            receiving_since: AtomicU64::new(0),
            blocked: AtomicBool::new(false),
            unread: AtomicBool::new(false),
            http2: AtomicBool::new(false),
            displaced: Notify::new(),
        }
    }

    fn now(&self) -> u64 {
        u64::try_from(self.opened.elapsed().as_micros()).unwrap_or(NONE - 1)
    }

    /// Bytes have arrived. The first bytes of a connection show whether it is HTTP/2.
    pub(super) fn received(&self, bytes: &[u8]) {
        if self.requests.load(Relaxed) == 0 && bytes.starts_with(b"PRI ") {
            self.http2.store(true, Relaxed);
        }
        // HTTP/2 sends frames of its own between requests: they are not a head.
        let idle = self.under_way.load(Relaxed) == 0 && !self.http2.load(Relaxed);
        if idle && self.head_since.load(Relaxed) == NONE {
            self.head_since.store(self.now(), Relaxed);
        }
    }

    /// Bytes were taken by the socket.
    pub(super) fn sent(&self, bytes: usize) {
        self.blocked.store(false, Relaxed);
        self.written.fetch_add(bytes as u64, Relaxed);
        // In HTTP/2, only bytes of bodies count.
        if !self.http2.load(Relaxed) {
            self.moved_at.store(self.now(), Relaxed);
        }
    }

    /// The client had room for this many bytes of a response's body.
    pub(super) fn took(&self, bytes: usize) {
        self.taken.fetch_add(bytes as u64, Relaxed);
        self.moved_at.store(self.now(), Relaxed);
    }

    /// A request's body begins to arrive.
    pub(super) fn receive(&self) {
        if self.receiving.fetch_add(1, Relaxed) == 0 {
            self.receiving_since.store(self.now(), Relaxed);
        }
    }

    /// A request's body has arrived, or was given up.
    pub(super) fn body_received(&self) {
        self.receiving.fetch_sub(1, Relaxed);
    }

    /// The socket accepts no more for now.
    pub(super) fn set_blocked(&self) {
        self.blocked.store(true, Relaxed);
    }

    /// The response was made before the request's body had arrived completely.
    pub(super) fn leave_unread(&self) {
        self.unread.store(true, Relaxed);
    }

    /// Whether such a body may still be coming.
    pub(super) fn has_unread(&self) -> bool {
        self.unread.load(Relaxed)
    }

    /// A request's head has arrived.
    pub(super) fn begin(self: &Arc<Self>) -> UnderWay {
        self.requests.fetch_add(1, Relaxed);
        self.under_way.fetch_add(1, Relaxed);
        self.head_since.store(NONE, Relaxed);
        UnderWay {
            activity: Arc::clone(self),
            is_sending: false,
        }
    }

    /// Its place in the order in which connections are closed to make room. `None` while a response
    /// is being made, or if a body began or the client last read something less than `grace` ago.
    pub(super) fn closing_order(&self, grace: Duration) -> Option<ClosingOrder> {
        let under_way = self.under_way.load(Relaxed);
        let (kind, since) = if under_way == 0 {
            let kind = match self.requests.load(Relaxed) {
                0 => WaitKind::Silent,
                _ => WaitKind::Quiet,
            };
            (kind, &self.quiet_since)
        } else if self.receiving.load(Relaxed) >= under_way {
            (WaitKind::Trickling, &self.receiving_since)
        } else if self.sending.load(Relaxed) >= under_way {
            (WaitKind::Stalled, &self.moved_at)
        } else {
            return None;
        };
        let since = Duration::from_micros(self.now().saturating_sub(since.load(Relaxed)));
        let may_close = kind < WaitKind::Trickling || since >= grace;
        may_close.then_some(ClosingOrder {
            kind,
            since: Reverse(since),
        })
    }

    /// What to do. `stopped_at` is when the server was told to stop, if it was, in this
    /// connection's time.
    pub(super) fn verdict(
        &self,
        limits: &Limits,
        progress: &mut Progress,
        stopped_at: Option<u64>,
    ) -> Verdict {
        let now = self.now();
        let longer = |since: u64, limit: Duration| {
            u128::from(now.saturating_sub(since)) >= limit.as_micros()
        };
        let blocked = self.blocked.load(Relaxed);
        // What HTTP/2 sends by itself, such as answers to pings, doesn't show whether a client
        // reads its responses.
        let sent = match self.http2.load(Relaxed) {
            true => self.taken.load(Relaxed),
            false => self.written.load(Relaxed),
        };
        if !blocked && self.sending.load(Relaxed) == 0 || sent >= progress.sent + PROGRESS {
            *progress = Progress { sent, at: now };
        }
        if longer(progress.at, limits.write) {
            return Verdict::Close("write_timeout");
        }
        if self.under_way.load(Relaxed) > 0 || blocked {
            return Verdict::GoOn;
        }
        let head = self.head_since.load(Relaxed);
        let awaited = !self.http2.load(Relaxed) || self.requests.load(Relaxed) == 0;
        if head != NONE && awaited && longer(head, limits.head) {
            return Verdict::Close("head_timeout");
        }
        let quiet = self.quiet_since.load(Relaxed);
        let (since, limit) = match stopped_at {
            Some(at) => (quiet.max(at), limits.lull),
            None => (quiet, limits.idle),
        };
        match (longer(since, limit + limits.head), longer(since, limit)) {
            (true, _) => Verdict::Close("close_timeout"),
            (false, true) => Verdict::Finish,
            (false, false) => Verdict::GoOn,
        }
    }

    /// The connection's time, as [`Activity::verdict`] takes it.
    pub(super) fn time(&self) -> u64 {
        self.now()
    }
}

/// A request in progress, until it is dropped with the end of its response.
pub(super) struct UnderWay {
    activity: Arc<Activity>,
    is_sending: bool,
}

impl UnderWay {
    /// The response begins.
    pub(super) fn answer(&mut self) {
        self.is_sending = true;
        let now = self.activity.now();
        self.activity.moved_at.store(now, Relaxed);
        self.activity.sending.fetch_add(1, Relaxed);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        if self.is_sending {
            self.activity.sending.fetch_sub(1, Relaxed);
        }
        self.activity
            .quiet_since
            .store(self.activity.now(), Relaxed);
        self.activity.under_way.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Limits that have either already passed or never will.
    fn limits(of: impl Fn(&mut Limits)) -> Limits {
        let far = Duration::from_secs(3600);
        let mut limits = Limits {
            head: far,
            idle: far,
            write: far,
            lull: far,
            ..Limits::default()
        };
        of(&mut limits);
        limits
    }

    fn verdict(activity: &Activity, limits: &Limits) -> Verdict {
        activity.verdict(limits, &mut Progress::default(), None)
    }

    #[test]
    fn a_head_must_come_in_time_and_a_body_has_limits_of_its_own() {
        let activity = Arc::new(Activity::new());
        let soon = limits(|limits| limits.head = Duration::ZERO);
        assert!(matches!(verdict(&activity, &soon), Verdict::Close(_)));
        let request = activity.begin();
        activity.received(b"body");
        assert_eq!(verdict(&activity, &soon), Verdict::GoOn);
        drop(request);
        assert_eq!(verdict(&activity, &soon), Verdict::GoOn);
        activity.received(b"GET /");
        assert!(matches!(verdict(&activity, &soon), Verdict::Close(_)));
    }

    #[test]
    fn frames_of_http2_between_requests_are_no_head() {
        let activity = Arc::new(Activity::new());
        activity.received(b"PRI * HTTP/2.0\r\n");
        drop(activity.begin());
        activity.received(b"\0\0\x08\x06");
        let soon = limits(|limits| limits.head = Duration::ZERO);
        assert_eq!(verdict(&activity, &soon), Verdict::GoOn);
    }

    #[test]
    fn a_quiet_connection_is_finished_and_sooner_while_the_server_stops() {
        let activity = Arc::new(Activity::new());
        drop(activity.begin());
        let soon = limits(|limits| limits.idle = Duration::ZERO);
        assert_eq!(verdict(&activity, &soon), Verdict::Finish);
        let lull = limits(|limits| limits.lull = Duration::ZERO);
        let stopping = Some(activity.time());
        assert_eq!(verdict(&activity, &lull), Verdict::GoOn);
        assert_eq!(
            activity.verdict(&lull, &mut Progress::default(), stopping),
            Verdict::Finish
        );
        let _request = activity.begin();
        assert_eq!(verdict(&activity, &soon), Verdict::GoOn);
    }

    #[test]
    fn a_client_that_reads_nothing_is_cut_off_and_one_that_keeps_reading_is_not() {
        let activity = Arc::new(Activity::new());
        let soon = limits(|limits| limits.write = Duration::ZERO);
        let mut request = activity.begin();
        request.answer();
        let mut progress = Progress::default();
        assert!(matches!(
            activity.verdict(&soon, &mut progress, None),
            Verdict::Close(_)
        ));
        let later = limits(|limits| limits.write = Duration::from_secs(3600));
        activity.sent(PROGRESS as usize);
        assert_eq!(activity.verdict(&later, &mut progress, None), Verdict::GoOn);
        assert_eq!(progress.sent, PROGRESS);
    }

    #[test]
    fn a_connection_that_never_asked_is_closed_first_and_a_busy_one_never() {
        let (asked, silent, busy) = (
            Arc::new(Activity::new()),
            Arc::new(Activity::new()),
            Arc::new(Activity::new()),
        );
        drop(asked.begin());
        let _request = busy.begin();
        let order = |one: &Activity| one.closing_order(Duration::ZERO);
        assert!(order(&silent) < order(&asked));
        assert_eq!(order(&busy), None);
    }

    #[test]
    fn a_trickling_body_is_closed_after_connections_without_a_request() {
        let (asked, trickling) = (Arc::new(Activity::new()), Arc::new(Activity::new()));
        drop(asked.begin());
        let _request = trickling.begin();
        trickling.receive();
        assert!(asked.closing_order(Duration::ZERO) < trickling.closing_order(Duration::ZERO));
        assert_eq!(trickling.closing_order(Duration::from_secs(3600)), None);
        trickling.body_received();
        assert_eq!(trickling.closing_order(Duration::ZERO), None);
    }

    #[test]
    fn a_client_that_reads_nothing_is_closed_last_and_one_that_reads_never() {
        let (trickling, stalled) = (Arc::new(Activity::new()), Arc::new(Activity::new()));
        let _body = trickling.begin();
        trickling.receive();
        let mut answer = stalled.begin();
        assert_eq!(stalled.closing_order(Duration::ZERO), None);
        answer.answer();
        assert!(trickling.closing_order(Duration::ZERO) < stalled.closing_order(Duration::ZERO));
        assert_eq!(stalled.closing_order(Duration::from_secs(3600)), None);
        let _made = stalled.begin();
        assert_eq!(stalled.closing_order(Duration::ZERO), None);
    }

    #[test]
    fn answers_to_pings_do_not_count_as_progress() {
        let activity = Arc::new(Activity::new());
        activity.received(b"PRI * HTTP/2.0\r\n");
        let mut request = activity.begin();
        request.answer();
        activity.sent(PROGRESS as usize * 2);
        let mut progress = Progress::default();
        let soon = limits(|limits| limits.write = Duration::ZERO);
        assert!(matches!(
            activity.verdict(&soon, &mut progress, None),
            Verdict::Close(_)
        ));
        activity.took(PROGRESS as usize);
        let later = limits(|limits| limits.write = Duration::from_secs(3600));
        assert_eq!(activity.verdict(&later, &mut progress, None), Verdict::GoOn);
        assert_eq!(progress.sent, PROGRESS);
    }
}
