//! Where the store is: the value of `--store`.

use std::{fmt, path::PathBuf, str::FromStr};

/// Where the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreAddress {
    /// A file of SQLite.
    Sqlite(PathBuf),
    /// A database of PostgreSQL, as a URL, which may hold a password.
    Postgres(String),
    /// Nothing is stored: no page offers to store anything.
    None,
}

impl FromStr for StoreAddress {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let scheme = text.split_once(':').map(|(scheme, _)| scheme);
        match (scheme, text.strip_prefix("sqlite:")) {
            (_, Some(path)) if !path.is_empty() => Ok(Self::Sqlite(PathBuf::from(path))),
            (Some("postgres" | "postgresql"), _) if text.contains("://") => {
                Ok(Self::Postgres(text.to_owned()))
            }
            _ if text == "none" => Ok(Self::None),
            _ => Err("write sqlite:FILE, postgres://USER@HOST/DATABASE, or none to store nothing"),
        }
    }
}

/// As people may see it: without a password.
impl fmt::Display for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", ""));
                // Parameters of the URL can hold a password as well.
                let rest = rest.split('?').next().unwrap_or_default();
                let (who, place) = match rest.rsplit_once('@') {
                    Some((who, place)) => (who.split(':').next().unwrap_or_default(), place),
                    None => ("", rest),
                };
                let at = if who.is_empty() { "" } else { "@" };
                write!(f, "{scheme}://{who}{at}{place}")
            }
            Self::None => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (text, shown) in [
            (
                "sqlite:/var/lib/fixpath/desk.db",
                Some("sqlite:/var/lib/fixpath/desk.db"),
            ),
            ("sqlite:desk.db", Some("sqlite:desk.db")),
            (
                "postgres://desk:se@cret@db/fixpath",
                Some("postgres://desk@db/fixpath"),
            ),
            (
                "postgres:///fixpath?host=/run&password=x",
                Some("postgres:///fixpath"),
            ),
            ("postgresql://db/fixpath", Some("postgresql://db/fixpath")),
            ("none", Some("none")),
            ("sqlite:", None),
            ("postgres:fixpath", None),
            ("mysql://db/fixpath", None),
            ("desk.db", None),
        ] {
            let address = text.parse::<StoreAddress>().ok();
            let address = address.map(|address| address.to_string());
            assert_eq!(address.as_deref(), shown, "{text}");
        }
    }
}
