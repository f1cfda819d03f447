//! The library: what is known of all articles without opening one, who cites whom, and the cited ids nobody has.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::Bound,
};

use serde::{Deserialize, Serialize};

use crate::{
    article::{Article, Texts},
    evidence::{ArticleId, article_ids, own_ids},
    markup::{Block, Inline},
};

/// The most wordings kept for one article; past that they repeat each other.
const WORDINGS: usize = 12;

/// All loaded articles, without their bodies.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Library {
    entries: BTreeMap<ArticleId, Entry>,
    cited_by: BTreeMap<ArticleId, Vec<ArticleId>>,
    products: Vec<Product>,
}

/// What the library keeps of one article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The title without the id.
    pub title: String,
    /// Indices into [`Library::products`].
    products: Vec<u16>,
    /// `kbbug`, `kbprb`, …, as written.
    pub issue_type: String,
    /// Day of the last change.
    pub modified: String,
    /// `retired`, `draft`, or empty.
    pub status: String,
    /// The ids it cites, in order, each once, itself aside.
    pub cites: Vec<ArticleId>,
    /// Where it lies.
    pub origin: Origin,
    /// The copies that it stands in for, the latest layer first.
    pub originals: Vec<Origin>,
}

/// Where an article lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Index of the layer.
    pub layer: usize,
    /// Path of the file below the layer.
    pub path: String,
    /// Paths of the images and attachments beside it that it names or that its own folder holds; all lie in one folder,
    /// and are in order.
    pub files: Vec<String>,
}

impl Origin {
    /// The path of the file beside the article that has this name.
    pub fn file(&self, name: &str) -> Option<&str> {
        let named = |path: &str| path.rsplit('/').next().unwrap_or_default().cmp(name);
        let at = self.files.binary_search_by(|path| named(path)).ok()?;
        self.files.get(at).map(String::as_str)
    }
}

/// A product and how many articles are about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    /// Its name as written.
    pub name: String,
    /// Its name in URLs.
    pub slug: String,
    /// Number of articles.
    pub articles: usize,
}

impl Entry {
    /// The product that it names first, as an index into [`Library::products`].
    pub fn main_product(&self) -> Option<u16> {
        self.products.first().copied()
    }
}

impl Library {
    /// The entry of an article.
    pub fn get(&self, id: &ArticleId) -> Option<&Entry> {
        self.entries.get(id)
    }

    /// The id and the entry of an article, both as the library has them.
    pub fn entry(&self, id: &ArticleId) -> Option<(&ArticleId, &Entry)> {
        self.entries.get_key_value(id)
    }

    /// Number of articles.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no article at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All articles by id.
    pub fn iter(&self) -> impl Iterator<Item = (&ArticleId, &Entry)> {
        self.entries.iter()
    }

    /// The ids that begin with `beginning`, which is in upper case, in order.
    pub fn beginning_with<'a>(&'a self, beginning: &'a str) -> impl Iterator<Item = &'a ArticleId> {
        let from = (Bound::Included(beginning), Bound::Unbounded);
        let ids = self.entries.range::<str, _>(from).map(|(id, _)| id);
        ids.take_while(move |id| id.as_str().starts_with(beginning))
    }

    /// The articles that cite `id`, by id.
    pub fn cited_by(&self, id: &ArticleId) -> &[ArticleId] {
        self.cited_by.get(id).map_or(&[], Vec::as_slice)
    }

    /// The products, the one with most articles first.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// The product of this slug.
    pub fn product(&self, slug: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.slug == slug)
    }

    /// The products that an entry is about.
    pub fn products_of<'a>(&'a self, entry: &'a Entry) -> impl Iterator<Item = &'a Product> {
        entry
            .products
            .iter()
            .filter_map(|index| self.products.get(usize::from(*index)))
    }

    /// The articles about a product, by id.
    pub fn about<'a>(&'a self, slug: &str) -> Vec<(&'a ArticleId, &'a Entry)> {
        let Some(index) = self
            .products
            .iter()
            .position(|product| product.slug == slug)
        else {
            return Vec::new();
        };
        self.iter()
            .filter(|(_, e)| e.products.iter().any(|p| usize::from(*p) == index))
            .collect()
    }

    /// The `count` articles nearest to `id` by number, in order, `id` itself aside.
    pub fn neighbours(&self, id: &ArticleId, count: usize) -> Vec<(&ArticleId, &Entry)> {
        let Some(number) = id.number() else {
            return Vec::new();
        };
        let mut near: Vec<_> = self
            .iter()
            .filter(|(other, _)| *other != id)
            .filter_map(|(other, entry)| Some((other.number()?.abs_diff(number), other, entry)))
            .collect();
        near.sort_by_key(|(distance, other, _)| (*distance, other.number()));
        near.truncate(count);
        near.sort_by_key(|(_, other, _)| other.number());
        near.into_iter()
            .map(|(_, other, entry)| (other, entry))
            .collect()
    }
}

