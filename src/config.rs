//! Every setting, as a flag and as an environment variable.

mod sign_in;

use std::{
    env,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use directories::ProjectDirs;
use ipnet::IpNet;

use crate::{
    audience::Audience,
    desk::StoreAddress,
    layer::{Folder, Layer},
};

pub use sign_in::{ClaimRole, GroupRole, SignInConfig};

/// Where content comes from. Shared by every command that reads articles.
#[derive(Debug, Clone, Default, Args)]
pub struct ContentConfig {
    /// Folder with articles and guides, or NAME=DIR to give it a name; can be given several times,
    /// later folders override earlier ones
    #[arg(
        long = "kb",
        value_name = "DIR",
        env = "FIXPATH_KB",
        value_delimiter = ':',
        value_parser = folder
    )]
    pub kb: Vec<Folder>,
    /// Website that a folder's articles were written for, as NAME=URL: links such as /mail/quota
    /// lead there unless the folder has such a file; can be given several times
    #[arg(long, value_name = "NAME=URL", env = "FIXPATH_SITE", value_delimiter = ',', value_parser = site)]
    pub site: Vec<Site>,
    /// Name of a folder in which everything is internal unless an article or an index page says
    /// otherwise; can be given several times
    #[arg(
        long,
        value_name = "NAME",
        env = "FIXPATH_INTERNAL",
        value_delimiter = ','
    )]
    pub internal: Vec<String>,
    /// Leave out the built-in knowledge base
    #[arg(long, env = "FIXPATH_NO_BUILTIN", value_parser = clap::builder::BoolishValueParser::new(),
          num_args = 0..=1, default_value = "false", default_missing_value = "true", require_equals = true)]
    pub no_builtin: bool,
}

impl ContentConfig {
    /// The layers, each of which overrides those before it.
    pub fn layers(&self) -> Vec<Layer> {
        let builtin = (!self.no_builtin).then_some(Layer::Builtin);
        builtin
            .into_iter()
            .chain(self.folders().map(Layer::Folder))
            .collect()
    }

    /// The folders, with their websites.
    fn folders(&self) -> impl Iterator<Item = Folder> {
        self.kb.iter().map(|folder| {
            let name = folder.short_name();
            let site = self.site.iter().find(|site| site.folder == name);
            Folder {
                site: site.map_or_else(String::new, |site| site.url.clone()),
                internal: self.internal.contains(&name),
                ..folder.clone()
            }
        })
    }

    /// The first name in `--site` or `--internal` that no `--kb` folder has, with the flag in which
    /// it is.
    pub fn name_of_no_folder(&self) -> Option<(&'static str, &str)> {
        let sites = self
            .site
            .iter()
            .map(|site| ("--site", site.folder.as_str()));
        let internal = self
            .internal
            .iter()
            .map(|name| ("--internal", name.as_str()));
        let is_folder = |name: &str| self.kb.iter().any(|folder| folder.short_name() == name);
        sites.chain(internal).find(|(_, name)| !is_folder(name))
    }
}

/// The website that the articles of a folder were written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The folder's name.
    folder: String,
    /// Its scheme and host.
    url: String,
}

/// Where the index is kept.
#[derive(Debug, Clone, Default, Args)]
pub struct DataConfig {
    /// Folder for the index, which can be deleted at any time [default: the platform's data folder]
    #[arg(long, value_name = "DIR", env = "FIXPATH_DATA")]
    pub data: Option<PathBuf>,
}

impl DataConfig {
    /// The data folder: the one given, else the platform's own.
    pub fn folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| {
            ProjectDirs::from("", "", "fixpath").map_or_else(
                || PathBuf::from("fixpath-data"),
                |dirs| dirs.data_dir().to_owned(),
            )
        })
    }
}

/// The message texts of event providers. Shared by every command that diagnoses.
#[derive(Debug, Clone, Default, Args)]
pub struct MessagesConfig {
    /// File with the message texts of event providers, for logs that hold only the parameters, not
    /// the message text: lines of provider, event ID and text, separated by tabs; can be given
    /// several times
    #[arg(
        long = "messages",
        value_name = "FILE",
        env = "FIXPATH_MESSAGES",
        value_delimiter = ':'
    )]
    pub messages: Vec<PathBuf>,
}

