//! A draft of an article, for the person who knows the fix to fill in.

use super::write::quoted;
use crate::evidence::ArticleId;

/// What a draft begins with.
#[derive(Debug, Default)]
pub struct Draft<'d> {
    /// The ID; without one, the ID comes from the file's name.
    pub id: Option<&'d ArticleId>,
    /// The title.
    pub title: Option<&'d str>,
    /// The event that the article is about.
    pub event: DraftEvent<'d>,
}

/// The event that a draft quotes; the author fills in what is not known.
#[derive(Debug, Default)]
pub struct DraftEvent<'d> {
    /// The event's ID.
    pub id: Option<u32>,
    /// The event's source.
    pub source: Option<&'d str>,
    /// The event's level.
    pub kind: Option<&'d str>,
    /// The message.
    pub message: Option<&'d str>,
}

/// Writes the draft as a file in our own format.
pub fn draft(begin: &Draft<'_>) -> String {
    let today = time::UtcDateTime::now().date();
    let id = begin.id.map(|id| format!("id: {id}\n")).unwrap_or_default();
    let title = begin
        .title
        .unwrap_or("What the user sees, in their own words");
    let (title, event) = (quoted(title), &begin.event);
    let number = event.id.unwrap_or_default();
    let source = one_line(event.source.unwrap_or("The source"));
    let kind = one_line(event.kind.unwrap_or("Error"));
    let message = one_line(event.message.unwrap_or("The exact text of the message."));
    let fence = fence(&message);
    format!(
        "---
{id}title: {title}
products: [\"The product\"]
versions: []
keywords: []
issue_type: kbprb
modified: {today}
query_words: \"other words people use for it\"
---

## Symptoms

What the user sees. Quote an event exactly as the log shows it:

{fence}event
Event ID: {number}
Source: {source}
Type: {kind}
Description: {message}
{fence}

## Cause

Why it happens.

## Resolution

1. The first thing to do.
2. How to check that it worked.

## More information

The ID of another article becomes a link.
"
    )
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A fence that is longer than any in the text.
fn fence(text: &str) -> &'static str {
    if text.contains("```") { "~~~~" } else { "```" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::events;

    #[test]
    fn a_draft_is_read_without_problems() {
        let id = ArticleId::parse("VPN-012").unwrap();
        for message in [
            "It is dark in \"hall\" \\5: #1 {x} [y] %1.",
            "``` not \n```\n an end",
            "<b>&amp;",
        ] {
            let text = draft(&Draft {
                id: Some(&id),
                title: Some("A \"lamp\" is \\ dark: #1"),
                event: DraftEvent {
                    id: Some(7),
                    source: Some("Lamp\nService"),
                    kind: Some("Warning"),
                    message: Some(message),
                },
            });
            let (article, problems) = crate::article::read_own(text.as_bytes(), "VPN-012.md", None);
            assert_eq!(problems, [], "{text}");
            let article = article.unwrap();
            assert_eq!(
                (&article.id, &*article.title),
                (&id, "A \"lamp\" is \\ dark: #1")
            );
            let event = events(&text).into_iter().next().unwrap();
            assert_eq!(
                (event.id, event.source.as_deref()),
                (7, Some("Lamp Service"))
            );
        }
    }
}
