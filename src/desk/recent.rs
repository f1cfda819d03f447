//! What each person opened last, which only they see, on every device. As with usage counts, what
//! was opened last waits in memory for a few seconds, so that no page waits for the database.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use sqlx::{Any, AnyConnection, AnyPool, Connection, Executor, Row, query};

use super::{clock::now, engine::Engine, subject::Subject};

/// How many things are remembered of one person.
const OF_ONE: i64 = 30;

/// How many wait to be saved at most, so that a store that fails for days can't fill the memory.
const MAX_WAITING: usize = 20_000;

/// When each person opened something last: by name and subject, in seconds since 1970.
type Opened = BTreeMap<(String, String), i64>;

/// What people opened last, until it is saved.
#[derive(Default)]
pub struct Recent {
    waiting: Mutex<Opened>,
    /// Held while something is saved or forgotten: otherwise a save that is under way could bring
    /// back what was just forgotten.
    saving: tokio::sync::Mutex<()>,
}

impl Recent {
    /// Remembers that a person opened something now.
    pub fn opened(&self, person: &str, subject: &Subject) {
        let mut waiting = self.waiting();
        let key = (person.to_owned(), subject.to_string());
        if waiting.len() < MAX_WAITING || waiting.contains_key(&key) {
            // Several tabs may be opened in one second: each counts a second more, so that the
            // last comes first.
            let of_person = waiting.range((key.0.clone(), String::new())..);
            let of_person = of_person.take_while(|((person, _), _)| *person == key.0);
            let last = of_person.map(|(_, at)| at + 1).max();
            waiting.insert(key, last.unwrap_or(0).max(now()));
        }
    }

    /// Saves what is waiting, and deletes all but each person's latest. If that fails, everything
    /// stays waiting.
    pub(super) async fn save(
        &self,
        connection: &mut AnyConnection,
        engine: Engine,
    ) -> Result<(), sqlx::Error> {
        let _saving = self.saving.lock().await;
        let opened = self.waiting().clone();
        if opened.is_empty() {
            return Ok(());
        }
        save(connection, engine, &opened).await?;
        // What was opened again meanwhile waits for the next time.
        self.waiting().retain(|key, at| opened.get(key) != Some(at));
        Ok(())
    }

    /// What a person opened, the last first.
    pub(super) async fn of(
        &self,
        pool: &AnyPool,
        person: &str,
    ) -> Result<Vec<Subject>, sqlx::Error> {
        let rows = query::<Any>(
            "SELECT subject, at FROM recent WHERE person = $1 ORDER BY at DESC, subject LIMIT $2",
        )
        .bind(person)
        .bind(OF_ONE)
        .fetch_all(pool)
        .await?;
        let mut last = BTreeMap::new();
        for row in rows {
            last.insert(row.try_get::<String, _>(0)?, row.try_get::<i64, _>(1)?);
        }
        for ((_, subject), at) in self.waiting().iter().filter(|((one, _), _)| one == person) {
            last.insert(subject.clone(), *at);
        }
        let mut last: Vec<(String, i64)> = last.into_iter().collect();
        last.sort_by(|(one, at), (other, before)| before.cmp(at).then_with(|| one.cmp(other)));
        let subjects = last.iter().filter_map(|(subject, _)| subject.parse().ok());
        Ok(subjects.take(OF_ONE as usize).collect())
    }

    /// Forgets what a person opened.
    pub(super) async fn forget(&self, pool: &AnyPool, person: &str) -> Result<(), sqlx::Error> {
        let _saving = self.saving.lock().await;
        self.waiting().retain(|(one, _), _| one != person);
        delete_all(pool, person).await
    }

    fn waiting(&self) -> MutexGuard<'_, Opened> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Deletes what was opened before a time.
pub(super) async fn delete_old(
    connection: &mut AnyConnection,
    before: i64,
) -> Result<(), sqlx::Error> {
    query::<Any>("DELETE FROM recent WHERE at < $1")
        .bind(before)
        .execute(connection)
        .await
        .map(|_| ())
}

/// Deletes all that is stored of what a person opened.
pub(super) async fn delete_all(
    executor: impl Executor<'_, Database = Any>,
    person: &str,
) -> Result<(), sqlx::Error> {
    query("DELETE FROM recent WHERE person = $1")
        .bind(person)
        .execute(executor)
        .await
        .map(|_| ())
}

async fn save(
    connection: &mut AnyConnection,
    engine: Engine,
    opened: &Opened,
) -> Result<(), sqlx::Error> {
    let mut transaction = connection.begin_with(engine.begin()).await?;
    // Without the lock, two processes that save for one person could deadlock: each deletes rows
    // that the other has just updated.
    if let Some(lock) = engine.lock() {
        query::<Any>(lock).execute(&mut *transaction).await?;
    }
    for ((person, subject), at) in opened {
        query::<Any>(
            // Somebody may have been deactivated since.
            "INSERT INTO recent (person, subject, at) SELECT $1, $2, $3 WHERE $1 = 'local' \
             OR EXISTS (SELECT 1 FROM person WHERE name = $1 AND is_active = 1) ON CONFLICT (person, subject) DO UPDATE SET at = excluded.at \
             WHERE excluded.at > recent.at",
        )
        .bind(person.as_str())
        .bind(subject.as_str())
        .bind(*at)
        .execute(&mut *transaction)
        .await?;
    }
    let people: BTreeSet<&str> = opened.keys().map(|(person, _)| person.as_str()).collect();
    for person in people {
        query::<Any>(
            "DELETE FROM recent WHERE person = $1 AND subject NOT IN \
             (SELECT subject FROM recent WHERE person = $1 ORDER BY at DESC, subject LIMIT $2)",
        )
        .bind(person)
        .bind(OF_ONE)
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_opened_in_one_second_keeps_its_order() {
        let recent = Recent::default();
        for subject in ["article:Q9", "article:Q3", "article:Q7", "article:Q9"] {
            recent.opened("ann", &subject.parse().unwrap());
            recent.opened("bob", &subject.parse().unwrap());
        }
        let waiting = recent.waiting().clone();
        let mut of_ann: Vec<_> = waiting
            .iter()
            .filter(|((one, _), _)| one == "ann")
            .collect();
        of_ann.sort_by_key(|(_, at)| **at);
        let order: Vec<_> = of_ann.iter().map(|((_, subject), _)| &**subject).collect();
        assert_eq!(order, ["article:Q3", "article:Q7", "article:Q9"]);
    }
}
