//! Names of user accounts.

use std::{fs, os::unix::fs::MetadataExt, path::Path};

/// The name of a user, or the number if it has none here.
pub fn name_of(user: u32) -> String {
    let accounts = fs::read_to_string("/etc/passwd").unwrap_or_default();
    name_in(&accounts, user).map_or_else(|| format!("user {user}"), str::to_owned)
}

/// The name of the user that this process runs as.
pub fn own_name() -> Option<String> {
    owner_of(Path::new("/proc/self"))
}

/// The name of the user that a file belongs to.
pub fn owner_of(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    Some(name_of(metadata.uid()))
}

fn name_in(accounts: &str, user: u32) -> Option<&str> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(user)).then_some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_have_names() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nbroken\nfixpath:x:998:998::/:/bin/false\n";
        assert_eq!(name_in(accounts, 0), Some("root"));
        assert_eq!(name_in(accounts, 998), Some("fixpath"));
        assert_eq!(name_in(accounts, 1), None);
    }
}