/// What the library takes from one article; a pure function of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Card {
    /// The article's id.
    pub id: ArticleId,
    title: String,
    products: Vec<String>,
    issue_type: String,
    modified: String,
    status: String,
    cites: Vec<ArticleId>,
    /// By which wordings it names others.
    wordings: Vec<(ArticleId, String)>,
}

impl Card {
    /// The card of an article.
    pub fn of(article: &Article, texts: &Texts) -> Self {
        let (cites, wordings) = citations(article, texts);
        Self {
            id: article.id.clone(),
            title: article.title.clone(),
            products: article.meta.products.clone(),
            issue_type: article.meta.issue_type.clone(),
            modified: article.meta.modified.clone(),
            status: article.meta.status.clone(),
            cites,
            wordings,
        }
    }

    /// The articles that it names by a wording of its own.
    pub fn words(&self) -> impl Iterator<Item = &ArticleId> {
        self.wordings.iter().map(|(id, _)| id)
    }
}

/// Gathers a library article by article.
#[derive(Debug, Default)]
pub struct LibraryBuilder {
    library: Library,
    products: HashMap<String, u16>,
    wordings: HashMap<ArticleId, BTreeSet<String>>,
}

impl LibraryBuilder {
    /// Adds an article; one of the same id from an earlier layer becomes an original.
    /// Returns whether the article was taken: a second one in the same layer is not.
    pub fn add(&mut self, card: &Card, origin: Origin) -> bool {
        let mut originals = Vec::new();
        if let Some(earlier) = self.library.entries.get(&card.id) {
            if earlier.origin.layer == origin.layer {
                return false;
            }
            originals.push(earlier.origin.clone());
            originals.extend(earlier.originals.iter().cloned());
        }
        for (id, wording) in &card.wordings {
            let said = self.wordings.entry(id.clone()).or_default();
            said.insert(wording.clone());
        }
        let products = card
            .products
            .iter()
            .filter_map(|name| self.product(name))
            .collect();
        let entry = Entry {
            title: card.title.clone(),
            products,
            issue_type: card.issue_type.clone(),
            modified: card.modified.clone(),
            status: card.status.clone(),
            cites: card.cites.clone(),
            origin,
            originals,
        };
        self.library.entries.insert(card.id.clone(), entry);
        true
    }

    /// The finished library, and for each cited article the wordings by which others name it.
    pub fn finish(self) -> (Library, HashMap<ArticleId, Vec<String>>) {
        let mut library = self.library;
        let known: BTreeSet<ArticleId> = library.entries.keys().cloned().collect();
        for entry in library.entries.values_mut() {
            // Own ids look like many other words (`MS-DOS6`): they count only where such an article exists.
            entry
                .cites
                .retain(|id| id.number().is_some() || known.contains(id));
            entry.cites.shrink_to_fit();
        }
        for (id, entry) in &library.entries {
            for cited in &entry.cites {
                library
                    .cited_by
                    .entry(cited.clone())
                    .or_default()
                    .push(id.clone());
            }
        }
        sort_products(&mut library);
        let wordings = self
            .wordings
            .into_iter()
            .map(|(id, said)| (id, said.into_iter().take(WORDINGS).collect()))
            .collect();
        (library, wordings)
    }

    fn product(&mut self, name: &str) -> Option<u16> {
        let slug = slug(name);
        if slug.is_empty() {
            return None;
        }
        if let Some(index) = self.products.get(&slug) {
            return Some(*index);
        }
        let index = u16::try_from(self.library.products.len()).ok()?;
        self.library.products.push(Product {
            name: name.to_owned(),
            slug: slug.clone(),
            articles: 0,
        });
        self.products.insert(slug, index);
        Some(index)
    }
}