/// Where what people add is stored. Shared by every command that uses the store.
#[derive(Debug, Clone, Default, Args)]
pub struct StoreConfig {
    /// Where feedback, reports, notes, stars and saved walks are stored: sqlite:FILE,
    /// postgres://USER@HOST/DATABASE, or none [default: desk.db in the platform's state folder]
    #[arg(
        long,
        value_name = "STORE",
        env = "FIXPATH_STORE",
        hide_env_values = true
    )]
    pub store: Option<StoreAddress>,
}

impl StoreConfig {
    /// The store: the one given, else a file of the platform's state folder. Not in the data
    /// folder, which may be deleted.
    pub fn address(&self) -> StoreAddress {
        self.store.clone().unwrap_or_else(|| {
            let folder = ProjectDirs::from("", "", "fixpath").map_or_else(
                || PathBuf::from("fixpath-state"),
                |dirs| dirs.state_dir().unwrap_or(dirs.data_local_dir()).to_owned(),
            );
            StoreAddress::Sqlite(folder.join("desk.db"))
        })
    }
}

/// The path of this program, which starts itself for some work, even if the file was replaced after
/// it was started.
pub fn this_program() -> PathBuf {
    match env::current_exe() {
        Ok(program) if program.exists() => program,
        // If the file is gone, Linux still knows the running program.
        _ => PathBuf::from("/proc/self/exe"),
    }
}

/// Settings of the server.
#[derive(Debug, Clone, Args)]
pub struct ServeConfig {
    /// Where content comes from.
    #[command(flatten)]
    pub content: ContentConfig,
    /// Where the index is kept.
    #[command(flatten)]
    pub data: DataConfig,
    /// The message texts of event providers.
    #[command(flatten)]
    pub messages: MessagesConfig,
    /// Where what people add is stored.
    #[command(flatten)]
    pub store: StoreConfig,
    /// How people sign in other than by passwords.
    #[command(flatten)]
    pub sign_in: SignInConfig,
    /// Address and port to listen on
    #[arg(
        long,
        value_name = "ADDR",
        env = "FIXPATH_LISTEN",
        default_value = "127.0.0.1:8070"
    )]
    pub listen: SocketAddr,
    /// Public address, with any sub-path: https://help.example.com/kb
    #[arg(long, value_name = "URL", env = "FIXPATH_BASE_URL", value_parser = base_url)]
    pub base_url: Option<String>,
    /// Serve the generations (finished indexes) that another Fixpath builds, and build none here;
    /// DIR is the data folder of the other one, or a copy of it
    #[arg(long, value_name = "DIR", env = "FIXPATH_GENERATION")]
    pub generation: Option<PathBuf>,
    /// What people may do without signing in
    #[arg(
        long,
        value_enum,
        value_name = "WHAT",
        env = "FIXPATH_ANONYMOUS",
        default_value = "read"
    )]
    pub anonymous: Anonymous,
    /// Have people sign in to add anything, even if only this machine can reach the portal
    #[arg(long, env = "FIXPATH_REQUIRE_ACCOUNTS", value_parser = clap::builder::BoolishValueParser::new(),
          num_args = 0..=1, default_value = "false", default_missing_value = "true", require_equals = true)]
    pub require_accounts: bool,
    /// URL for editing an article or writing a new one; {id}, {path}, {title} and (for a new one)
    /// {query} are filled in
    #[arg(long, value_name = "TEMPLATE", env = "FIXPATH_EDIT_URL", value_parser = http_url)]
    pub edit_url: Option<String>,
    /// URL for feedback on an article; {id} and {title} are filled in
    #[arg(long, value_name = "TEMPLATE", env = "FIXPATH_FEEDBACK_URL", value_parser = link_url)]
    pub feedback_url: Option<String>,
    /// URL of a ticket in the ticket system; {id} is filled in
    #[arg(long, value_name = "TEMPLATE", env = "FIXPATH_TICKET_URL", value_parser = http_url)]
    pub ticket_url: Option<String>,
    /// File to log searches to, one JSON object per line; off by default
    #[arg(long, value_name = "FILE", env = "FIXPATH_SEARCH_LOG")]
    pub search_log: Option<PathBuf>,
    /// For how many days usage counts, and what each staff member opened last, are kept; 0 keeps
    /// neither
    #[arg(
        long,
        value_name = "DAYS",
        env = "FIXPATH_KEEP_SEARCHES",
        default_value = "90"
    )]
    pub keep_searches: u32,
    /// Network of a reverse proxy whose X-Forwarded-For is trusted; can be given several times
    #[arg(long, value_name = "CIDR", env = "FIXPATH_TRUSTED_PROXY", value_delimiter = ',', value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,
    /// For authors: reload pages when a file changes, and show guides with errors
    #[arg(long)]
    pub preview: bool,
    /// Check for changed files at this interval, in seconds, instead of waiting for the system to
    /// report them
    #[arg(long, value_name = "SECONDS", env = "FIXPATH_POLL", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub poll: Option<u64>,
    /// Memory for cached pages, in MiB; 0 turns the cache off
    #[arg(
        long,
        value_name = "MIB",
        env = "FIXPATH_PAGE_CACHE",
        default_value = "24"
    )]
    pub page_cache: usize,
    /// Maximum size of an event-log upload, all its logs together: 64MiB, 500KiB, or a number of
    /// bytes
    #[arg(
        long,
        value_name = "SIZE",
        env = "FIXPATH_UPLOAD",
        default_value = "64MiB",
        value_parser = size
    )]
    pub upload: usize,
    /// Format of the log, which goes to standard error
    #[arg(
        long,
        value_enum,
        value_name = "FORMAT",
        env = "FIXPATH_LOG_FORMAT",
        default_value = "text"
    )]
    pub log_format: LogFormat,
    /// What is logged; debug adds one line per request
    #[arg(
        long,
        value_enum,
        value_name = "LEVEL",
        env = "FIXPATH_LOG_LEVEL",
        default_value = "info"
    )]
    pub log_level: LogLevel,
}

