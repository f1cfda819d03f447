//! How the portal is used: searches, opened articles and steps of walks, counted by day, without
//! names or addresses. Counts wait in memory for a few seconds, so that no page waits for the
//! database; a crash loses only these.

use std::{
    collections::{BTreeMap, HashSet},
    hash::{BuildHasher, RandomState},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use sqlx::{Any, AnyConnection, AnyPool, Connection, Row, query};

use super::{clock::now, engine::Engine};

/// Seconds of a day.
pub const DAY: i64 = 24 * 3_600;

/// The most bytes of a text that is counted; the rest is cut off.
const MAX_TEXT: usize = 200;

/// How many different things are counted on one day at most, so that a script can't fill the store.
const MAX_OF_DAY: usize = 20_000;

/// How many different things of each kind a report covers at most: the most frequent ones.
const MAX_REPORTED: i64 = 10_000;

/// Days for which counts are kept unless a setting says otherwise.
const KEPT: i64 = 90;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UseKind {
    /// A search.
    Search,
    /// A search that found nothing.
    FoundNothing,
    /// An article opened from the results of a search: the query and the article.
    Opened,
    /// A search after which another was made: the query and the next one.
    Rephrased,
    /// An article that was opened, from anywhere.
    Article,
    /// An event that was diagnosed and that no article mentions: the ID and the source.
    UnknownEvent,
    /// A code that was diagnosed and that no article mentions.
    UnknownCode,
    /// A step of a guide: the guide, and the nodes from which and to which it leads. A walk begins
    /// with a step from nowhere.
    Step,
}

/// Something that happened and is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Use {
    /// What kind of use it is.
    pub kind: UseKind,
    /// What was used.
    pub what: String,
    /// What it led to; empty for most kinds.
    pub target: String,
}

/// How often something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What happened.
    pub what: Use,
    /// How often.
    pub count: i64,
}

/// Counts uses, and keeps the counts until they are saved.
pub struct Uses {
    /// Days for which counts are kept; 0 if nothing is counted.
    kept: AtomicI64,
    waiting: Mutex<Waiting>,
    hasher: RandomState,
}

#[derive(Default)]
struct Waiting {
    day: i64,
    counts: BTreeMap<(i64, Use), i64>,
    /// What was counted today, as hashes.
    known: HashSet<u64>,
    /// Whether nothing that is not in `known` is counted today.
    is_full: bool,
}

impl UseKind {
    const ALL: [Self; 8] = [
        Self::Search,
        Self::FoundNothing,
        Self::Opened,
        Self::Rephrased,
        Self::Article,
        Self::UnknownEvent,
        Self::UnknownCode,
        Self::Step,
    ];

    /// Its name in the store.
    fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::FoundNothing => "found_nothing",
            Self::Opened => "opened",
            Self::Rephrased => "rephrased",
            Self::Article => "article",
            Self::UnknownEvent => "unknown_event",
            Self::UnknownCode => "unknown_code",
            Self::Step => "step",
        }
    }
}

impl Use {
    /// A use of something that leads to nothing else.
    pub fn of(kind: UseKind, what: &str) -> Self {
        Self::leading(kind, what, "")
    }

    /// A use that leads to something. Texts are put on one line and cut off.
    pub fn leading(kind: UseKind, what: &str, target: &str) -> Self {
        Self {
            kind,
            what: short(what),
            target: short(target),
        }
    }
}

/// A text on one line, cut off.
fn short(text: &str) -> String {
    let mut line = String::new();
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line.truncate(line.floor_char_boundary(MAX_TEXT));
    line
}

impl Default for Uses {
    fn default() -> Self {
        Self {
            kept: AtomicI64::new(KEPT),
            waiting: Mutex::default(),
            hasher: RandomState::new(),
        }
    }
}

impl Uses {
    /// Keeps counts for so many days; with 0, nothing is counted.
    pub fn keep_for(&self, days: u32) {
        self.kept.store(i64::from(days), Ordering::Relaxed);
    }

    /// Whether anything is counted.
    pub fn are_counted(&self) -> bool {
        self.kept.load(Ordering::Relaxed) > 0
    }

    /// Counts something that happened now.
    pub fn count(&self, one: Use) {
        if self.are_counted() && !one.what.is_empty() {
            self.count_at(one, now() / DAY);
        }
    }