/// The ids that an article cites, in order, each once, itself aside; and the wordings by which it names others.
fn citations(article: &Article, texts: &Texts) -> (Vec<ArticleId>, Vec<(ArticleId, String)>) {
    let mut seen = BTreeSet::from([article.id.clone()]);
    let (mut cites, mut named) = (Vec::new(), Vec::new());
    let mut cite = |id: ArticleId| {
        if seen.insert(id.clone()) {
            cites.push(id);
        }
    };
    for (section, text) in article.sections.iter().zip(&texts.sections) {
        let written = text.body();
        for (_, id) in article_ids(written) {
            cite(id);
        }
        for (_, id) in own_ids(written) {
            cite(id);
        }
        for target in link_targets(&section.blocks) {
            if let Some(id) = ArticleId::parse(target.split('#').next().unwrap_or_default()) {
                cite(id);
            }
        }
        named.extend(wordings(written));
    }
    if let Some(id) = ArticleId::parse(&article.meta.superseded_by) {
        cite(id);
    }
    (cites, named)
}

/// A name in URLs: letters and digits in lower case, everything else as single hyphens.
pub fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() {
            slug.extend(c.to_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

fn sort_products(library: &mut Library) {
    let mut counts = vec![0usize; library.products.len()];
    for entry in library.entries.values() {
        for index in &entry.products {
            if let Some(count) = counts.get_mut(usize::from(*index)) {
                *count += 1;
            }
        }
    }
    let mut order: Vec<usize> = (0..library.products.len()).collect();
    order.sort_by(|a, b| {
        let name = |i: &usize| library.products.get(*i).map(|p| p.slug.as_str());
        counts
            .get(*b)
            .cmp(&counts.get(*a))
            .then_with(|| name(a).cmp(&name(b)))
    });
    let mut moved = vec![0u16; order.len()];
    let mut products = Vec::with_capacity(order.len());
    for (new, old) in order.into_iter().enumerate() {
        if let (Some(slot), Some(product)) = (moved.get_mut(old), library.products.get(old)) {
            *slot = u16::try_from(new).unwrap_or(u16::MAX);
            products.push(Product {
                articles: counts.get(old).copied().unwrap_or_default(),
                ..product.clone()
            });
        }
    }
    library.products = products;
    for entry in library.entries.values_mut() {
        for index in &mut entry.products {
            *index = moved.get(usize::from(*index)).copied().unwrap_or(u16::MAX);
        }
    }
}

/// The wordings by which a text names other articles: a line of an id and a title, or an `ARTICLE-ID:` line
/// and the `TITLE` line after it.
fn wordings(text: &str) -> Vec<(ArticleId, String)> {
    let mut found = Vec::new();
    let mut named: Option<ArticleId> = None;
    for line in text.lines() {
        let line = line
            .trim_start_matches(|c: char| c.is_whitespace() || c == '-' || c == '*')
            .trim();
        if let Some(id) = named.take()
            && let Some((label, title)) = line.split_once(':')
            && label.trim().eq_ignore_ascii_case("title")
        {
            found.extend(wording(title).map(|title| (id, title)));
            continue;
        }
        if let Some(rest) = strip_label(line, "article-id") {
            named = article_ids(rest).into_iter().next().map(|(_, id)| id);
        } else if let Some((span, id)) = article_ids(line).into_iter().next()
            && span.start == 0
        {
            let title = line.get(span.end..).unwrap_or_default();
            found.extend(wording(title).map(|title| (id, title)));
        }
    }
    found
}

fn strip_label<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let (head, rest) = line.split_once(':')?;
    head.trim().eq_ignore_ascii_case(label).then_some(rest)
}

fn wording(title: &str) -> Option<String> {
    let title = title.trim_matches(|c: char| c.is_whitespace() || ":-\"".contains(c));
    let words = title.split_whitespace().count();
    ((2..=30).contains(&words) && title.len() <= 200).then(|| title.to_owned())
}

/// The link and image targets in some blocks, in order.
pub fn link_targets(blocks: &[Block]) -> Vec<&str> {
    let mut targets = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph { text } | Block::Heading { text, .. } => {
                inline_targets(text, &mut targets)
            }
            Block::List { items, .. } => {
                items
                    .iter()
                    .for_each(|item| targets.extend(link_targets(item)));
            }
            Block::Note { blocks, .. } | Block::Quote { blocks } => {
                targets.extend(link_targets(blocks))
            }
            Block::Table { header, rows } => {
                std::iter::once(header)
                    .chain(rows)
                    .flatten()
                    .for_each(|cell| inline_targets(cell, &mut targets));
            }
            Block::Event { .. } | Block::Code { .. } | Block::Preformatted { .. } | Block::Rule => {
            }
        }
    }
    targets
}

