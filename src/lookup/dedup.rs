//! Lists without duplicates.

use std::collections::BTreeSet;

/// Keeps the first of all that have the same key.
pub fn keep_first<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let mut seen = BTreeSet::new();
    list.retain(|one| seen.insert(key(one)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_each_key_stays_in_its_place() {
        let mut list = vec![("b", 1), ("a", 2), ("b", 3), ("c", 4), ("a", 5)];
        keep_first(&mut list, |(key, _)| *key);
        assert_eq!(list, [("b", 1), ("a", 2), ("c", 4)]);
    }
}
