//! Whose article it is, as far as the name that it states can be told from the names of accounts.

/// Whether the owner that an article states is a person: by the name of their account, an e-mail
/// address that begins with it, or a full name of which it is made (`Ann Smith` for `ann.smith`).
pub fn is_owner(stated: &str, person: &str) -> bool {
    let name = |text: &str| {
        let text = text.trim_start_matches('@').to_lowercase();
        text.split('@').next().unwrap_or_default().to_owned()
    };
    let person = name(person);
    let owners = stated.split([',', ';']);
    let names = owners.flat_map(|owner| {
        let words = owner.split(|c: char| c.is_whitespace() || "<>()".contains(c));
        let words: Vec<String> = words.map(name).filter(|word| !word.is_empty()).collect();
        let full = words.join(".");
        words.into_iter().chain([full]).collect::<Vec<_>>()
    });
    !person.is_empty() && names.into_iter().any(|name| name == person)
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
            ("Annette", "ann", false),
            ("", "ann", false),
            ("", "", false),
            ("ann", "", false),
        ] {
            assert_eq!(is_owner(stated, person), expect, "{stated} {person}");
        }
    }
}