    fn count_at(&self, one: Use, day: i64) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.day != day {
            waiting.day = day;
            waiting.known.clear();
            waiting.is_full = false;
        }
        let hash = self.hasher.hash_one(&one);
        if !waiting.known.contains(&hash) {
            if waiting.known.len() >= MAX_OF_DAY {
                if !std::mem::replace(&mut waiting.is_full, true) {
                    tracing::warn!(
                        "{MAX_OF_DAY} different searches, articles and steps were counted today; others are not"
                    );
                }
                return;
            }
            waiting.known.insert(hash);
        }
        *waiting.counts.entry((day, one)).or_default() += 1;
    }

    /// Saves the waiting counts in one transaction. If that fails, they go on waiting.
    pub(super) async fn save(
        &self,
        connection: &mut AnyConnection,
        engine: Engine,
    ) -> Result<(), sqlx::Error> {
        let waiting = self.take();
        if waiting.is_empty() {
            return Ok(());
        }
        let saved = save(connection, engine, &waiting).await;
        if saved.is_err() {
            self.put_back(waiting);
        }
        saved
    }

    /// The first day whose counts are kept.
    pub(super) fn first_kept(&self) -> i64 {
        now() / DAY - self.kept.load(Ordering::Relaxed) + 1
    }

    /// Deletes the counts of days that are too long ago to be kept.
    pub(super) async fn delete_old(
        &self,
        connection: &mut AnyConnection,
    ) -> Result<(), sqlx::Error> {
        let first = self.first_kept();
        query::<Any>("DELETE FROM use_count WHERE day < $1")
            .bind(first)
            .execute(connection)
            .await
            .map(|_| ())
    }

    /// Takes the waiting counts, in an order that is the same in every process: otherwise two
    /// transactions that save the same counts could deadlock.
    fn take(&self) -> BTreeMap<(i64, Use), i64> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut waiting.counts)
    }

    fn put_back(&self, counts: BTreeMap<(i64, Use), i64>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        // The store may fail for days, which must not fill the memory.
        for (what, count) in counts {
            if waiting.counts.len() < MAX_OF_DAY || waiting.counts.contains_key(&what) {
                *waiting.counts.entry(what).or_default() += count;
            }
        }
    }
}

async fn save(
    connection: &mut AnyConnection,
    engine: Engine,
    counts: &BTreeMap<(i64, Use), i64>,
) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with(engine.begin()).await?;
    for ((day, one), count) in counts {
        query::<Any>(
            "INSERT INTO use_count (day, kind, what, target, count) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (day, kind, what, target) \
             DO UPDATE SET count = use_count.count + excluded.count",
        )
        .bind(*day)
        .bind(one.kind.name())
        .bind(one.what.as_str())
        .bind(one.target.as_str())
        .bind(*count)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await
}

/// What happened between two days, both included, and how often; days are numbered from 1970. Of
/// each kind, only the most frequent are listed, in descending order.
pub(super) async fn between(
    pool: &AnyPool,
    first: i64,
    last: i64,
) -> Result<Vec<Counted>, sqlx::Error> {
    let mut counted = Vec::new();
    for kind in UseKind::ALL {
        let rows = query::<Any>(
            "SELECT what, target, CAST(sum(count) AS BIGINT) AS total FROM use_count \
             WHERE kind = $1 AND day BETWEEN $2 AND $3 GROUP BY what, target \
             ORDER BY total DESC, what, target LIMIT $4",
        )
        .bind(kind.name())
        .bind(first)
        .bind(last)
        .bind(MAX_REPORTED)
        .fetch_all(pool)
        .await?;
        for row in rows {
            let (what, target) = (row.try_get(0)?, row.try_get(1)?);
            let what = Use { kind, what, target };
            let count = row.try_get(2)?;
            counted.push(Counted { what, count });
        }
    }
    Ok(counted)
}

/// How often something of a kind happened on each day between two days.
pub(super) async fn by_day(
    pool: &AnyPool,
    kind: UseKind,
    first: i64,
    last: i64,
) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    let rows = query::<Any>(
        "SELECT day, CAST(sum(count) AS BIGINT) FROM use_count \
         WHERE kind = $1 AND day BETWEEN $2 AND $3 GROUP BY day ORDER BY day",
    )
    .bind(kind.name())
    .bind(first)
    .bind(last)
    .fetch_all(pool)
    .await?;
    rows.iter()
        .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_are_counted_by_day_up_to_a_limit() {
        let uses = Uses::default();
        let search = |text: &str| Use::of(UseKind::Search, text);
        for (text, day) in [("a  b", 1), ("a\nb", 1), ("a b", 2), ("c", 2)] {
            uses.count_at(search(text), day);
        }
        let counts: Vec<_> = uses.take().into_iter().collect();
        let expect = [
            ((1, search("a b")), 2),
            ((2, search("a b")), 1),
            ((2, search("c")), 1),
        ];
        assert_eq!(counts, expect);
        for number in 0..MAX_OF_DAY + 9 {
            uses.count_at(search(&number.to_string()), 3);
        }
        uses.count_at(search("7"), 3);
        let counts = uses.take();
        assert_eq!(counts.len(), MAX_OF_DAY);
        assert_eq!(counts.get(&(3, search("7"))), Some(&2));
        uses.put_back(counts);
        assert_eq!(uses.take().len(), MAX_OF_DAY);
    }

    #[test]
    fn nothing_is_counted_where_nothing_is_kept() {
        let uses = Uses::default();
        uses.keep_for(0);
        uses.count(Use::of(UseKind::Search, "x"));
        assert!(uses.take().is_empty());
    }

    #[test]
    fn texts_are_cut_off_on_one_line() {
        assert_eq!(short(" a\t\0b\n "), "a b");
        assert_eq!(short(&"ä".repeat(150)).len(), MAX_TEXT);
    }
}
