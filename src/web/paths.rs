//! Makes all URLs; no other code does. It is a value, so that every link has the base path.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::assets;
use crate::evidence::{ArticleId, Code, Family, fold_source};

const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Makes links.
#[derive(Debug, Clone)]
pub struct Paths {
    /// `/kb` of `https://help.example.com/kb`; empty at the root.
    prefix: String,
    /// `https://help.example.com`; empty if no base URL is set.
    origin: String,
    /// The file with the style of every page.
    pub style: String,
    /// The script that applies the chosen theme before anything is drawn.
    pub theme: String,
    /// The script of every page.
    pub script: String,
    /// The script for what the browser remembers.
    pub memory_script: String,
    /// The script of the search boxes, which shows suggestions while a person types.
    pub combobox: String,
    /// The script of a walk's pages.
    pub walk_script: String,
    /// The script of article pages.
    pub article_script: String,
    /// The script of articles whose steps can be ticked off.
    pub steps_script: String,
    /// The script of the diagnosis page.
    pub diagnose_script: String,
    /// The script for authors.
    pub preview_script: String,
    /// The icon in the browser's tab.
    pub icon: String,
}

/// Escapes a path segment or a query value.
pub fn component(text: &str) -> String {
    utf8_percent_encode(text, COMPONENT).to_string()
}

/// Escapes the parts of a path, but not the slashes between them.
fn path(text: &str) -> String {
    let parts: Vec<String> = text.split('/').map(component).collect();
    parts.join("/")
}

/// Makes a query string from names and values; empty values are left out.
pub fn query(pairs: &[(&str, &str)]) -> String {
    let given: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{}={}", component(name), component(value)))
        .collect();
    if given.is_empty() {
        String::new()
    } else {
        format!("?{}", given.join("&"))
    }
}

impl Paths {
    /// From the checked base URL in `--base-url`.
    pub fn new(base_url: Option<&str>) -> Self {
        let url = base_url.unwrap_or_default();
        let host_at = url.find("://").map_or(0, |at| at + 3);
        let path_at = url
            .get(host_at..)
            .and_then(|rest| rest.find('/'))
            .map_or(url.len(), |at| host_at + at);
        let (origin, prefix) = url.split_at(path_at);
        let prefix = prefix.trim_end_matches('/');
        let asset = |name| format!("{prefix}/-/static/{}", assets::hashed_name(name));
        Self {
            style: asset("style.css"),
            theme: asset("theme.js"),
            script: asset("fixpath.js"),
            memory_script: asset("memory.js"),
            combobox: asset("combobox.js"),
            walk_script: asset("walk.js"),
            article_script: asset("article.js"),
            steps_script: asset("steps.js"),
            diagnose_script: asset("diagnose.js"),
            preview_script: asset("preview.js"),
            icon: asset("icon.svg"),
            prefix: prefix.to_owned(),
            origin: origin.to_owned(),
        }
    }

    /// The base path, without a slash at its end.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether a base URL is set.
    pub fn has_base_url(&self) -> bool {
        !self.origin.is_empty()
    }

    /// Whether a host, with or without port, is that of the base URL.
    pub fn is_own_host(&self, host: &str) -> bool {
        let Some((scheme, own)) = self.origin.split_once("://") else {
            return false;
        };
        let default = if scheme == "https" { ":443" } else { ":80" };
        let bare = |host: &str| {
            host.strip_suffix(default)
                .unwrap_or(host)
                .to_ascii_lowercase()
        };
        bare(host) == bare(own)
    }

    /// Whether an origin, as browsers state it, is that of the base URL.
    pub fn is_own_origin(&self, origin: &str) -> bool {
        match (origin.split_once("://"), self.origin.split_once("://")) {
            (Some((scheme, host)), Some((own, _))) => scheme == own && self.is_own_host(host),
            _ => false,
        }
    }

    /// A link that works outside a browser: with the base URL if one is set.
    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The home page.
    pub fn home(&self) -> String {
        format!("{}/", self.prefix)
    }

    /// The pages that people may request with a slash at the end.
    pub fn lists(&self) -> [String; 10] {
        [
            self.all_articles(),
            self.news(),
            self.browse(""),
            self.guides(),
            self.events(),
            self.codes(),
            self.products(),
            self.diagnose(),
            self.search(),
            self.api(),
        ]
    }

    /// The address that the home page's box posts to.
    pub fn open(&self) -> String {
        format!("{}/open", self.prefix)
    }