fn inline_targets<'a>(inlines: &'a [Inline], targets: &mut Vec<&'a str>) {
    for inline in inlines {
        match inline {
            Inline::Link { target, inlines } => {
                targets.push(target);
                inline_targets(inlines, targets);
            }
            Inline::Image { target, .. } => targets.push(target),
            Inline::Strong { inlines } | Inline::Emphasis { inlines } => {
                inline_targets(inlines, targets)
            }
            Inline::Text { .. } | Inline::Code { .. } | Inline::Break => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Metadata, Role, Section};

    fn article(id: &str, title: &str, product: &str, body: &str) -> Article {
        Article {
            id: ArticleId::parse(id).unwrap(),
            title: title.to_owned(),
            meta: Metadata {
                products: vec![product.to_owned()],
                ..Metadata::default()
            },
            sections: vec![Section {
                role: Role::Summary,
                anchor: "summary".to_owned(),
                heading: "Summary".to_owned(),
                blocks: body.lines().map(Block::paragraph).collect(),
            }],
        }
    }

    fn origin(layer: usize) -> Origin {
        Origin {
            layer,
            path: format!("{layer}.md"),
            files: Vec::new(),
        }
    }

    fn id(text: &str) -> ArticleId {
        ArticleId::parse(text).unwrap()
    }

    fn card(article: &Article) -> Card {
        Card::of(article, &Texts::of(article))
    }

    #[test]
    fn citations_lead_both_ways_and_missing_ids_are_known() {
        let mut builder = LibraryBuilder::default();
        let one = article(
            "Q10001",
            "One",
            "Mail",
            "See Q10002 and Q10009, VPN-012, MS-DOS6.",
        );
        builder.add(&card(&one), origin(0));
        let two = article("Q10002", "Two", "Mail", "Q10001 PRB: An Older Title of One");
        builder.add(&card(&two), origin(0));
        let own = article("VPN-012", "Tunnel", "Network", "Nothing.");
        builder.add(&card(&own), origin(0));
        let (library, wordings) = builder.finish();
        let cites: Vec<_> = library
            .get(&id("Q10001"))
            .unwrap()
            .cites
            .iter()
            .map(ArticleId::as_str)
            .collect();
        assert_eq!(cites, ["Q10002", "Q10009", "VPN-012"]);
        assert_eq!(library.cited_by(&id("VPN-012")), [id("Q10001")]);
        assert_eq!(library.cited_by(&id("Q10009")), [id("Q10001")]);
        assert_eq!(wordings[&id("Q10001")], ["PRB: An Older Title of One"]);
        assert_eq!(library.products()[0].name, "Mail");
        assert_eq!(library.about("network").len(), 1);
    }

    #[test]
    fn a_later_layer_stands_in_and_a_double_in_one_layer_does_not() {
        let mut builder = LibraryBuilder::default();
        for (title, layer, expect) in [
            ("Built in", 0, true),
            ("Mounted", 1, true),
            ("Again", 1, false),
        ] {
            let card = card(&article("Q10001", title, "Mail", ""));
            assert_eq!(builder.add(&card, origin(layer)), expect, "{title}");
        }
        let (library, _) = builder.finish();
        let entry = library.get(&id("Q10001")).unwrap();
        assert_eq!(
            (entry.title.as_str(), entry.originals.as_slice()),
            ("Mounted", &[origin(0)][..])
        );
        assert_eq!(library.products()[0].articles, 1);
    }

    #[test]
    fn neighbours_are_near_by_number() {
        let mut builder = LibraryBuilder::default();
        for number in [10001, 10005, 10008, 10020] {
            let card = card(&article(&format!("Q{number}"), "t", "Mail", ""));
            builder.add(&card, origin(0));
        }
        let (library, _) = builder.finish();
        let near: Vec<_> = library
            .neighbours(&id("Q10006"), 2)
            .into_iter()
            .map(|(id, _)| id.to_string())
            .collect();
        assert_eq!(near, ["Q10005", "Q10008"]);
    }

    #[test]
    fn slugs_are_plain() {
        for (name, expect) in [
            ("Microsoft Exchange", "microsoft-exchange"),
            ("C++ / C", "c-c"),
            ("!", ""),
        ] {
            assert_eq!(slug(name), expect);
        }
    }
}