impl ServeConfig {
    /// Who is served without signing in. `listen` must be the actual address of the server's
    /// socket.
    pub fn audience(&self) -> Audience {
        match self.is_for_one_person() {
            true => Audience::Staff,
            false => Audience::Public,
        }
    }

    /// Whether only the person at this machine can reach the portal. Through a web server,
    /// strangers can arrive on a loopback address, so any setting that implies one rules this out.
    pub fn is_for_one_person(&self) -> bool {
        Audience::of(&[Some(self.listen.ip())]) == Audience::Staff
            && self.trusted_proxy.is_empty()
            && !self.sign_in.is_used()
            && !self.require_accounts
            && !self.is_under_a_name()
    }

    /// Why passwords and sessions may cross the network in clear text, and what to do about it.
    pub fn in_clear_text(&self) -> Option<&'static str> {
        let is_reached = !self.listen.ip().is_loopback()
            || !self.trusted_proxy.is_empty()
            || self.is_under_a_name();
        let is_over_tls = |url: &String| url.starts_with("https:");
        let is_in_clear = is_reached
            && self.store.address() != StoreAddress::None
            && !self.base_url.as_ref().is_some_and(is_over_tls);
        is_in_clear.then_some(
            "people sign in here without TLS: put a web server with TLS in front, and give its https: address with --base-url",
        )
    }

    /// Whether people reach the portal under a name other than those of this machine.
    fn is_under_a_name(&self) -> bool {
        let Some(url) = &self.base_url else {
            return false;
        };
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        let host = match authority.strip_prefix('[') {
            Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
            None => authority.split(':').next().unwrap_or_default(),
        };
        let is_here = |address: IpAddr| address.to_canonical().is_loopback();
        !host.eq_ignore_ascii_case("localhost") && !host.parse().is_ok_and(is_here)
    }

    /// The settings that pages show, for their ETags. A new setting that any page shows must be
    /// added here.
    pub fn shown_on_pages(&self) -> String {
        // Pages show the address only if there is no base URL.
        let base = self.base_url.clone();
        let base = base.unwrap_or_else(|| self.listen.to_string());
        format!(
            "{base} {:?} {:?} {:?} {:?} {} {} {} {:?}",
            self.anonymous,
            self.edit_url,
            self.feedback_url,
            self.ticket_url,
            self.preview,
            self.store.address() == StoreAddress::None,
            self.keep_searches == 0,
            self.trusted_proxy.is_empty()
        )
    }
}

/// What people may do without signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Anonymous {
    /// Only sign in.
    Nothing,
    /// Read what is not internal.
    Read,
    /// Also say whether something solved the problem, and report what is wrong.
    Feedback,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// One JSON object per line.
    Json,
}

/// The least serious level that is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// What failed.
    Error,
    /// What is odd but harmless.
    Warn,
    /// What changed.
    Info,
    /// Each request.
    Debug,
}

