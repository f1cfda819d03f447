//! Whose article it is, as far as the name that it states can be told from the names of accounts.

/// Whether the owner that an article states is a person: by the name of their account, an e-mail
/// address that begins with it, or a full name of which it is made (`Ann Smith` for `ann.smith`).
pub fn is_owner(stated: &str, person: &str) -> bool {
    // Of an e-mail address, what is before the @; of a handle, what is behind it.
    let name = |text: &str| {
        let text = text.trim_start_matches('@').to_lowercase();
        text.split('@').next().unwrap_or_default().to_owned()
    };
    let person = name(person);
    let is_named = |owner: &str| {
        let words = owner.split(|c: char| c.is_whitespace() || "<>()".contains(c));
        let words = words.filter(|word| !word.is_empty());
        let (addresses, names): (Vec<&str>, Vec<&str>) = words.partition(|word| word.contains('@'));
        let is_addressed = addresses.into_iter().any(|address| name(address) == person);
        is_addressed || names.join(".").to_lowercase() == person
    };
    !person.is_empty() && stated.split([',', ';']).any(is_named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_known_by_several_forms_of_a_name() {
        for (stated, person, expect) in [
            ("ann", "ann", true),
            ("@Ann", "ann", true),
            ("Ann Smith", "ann.smith", true),
            ("Ann Smith <ann@example.com>", "ann", true),
            ("bob@example.com, ann@example.com", "ann@example.com", true),
            ("Mail Team; Ann Smith", "ann.smith", true),
            ("Ann Smith", "smithers", false),
            ("Ann Smith", "ann", false),
            ("Mail Team", "team", false),
            ("Annette", "ann", false),
            ("", "ann", false),
            ("", "", false),
            ("ann", "", false),
        ] {
            assert_eq!(is_owner(stated, person), expect, "{stated} {person}");
        }
    }
}
