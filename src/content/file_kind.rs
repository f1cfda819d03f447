//! What the files of a folder are for, judged by their paths alone.

use serde::{Deserialize, Serialize};

use super::navigation::is_navigation;

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// An article, or several.
    Article,
    /// A guide, if it looks like one.
    Guide,
    /// The folder's synonyms.
    Synonyms,
    /// The names and the order of a folder's pages.
    Navigation,
    /// A piece of text that articles include.
    Include,
    /// An image, or anything else that an article may link to.
    Attachment,
    /// Not read.
    Skipped(Skip),
}

/// Why a file is not an article of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Skip {
    /// It is about the repository: its license, or how to contribute.
    AboutRepository,
    /// It is a template, or belongs to a theme.
    Template,
    /// An ignore file names it.
    Ignored,
    /// It is in a format that is not read.
    Format,
    /// It holds a program's settings.
    Settings,
    /// It says itself that it is a draft.
    Draft,
    /// It is empty.
    Empty,
}

/// Folders whose files are pieces of articles.
const INCLUDES: [&str; 8] = [
    "includes",
    "_includes",
    "include",
    "_include",
    "snippets",
    "_snippets",
    "partials",
    "_partials",
];

/// Folders of themes and templates.
const TEMPLATES: [&str; 9] = [
    "layouts",
    "_layouts",
    "templates",
    "_templates",
    "archetypes",
    "themes",
    "_theme",
    "overrides",
    "vendor",
];

/// Names of files about a repository, without the extension.
const ABOUT_REPOSITORY: [&str; 13] = [
    "license",
    "licence",
    "license-code",
    "licence-code",
    "copying",
    "notice",
    "thirdpartynotices",
    "contributing",
    "security",
    "code_of_conduct",
    "code-of-conduct",
    "pull_request_template",
    "issue_template",
];

/// Text files that hold the settings of programs.
const SETTINGS: [&str; 5] = [
    "robots.txt",
    "humans.txt",
    "llms.txt",
    "requirements.txt",
    "cmakelists.txt",
];

/// Extensions of articles.
const PAGES: [&str; 9] = [
    "md", "markdown", "mdown", "mdx", "txt", "html", "htm", "xhtml", "erb",
];

impl FileKind {
    /// What the file at a path of a layer is for.
    pub fn of(path: &str) -> Self {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = name.to_lowercase();
        let stem = name.split_once('.').map_or(&*name, |(stem, _)| stem);
        let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
        let is_page = PAGES.contains(&extension);
        let is_in = |names: &[&str]| {
            let is_one = |folder: &str| names.iter().any(|name| folder.eq_ignore_ascii_case(name));
            folder.split('/').any(is_one)
        };
        if path.eq_ignore_ascii_case("synonyms.txt") {
            return Self::Synonyms;
        }
        // A page named summary is often an article; GitBook writes its own file in capitals.
        let is_in_right_case = name != "summary.md" || path.ends_with("SUMMARY.md");
        if is_navigation(&name) && is_in_right_case {
            return Self::Navigation;
        }
        if ABOUT_REPOSITORY.contains(&stem) && (is_page || extension.is_empty()) {
            return Self::Skipped(Skip::AboutRepository);
        }
        match extension {
            "toml" => Self::Guide,
            "adoc" | "asciidoc" | "rst" | "org" | "textile" => Self::Skipped(Skip::Format),
            "erb" if !name.contains(".md") && !name.contains(".html") => {
                Self::Skipped(Skip::Template)
            }
            _ if !is_page => Self::Attachment,
            _ if is_in(&INCLUDES) => Self::Include,
            _ if is_in(&TEMPLATES) => Self::Skipped(Skip::Template),
            _ if name.starts_with('_') && stem != "_index" => Self::Include,
            _ if SETTINGS.contains(&&*name) => Self::Skipped(Skip::Settings),
            _ => Self::Article,
        }
    }

    /// Whether the file's content is read.
    pub fn is_read(self) -> bool {
        matches!(
            self,
            Self::Article | Self::Guide | Self::Synonyms | Self::Navigation
        )
    }
}

impl Skip {
    /// Why the file is not an article, for a list of counts.
    pub fn word(self) -> &'static str {
        match self {
            Self::AboutRepository => "about the repository",
            Self::Template => "template",
            Self::Ignored => "ignored",
            Self::Format => "unsupported format",
            Self::Settings => "settings",
            Self::Draft => "draft",
            Self::Empty => "empty",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_what_its_file_is_for() {
        for (path, kind) in [
            ("a/b.md", FileKind::Article),
            ("README.md", FileKind::Article),
            ("docs/_index.md", FileKind::Article),
            ("source/a.html.md.erb", FileKind::Article),
            ("a/page.HTML", FileKind::Article),
            ("notes.txt", FileKind::Article),
            ("security/overview.md", FileKind::Article),
            ("includes/a.md", FileKind::Include),
            ("docs/_Partials/a.mdx", FileKind::Include),
            ("docs/_draft-note.md", FileKind::Include),
            ("includes/a.png", FileKind::Attachment),
            ("docs/a.pdf", FileKind::Attachment),
            ("a.toml", FileKind::Guide),
            ("synonyms.txt", FileKind::Synonyms),
            ("docs/TOC.yml", FileKind::Navigation),
            ("_sidebar.md", FileKind::Navigation),
            ("SUMMARY.md", FileKind::Navigation),
            ("docs/summary.md", FileKind::Article),
            ("LICENSE", FileKind::Skipped(Skip::AboutRepository)),
            ("docs/Security.md", FileKind::Skipped(Skip::AboutRepository)),
            ("layouts/page.html", FileKind::Skipped(Skip::Template)),
            ("robots.txt", FileKind::Skipped(Skip::Settings)),
            ("a.adoc", FileKind::Skipped(Skip::Format)),
        ] {
            assert_eq!(FileKind::of(path), kind, "{path}");
        }
    }
}
