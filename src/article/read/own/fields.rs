//! What front-matter fields mean, under the names that many programs give them.

/// What a field means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The article's ID.
    Id,
    /// Another ID or address of it.
    Alias,
    /// Its title.
    Title,
    /// Another title, such as a shorter one for a menu.
    OtherTitle,
    /// The list of this name in our own format, joined from all fields with this meaning.
    Words(&'static str),
    /// The list of this name in our own format, from the first field with this meaning.
    List(&'static str),
    /// Another name for products. If products are given as well, it is what the article applies to.
    AppliesTo,
    /// The text of this name in our own format.
    Text(&'static str),
    /// The date of this name in our own format.
    Day(&'static str),
    /// The date of this name in our own format, written with the month before the day.
    MonthFirstDay(&'static str),
    /// `true` marks a draft.
    Draft,
    /// `false` marks a draft.
    Published,
    /// Its status, such as `retired`.
    Status,
    /// Its visibility.
    Visibility,
    /// Whether `fields` or `headings` are to be taken literally, as in our own exports.
    AsWritten,
}

use Meaning::{
    Alias, AppliesTo, AsWritten, Day, Draft, Id, List, MonthFirstDay, OtherTitle, Published,
    Status, Text, Title, Visibility, Words,
};

/// Every name, [folded], with its meaning. If several fields have the same meaning, the first in
/// this table counts, except that lists may be joined.
const FIELDS: &[(&str, Meaning)] = &[
    ("id", Id),
    ("kbnumber", Id),
    ("kbid", Id),
    ("kb", Id),
    ("articleid", Id),
    ("articlenumber", Id),
    ("documentid", Id),
    ("docid", Id),
    ("uid", Id),
    ("assetid", Alias),
    ("ms.assetid", Alias),
    ("aliases", Alias),
    ("alias", Alias),
    ("redirectfrom", Alias),
    ("redirects", Alias),
    ("oldurls", Alias),
    ("slug", Alias),
    ("permalink", Alias),
    ("url", Alias),
    ("title", Title),
    ("name", Title),
    ("linktitle", OtherTitle),
    ("navtitle", OtherTitle),
    ("sidebarlabel", OtherTitle),
    ("sidebartitle", OtherTitle),
    ("navlabel", OtherTitle),
    ("menutitle", OtherTitle),
    ("shorttitle", OtherTitle),
    ("paginationlabel", OtherTitle),
    ("othertitles", OtherTitle),
    ("products", List("products")),
    ("product", List("products")),
    ("appliesto", AppliesTo),
    ("versions", List("versions")),
    ("version", List("versions")),
    ("operatingsystems", List("operating_systems")),
    ("os", List("operating_systems")),
    ("keywords", Words("keywords")),
    ("keyword", Words("keywords")),
    ("tags", Words("tags")),
    ("tag", Words("tags")),
    ("categories", Words("tags")),
    ("category", Words("tags")),
    ("labels", Words("tags")),
    ("labelnames", Words("tags")),
    ("topics", Words("tags")),
    ("technology", List("technology")),
    ("hardware", List("hardware")),
    ("issuetype", Text("issue_type")),
    ("solutiontype", Text("solution_type")),
    ("querywords", Text("query_words")),
    ("description", Text("description")),
    ("summary", Text("description")),
    ("excerpt", Text("description")),
    ("abstract", Text("description")),
    ("source", Text("source")),
    ("lang", Text("lang")),
    ("language", Text("lang")),
    ("locale", Text("lang")),
    ("ms.contentlocale", Text("lang")),
    ("translationkey", Text("translation_key")),
    ("langref", Text("translation_key")),
    ("owner", Text("owner")),
    ("ownerslack", Text("owner")),
    ("maintainer", Text("owner")),
    ("author", Text("owner")),
    ("author.name", Text("owner")),
    ("authors", Text("owner")),
    ("authors.name", Text("owner")),
    ("ms.author", Text("owner")),
    ("modified", Day("modified")),
    ("lastmodified", Day("modified")),
    ("lastmodifiedat", Day("modified")),
    ("lastmod", Day("modified")),
    ("ms.date", MonthFirstDay("modified")),
    ("lastupdate.date", Day("modified")),
    ("lastupdated", Day("modified")),
    ("updatedat", Day("modified")),
    ("updated", Day("modified")),
    ("datemodified", Day("modified")),
    ("dateupdated", Day("modified")),
    ("editedat", Day("modified")),
    ("date", Day("modified")),
    ("publishdate", Day("modified")),
    ("reviewed", Day("reviewed")),
    ("lastreviewedon", Day("reviewed")),
    ("lastreviewed", Day("reviewed")),
    ("reviewedon", Day("reviewed")),
    ("reviewedat", Day("reviewed")),
    ("reviewin", Text("review_in")),
    ("reviewinterval", Text("review_in")),
    ("weight", Text("order")),
    ("navorder", Text("order")),
    ("sidebarposition", Text("order")),
    ("order", Text("order")),
    ("position", Text("order")),
    ("supersededby", Text("superseded_by")),
    ("replacedby", Text("superseded_by")),
    ("adds", Text("adds")),
    ("visibility", Visibility),
    ("status", Status),
    ("draft", Draft),
    ("published", Published),
    ("aswritten", AsWritten),
];

/// The meaning of the field with this name, and its rank among all names: lower ranks take
/// precedence.
pub(super) fn meaning(name: &str) -> Option<(usize, Meaning)> {
    let folded = folded(name);
    let at = FIELDS.iter().position(|(known, _)| *known == folded)?;
    FIELDS.get(at).map(|(_, meaning)| (at, *meaning))
}

/// Whether an unknown name was probably meant to say whom the article is for: `visibilty`, or a
/// mapping below `visibility`.
pub(super) fn is_like_visibility(name: &str) -> bool {
    const NAME: &str = "visibility";
    let outer = name.split('.').next().unwrap_or_default();
    let outer = (outer.len() <= 2 * NAME.len()).then(|| folded(outer));
    outer.is_some_and(|outer| {
        outer.starts_with('v')
            && outer.len().abs_diff(NAME.len()) <= 2
            && strsim::osa_distance(&outer, NAME) <= 2
    })
}

/// A name in lower case without hyphens, underscores and spaces: `applies_to`, `appliesTo` and
/// `Applies-To` are the same.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .collect()
}

/// The known name that was probably meant: one edit away, or two if the name is long. Short names
/// aren't corrected.
pub(super) fn closest_known_name(name: &str) -> Option<&'static str> {
    let folded = folded(name);
    if !(5..=40).contains(&folded.len()) || folded.contains('.') {
        return None;
    }
    let most = if folded.len() < 8 { 1 } else { 2 };
    FIELDS
        .iter()
        .filter(|(known, _)| known.len() >= 5 && known.len().abs_diff(folded.len()) <= most)
        // Typos are hardly ever in the first letter.
        .filter(|(known, _)| known.as_bytes().first() == folded.as_bytes().first())
        .map(|(known, _)| (strsim::osa_distance(&folded, known), *known))
        .filter(|(typos, _)| *typos <= most)
        .min_by_key(|(typos, _)| *typos)
        .map(|(_, known)| written(known))
}

/// The usual spelling of a folded name, with its parts separated.
fn written(folded: &'static str) -> &'static str {
    match folded {
        "operatingsystems" => "operating_systems",
        "issuetype" => "issue_type",
        "solutiontype" => "solution_type",
        "querywords" => "query_words",
        "supersededby" => "superseded_by",
        "lastreviewedon" => "last_reviewed_on",
        "reviewin" => "review_in",
        "redirectfrom" => "redirect_from",
        "sidebarlabel" => "sidebar_label",
        "sidebarposition" => "sidebar_position",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_joined() {
        for name in [
            "applies_to",
            "appliesTo",
            "Applies-To",
            "appliesto",
            "applies to",
        ] {
            assert_eq!(meaning(name).map(|(_, meaning)| meaning), Some(AppliesTo));
        }
        assert_eq!(meaning("colour"), None);
        for (name, _) in FIELDS {
            assert_eq!(folded(name), *name);
        }
    }

    #[test]
    fn finds_the_known_name_that_was_meant() {
        for (name, expect) in [
            ("titel", Some("title")),
            ("appleisto", Some("appliesto")),
            ("appiesto", Some("appliesto")),
            ("prodcuts", Some("products")),
            ("superseeded_by", Some("superseded_by")),
            ("decription", Some("description")),
            ("colour", None),
            ("icon", None),
            ("type", None),
            ("layout", None),
            ("audience", None),
            ("manager", None),
            ("section", None),
            ("ms.reviwer", None),
            ("f1_keywords", None),
        ] {
            assert_eq!(closest_known_name(name), expect, "{name}");
        }
    }

    #[test]
    fn what_was_meant_to_hide_an_article_is_recognized() {
        for (name, expect) in [
            ("visibilty", true),
            ("Visiblity", true),
            ("visibility.level", true),
            ("visible", false),
            ("audience", false),
            ("version", false),
        ] {
            assert_eq!(is_like_visibility(name), expect, "{name}");
        }
    }
}
