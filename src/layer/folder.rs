//! A mounted folder: its path, its name, and the website that its articles were written for.

use std::path::{Path, PathBuf};

/// A folder on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Where it is.
    pub root: PathBuf,
    /// The name that it was given; empty if it has only its own.
    pub name: String,
    /// Scheme and host of the website that its articles were written for, without a slash at the
    /// end; empty if there is none.
    pub site: String,
    /// Whether everything in it is internal unless an article or an index page says otherwise.
    pub internal: bool,
}

impl From<PathBuf> for Folder {
    fn from(root: PathBuf) -> Self {
        Self {
            root,
            name: String::new(),
            site: String::new(),
            internal: false,
        }
    }
}

impl Folder {
    /// Reads `DIR` or `NAME=DIR`. If there is a slash before the `=`, or a folder has the complete
    /// name, it is a path.
    pub fn parse(text: &str) -> Self {
        let given = text
            .split_once('=')
            .filter(|(name, root)| is_name(name) && !root.is_empty() && !Path::new(text).is_dir());
        match given {
            Some((name, root)) => Self {
                name: name.to_owned(),
                ..Self::from(PathBuf::from(root))
            },
            None => Self::from(PathBuf::from(text)),
        }
    }

    /// A short name that IDs may begin with: the one given, or else the folder's own.
    pub fn short_name(&self) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        // `.` and `..` have no names of their own.
        let whole = || self.root.canonicalize().ok();
        let named = |root: &Path| {
            root.file_name()
                .map(|name| name.to_string_lossy().into_owned())
        };
        let name = named(&self.root).or_else(|| named(&whole()?));
        name.unwrap_or_else(|| "kb".to_owned())
    }

    /// The target of a link from the root of the website (`/mail/quota`), if there is a website.
    pub fn website_link(&self, target: &str) -> Option<String> {
        let is_rooted = target.starts_with('/') && !target.starts_with("//");
        (is_rooted && !self.site.is_empty()).then(|| format!("{}{target}", self.site))
    }
}

/// Whether a text can be the name of a folder: letters, digits, hyphens and underscores.
fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    !text.is_empty() && text.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_may_have_a_name() {
        for (text, name, root) in [
            ("/srv/kb", "", "/srv/kb"),
            ("wiki=/srv/kb", "wiki", "/srv/kb"),
            ("wiki=a=b", "wiki", "a=b"),
            ("/srv/a=b", "", "/srv/a=b"),
            ("a b=/srv", "", "a b=/srv"),
            ("wiki=", "", "wiki="),
            ("=kb", "", "=kb"),
        ] {
            let folder = Folder::parse(text);
            assert_eq!(
                (&*folder.name, folder.root),
                (name, PathBuf::from(root)),
                "{text}"
            );
        }
        assert_eq!(Folder::parse("wiki=/srv/kb").short_name(), "wiki");
        assert_eq!(Folder::parse("/srv/kb").short_name(), "kb");
        for root in [".", "src/.."] {
            let name = Folder::parse(root).short_name();
            assert!(!name.contains(['.', '/']), "{root}: {name}");
        }
        assert_eq!(Folder::parse("/").short_name(), "kb");
    }

    #[test]
    fn links_from_the_root_lead_to_the_site() {
        let folder = Folder {
            site: "https://help.example.com".to_owned(),
            ..Folder::parse("kb")
        };
        for (target, expect) in [
            (
                "/mail/quota#a",
                Some("https://help.example.com/mail/quota#a"),
            ),
            ("//example.com/x", None),
            ("mail/quota", None),
        ] {
            assert_eq!(folder.website_link(target).as_deref(), expect, "{target}");
        }
        assert_eq!(Folder::parse("kb").website_link("/a"), None);
    }
}