    /// The search page.
    pub fn search(&self) -> String {
        format!("{}/search", self.prefix)
    }

    /// The search page for a query and filters.
    pub fn search_for(&self, pairs: &[(&str, &str)]) -> String {
        format!("{}/search{}", self.prefix, query(pairs))
    }

    /// An address that a form was sent from, if it is one of this portal; else the home page.
    pub fn own(&self, address: &str) -> String {
        let home = self.home();
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'\\' | b'#');
        let is_own = address.starts_with(&home)
            && !address.starts_with("//")
            && address.bytes().all(is_plain);
        match is_own {
            true => address.to_owned(),
            false => home,
        }
    }

    /// Signing in, and where to go then.
    pub fn sign_in(&self, back: &str) -> String {
        format!("{}/sign-in{}", self.prefix, query(&[("back", back)]))
    }

    /// Signing in with the provider, and where to go then.
    pub fn openid(&self, back: &str) -> String {
        format!("{}/sign-in/openid{}", self.prefix, query(&[("back", back)]))
    }

    /// Where the provider sends people back to.
    pub fn openid_back(&self) -> String {
        format!("{}/sign-in/openid/back", self.prefix)
    }

    /// Where the form for signing out is sent to.
    pub fn sign_out(&self) -> String {
        format!("{}/sign-out", self.prefix)
    }

    /// A person's own account.
    pub fn account(&self) -> String {
        format!("{}/account", self.prefix)
    }

    /// Where the form for an API token is sent to.
    pub fn api_tokens(&self) -> String {
        format!("{}/account/tokens", self.prefix)
    }

    /// Where the form for signing out everywhere is sent to.
    pub fn sign_out_everywhere(&self) -> String {
        format!("{}/account/sign-out-everywhere", self.prefix)
    }

    /// The page of an invitation, where a person chooses a password.
    pub fn invitation(&self, token: &str) -> String {
        format!("{}/invitation{}", self.prefix, query(&[("token", token)]))
    }

    /// The page on which people are managed.
    pub fn people(&self) -> String {
        format!("{}/desk/people", self.prefix)
    }

    /// The page of the desk.
    pub fn desk(&self) -> String {
        format!("{}/desk", self.prefix)
    }

    /// Where a form of the desk is sent to.
    pub fn desk_form(&self, form: &str) -> String {
        format!("{}/desk/add/{form}", self.prefix)
    }

    /// Where the form is sent to that forgets what a person opened.
    pub fn desk_recent(&self) -> String {
        format!("{}/desk/recent", self.prefix)
    }

    /// Where the form for a ticket number is sent to.
    pub fn tickets(&self) -> String {
        format!("{}/desk/tickets", self.prefix)
    }

    /// The page of a ticket, with everything that was added with its number.
    pub fn ticket(&self, ticket: &str) -> String {
        format!("{}/desk/tickets/{}", self.prefix, component(ticket))
    }

    /// The usage statistics; `list` names the list to download, or is empty.
    pub fn usage(&self, list: &str, pairs: &[(&str, &str)]) -> String {
        let separator = if list.is_empty() { "" } else { "/" };
        format!(
            "{}/desk/reports{separator}{list}{}",
            self.prefix,
            query(pairs)
        )
    }

    /// The map of a guide, with how often each path was taken.
    pub fn walks(&self, guide: &str) -> String {
        format!("{}/desk/walks/{}", self.prefix, component(guide))
    }

    /// The address of the server's state.
    pub fn ready(&self) -> String {
        format!("{}/-/ready", self.prefix)
    }

    /// The address from which search boxes get suggestions while a person types.
    pub fn suggest(&self) -> String {
        format!("{}/-/suggest", self.prefix)
    }

    /// The page that describes the API.
    pub fn api(&self) -> String {
        format!("{}/api", self.prefix)
    }

    /// The description of the API for programs.
    pub fn openapi(&self) -> String {
        format!("{}/api/openapi.json", self.prefix)
    }

    /// An address of the API: `path` has `{name}` in place of each value; `values` holds these and
    /// those of the query.
    pub fn filled(&self, path: &str, values: &[(&str, &str)]) -> String {
        let is_in_path = |name: &str| path.contains(&format!("{{{name}}}"));
        let (own, others): (Vec<_>, Vec<_>) = values
            .iter()
            .copied()
            .partition(|(name, _)| is_in_path(name));
        let path = own.iter().fold(path.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), &component(value))
        });
        format!("{}{path}{}", self.prefix, query(&others))
    }

    /// A search from [`Paths::search_for`], narrowed by one more filter.
    pub fn narrowed(&self, search: &str, filter: &str, value: &str) -> String {
        format!("{search}&{filter}={}", component(value))
    }

    /// What the path of an article's page has in place of its ID.
    pub fn article_in<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.prefix)?.strip_prefix("/kb/")
    }

    /// What the path of a guide's page has in place of its ID.
    pub fn guide_in<'p>(&self, path: &'p str) -> Option<&'p str> {
        path.strip_prefix(&self.prefix)?.strip_prefix("/guides/")
    }

    /// An article.
    pub fn article(&self, id: &ArticleId) -> String {
        format!("{}/kb/{}", self.prefix, path(id.as_str()))
    }

    /// An article in the reader's current state, which is in the query.
    pub fn article_with(&self, id: &ArticleId, pairs: &[(&str, &str)]) -> String {
        format!("{}{}", self.article(id), query(pairs))
    }

    /// A section of an article; the whole article if `anchor` is empty.
    pub fn section(&self, id: &ArticleId, anchor: &str) -> String {
        if anchor.is_empty() {
            self.article(id)
        } else {
            format!("{}#{}", self.article(id), component(anchor))
        }
    }

    /// An article in another form: `md`, `txt` or `json`.
    pub fn article_as(&self, id: &ArticleId, extension: &str) -> String {
        format!("{}.{extension}", self.article(id))
    }

    /// A copy that the article overrides.
    pub fn overridden(&self, id: &ArticleId, index: usize) -> String {
        format!("{}?copy={}", self.article(id), index + 1)
    }

    /// A file beside an article.
    pub fn file(&self, id: &ArticleId, name: &str) -> String {
        format!("{}/files/{}", self.article(id), path(name))
    }

    /// The page of a cited ID that no article has.
    pub fn missing(&self, id: &ArticleId) -> String {
        format!("{}/missing/{id}", self.prefix)
    }

    /// The event atlas.
    pub fn events(&self) -> String {
        format!("{}/events", self.prefix)
    }

    /// All sources with an event with this ID.
    pub fn events_with_id(&self, id: u32) -> String {
        format!("{}/events?id={id}", self.prefix)
    }

    /// The events of a source.
    pub fn source(&self, source: &str) -> String {
        format!("{}/events/{}", self.prefix, component(&fold_source(source)))
    }

    /// An event of a source.
    pub fn event(&self, source: &str, id: u32) -> String {
        format!("{}/{id}", self.source(source))
    }

    /// All error codes.
    pub fn codes(&self) -> String {
        format!("{}/codes", self.prefix)
    }

    /// A page of the error codes of a family.
    pub fn codes_of(&self, family: Family, page: usize) -> String {
        format!("{}/codes?family={}&page={page}", self.prefix, family.word())
    }

    /// An error code.
    pub fn code(&self, code: &Code) -> String {
        format!("{}/codes/{}", self.prefix, component(&code.slug()))
    }

    /// A page of the articles that mention an error code.
    pub fn code_page(&self, code: &Code, page: usize) -> String {
        format!("{}?page={page}", self.code(code))
    }

    /// A folder by its address in the tree; all folders if that is empty.
    pub fn browse(&self, address: &str) -> String {
        match address {
            "" => format!("{}/browse", self.prefix),
            _ => format!("{}/browse/{}", self.prefix, path(address)),
        }
    }

    /// A page of the articles of a folder.
    pub fn browse_page(&self, address: &str, page: usize) -> String {
        format!("{}?page={page}", self.browse(address))
    }

    /// All articles by title.
    pub fn all_articles(&self) -> String {
        format!("{}/kb", self.prefix)
    }

    /// A page of the list of all articles.
    pub fn all_articles_page(&self, page: usize) -> String {
        format!("{}?page={page}", self.all_articles())
    }

    /// The articles that were changed last.
    pub fn news(&self) -> String {
        format!("{}/new", self.prefix)
    }

    /// A page of the articles that were changed last.
    pub fn news_page(&self, page: usize) -> String {
        format!("{}?page={page}", self.news())
    }

    /// The articles that were changed last, as an Atom feed.
    pub fn feed(&self) -> String {
        format!("{}/new.atom", self.prefix)
    }

    /// The description by which browsers add this portal to their search engines.
    pub fn open_search(&self) -> String {
        format!("{}/opensearch.xml", self.prefix)
    }

    /// The page that shows every component in every state.
    pub fn style_page(&self) -> String {
        format!("{}/-/style", self.prefix)
    }

    /// All products.
    pub fn products(&self) -> String {
        format!("{}/products", self.prefix)
    }

    /// The articles about a product.
    pub fn product(&self, slug: &str) -> String {
        format!("{}/products/{}", self.prefix, component(slug))
    }

    /// A page of the articles about a product.
    pub fn product_page(&self, slug: &str, page: usize) -> String {
        format!("{}/products/{}?page={page}", self.prefix, component(slug))
    }

    /// All guides.
    pub fn guides(&self) -> String {
        format!("{}/guides", self.prefix)
    }

    /// A guide from its beginning.
    pub fn guide(&self, guide: &str) -> String {
        format!("{}/guides/{}", self.prefix, component(guide))
    }

    /// A walk: a guide with answers, in order.
    pub fn walk(&self, guide: &str, answers: &[(String, String)]) -> String {
        let pairs: Vec<(&str, &str)> = answers
            .iter()
            .map(|(q, a)| (q.as_str(), a.as_str()))
            .collect();
        format!("{}{}", self.guide(guide), query(&pairs))
    }

    /// A page about a walk: `note.txt`, `map`, `all`.
    pub fn guide_part(&self, guide: &str, part: &str, answers: &[(String, String)]) -> String {
        let pairs: Vec<(&str, &str)> = answers
            .iter()
            .map(|(q, a)| (q.as_str(), a.as_str()))
            .collect();
        format!("{}/{part}{}", self.guide(guide), query(&pairs))
    }

    /// The diagnosis page.
    pub fn diagnose(&self) -> String {
        format!("{}/diagnose", self.prefix)
    }

    /// The diagnosis page, with a ticket number for what is added later.
    pub fn diagnose_for(&self, ticket: &str) -> String {
        format!("{}{}", self.diagnose(), query(&[("ticket", ticket)]))
    }

    /// The diagnosis of a text that is short enough for a URL.
    pub fn diagnosis_of(&self, text: &str) -> String {
        format!("{}/diagnose{}", self.prefix, query(&[("text", text)]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_in_every_link() {
        let id = ArticleId::parse("Q168465").unwrap();
        for (base, article, absolute) in [
            (None, "/kb/Q168465", "/kb/Q168465"),
            (
                Some("https://h.example"),
                "/kb/Q168465",
                "https://h.example/kb/Q168465",
            ),
            (
                Some("https://h.example/a/b"),
                "/a/b/kb/Q168465",
                "https://h.example/a/b/kb/Q168465",
            ),
        ] {
            let paths = Paths::new(base);
            assert_eq!(paths.article(&id), article);
            assert_eq!(paths.absolute(&paths.article(&id)), absolute);
        }
    }

    #[test]
    fn a_form_leads_back_to_this_portal_alone() {
        let paths = Paths::new(Some("https://help.example.com/kb"));
        for (back, leads) in [
            ("/kb/kb/Q168465?done=1", "/kb/kb/Q168465?done=1"),
            ("/kb/", "/kb/"),
            ("/other", "/kb/"),
            ("//evil.example/kb/", "/kb/"),
            ("https://evil.example/kb/", "/kb/"),
            ("/kb/\\evil", "/kb/"),
            ("/kb/x\r\nSet-Cookie: a", "/kb/"),
            ("", "/kb/"),
        ] {
            assert_eq!(paths.own(back), leads, "{back}");
        }
        let paths = Paths::new(None);
        assert_eq!(paths.own("//evil.example"), "/");
        assert_eq!(paths.own("/kb/Q1"), "/kb/Q1");
    }

    #[test]
    fn values_are_escaped() {
        let paths = Paths::new(None);
        assert_eq!(
            paths.search_for(&[("q", "a&b=c d"), ("product", "")]),
            "/search?q=a%26b%3Dc%20d"
        );
        assert_eq!(
            paths.event("MSExchangeIS Private", 7),
            "/events/msexchangeisprivate/7"
        );
        assert_eq!(
            paths.filled("/kb/{id}.json", &[("id", "A/1"), ("q", "x y")]),
            "/kb/A%2F1.json?q=x%20y"
        );
    }
}