/// The smallest sensible upload limit, in bytes: every log has at least this size.
const LEAST_UPLOAD: usize = 64 << 10;

/// A number of bytes: `64MiB`, `64MB` and `64M` are all the same.
fn size(text: &str) -> Result<usize, String> {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    let shift = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => Some(0),
        "k" | "kb" | "kib" => Some(10),
        "m" | "mb" | "mib" => Some(20),
        "g" | "gb" | "gib" => Some(30),
        _ => None,
    };
    let bytes = shift.and_then(|shift| number.parse::<usize>().ok()?.checked_mul(1 << shift));
    bytes
        .filter(|bytes| *bytes >= LEAST_UPLOAD)
        .ok_or_else(|| "write a size of at least 64KiB, as in 64MiB".to_owned())
}

fn folder(text: &str) -> Result<Folder, String> {
    match text.is_empty() {
        true => Err("write the path of a folder".to_owned()),
        false => Ok(Folder::parse(text)),
    }
}

fn site(text: &str) -> Result<Site, String> {
    let parts = text.split_once('=');
    let parts = parts.and_then(|(folder, url)| Some((folder, http_url(url).ok()?)));
    let (folder, url) =
        parts.ok_or("write a folder's name and a URL, as in wiki=https://wiki.example.com")?;
    // A link from the root of a site contains the whole path.
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    match host.is_empty() {
        true => Err("this URL has no host".to_owned()),
        false => Ok(Site {
            folder: folder.to_owned(),
            url: format!("{scheme}://{host}"),
        }),
    }
}

/// A network, or a single address.
fn network(text: &str) -> Result<IpNet, String> {
    text.parse()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| "write a network or an address, as in 10.0.0.0/8 or 127.0.0.1".to_owned())
}

fn base_url(text: &str) -> Result<String, String> {
    let url = http_url(text)?;
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    let plain_path = path
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte));
    if rest.is_empty()
        || rest.starts_with('/')
        || url.contains(['?', '#'])
        || !plain_path
        || path.contains("//")
    {
        return Err(
            "write a scheme, a host and optionally a path, as in https://help.example.com/kb"
                .to_owned(),
        );
    }
    Ok(url.trim_end_matches('/').to_owned())
}

fn http_url(text: &str) -> Result<String, String> {
    let starts = text.starts_with("http://") || text.starts_with("https://");
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    if starts && plain {
        Ok(text.to_owned())
    } else {
        Err("write a URL that begins with http:// or https://".to_owned())
    }
}

fn link_url(text: &str) -> Result<String, String> {
    if text.starts_with("mailto:") && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.to_owned());
    }
    http_url(text)
        .map_err(|_| "write a URL that begins with http://, https:// or mailto:".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_checked_and_lose_their_last_slash() {
        for (text, expect) in [
            (
                "https://help.example.com/kb/",
                Some("https://help.example.com/kb"),
            ),
            ("http://localhost:8070", Some("http://localhost:8070")),
            ("help.example.com", None),
            ("https://", None),
            ("https:///kb", None),
            ("https://a b", None),
            ("https://x/?q", None),
            ("https://x/:kb", None),
            ("https://x/{kb", None),
        ] {
            assert_eq!(base_url(text).ok().as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn a_site_is_a_folder_s_and_loses_its_path() {
        for (text, expect) in [
            (
                "wiki=https://wiki.example.com/docs/",
                Some("https://wiki.example.com"),
            ),
            ("wiki=http://localhost:81", Some("http://localhost:81")),
            ("wiki=wiki.example.com", None),
            ("https://wiki.example.com", None),
            ("wiki=https:///x", None),
        ] {
            let url = site(text).ok().map(|site| site.url);
            assert_eq!(url.as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn sizes_have_units() {
        for (text, expect) in [
            ("64MiB", Some(64 << 20)),
            ("64 mb", Some(64 << 20)),
            ("1g", Some(1 << 30)),
            ("100K", Some(100 << 10)),
            ("1048576", Some(1 << 20)),
            ("64", None),
            ("MiB", None),
            ("1.5M", None),
            ("99999999999G", None),
        ] {
            assert_eq!(size(text).ok(), expect, "{text}");
        }
    }

    #[test]
    fn link_templates_are_web_or_mail() {
        assert!(link_url("mailto:kb@example.com?subject={id}").is_ok());
        assert!(link_url("javascript:alert(1)").is_err());
    }
}
