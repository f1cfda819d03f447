//! TEMPORARY.
use std::sync::LazyLock;
use regex::Regex;
use crate::{article::*, evidence::*, markup::*};

static EVENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\bevent\s*-?\s*id\s*[:=#(]*\s*(\d{1,5})\b|\bevent\s+(\d{1,5})\b").unwrap());
static SOURCE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)source\s*[:=]\s*([^\r\n]{2,40}?)\s*(?:\n|  |\t|type\s*:|category|event|id\s*:)").unwrap());
static CODE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?i)\b(?:0x)?([0-9a-f]{8})\b").unwrap());
pub fn fold_source(s: &str) -> String { s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() }
pub fn events(text: &str) -> Vec<EventMention> {
    EVENT.captures_iter(text).filter_map(|c| {
        let m = c.get(0)?;
        let id = c.get(1).or(c.get(2))?.as_str().parse().ok()?;
        let mut a = m.start().saturating_sub(120); while !text.is_char_boundary(a) { a -= 1 }
        let mut b = (m.end() + 120).min(text.len()); while !text.is_char_boundary(b) { b += 1 }
        let after = SOURCE.captures(&text[m.end()..b]).map(|c| c[1].to_owned());
        let source = after.or_else(|| SOURCE.captures_iter(&text[a..m.start()]).last().map(|c| c[1].to_owned()));
        Some(EventMention { span: m.range(), id, source })
    }).collect()
}
pub fn codes(text: &str) -> Vec<CodeMention> {
    CODE.captures_iter(text).filter(|c| c[1].bytes().any(|b| b.is_ascii_digit())).map(|c| CodeMention { span: c.get(0).unwrap().range(), readings: vec![Code { family: Family::Status, value: c[1].to_lowercase() }] }).collect()
}
pub fn write(blocks: &[Block]) -> String { blocks.iter().filter_map(|b| if let Block::Preformatted { text } = b { Some(text.as_str()) } else { None }).collect::<Vec<_>>().join("\n") }
pub fn read(bytes: &[u8], id: &ArticleId) -> Article {
    let text = String::from_utf8_lossy(bytes);
    let mut title = String::new();
    let mut meta = Metadata::default();
    let mut sections: Vec<Section> = vec![];
    let lines: Vec<&str> = text.lines().collect();
    let mut body = vec![];
    for line in &lines {
        if let Some(t) = line.strip_prefix("## ") { title = t.splitn(2, ": ").nth(1).unwrap_or(t).replace("&quot;", "\"").replace("&amp;", "&").replace("&#92;", "\\").replace("&#91;", "[").replace("&lt;", "<").replace("&gt;", ">"); }
        if let Some(l) = line.strip_prefix('\t') { body.push(l) }
    }
    let mut cur = Section { role: Role::Body, anchor: "body".into(), heading: String::new(), blocks: vec![] };
    let mut buf = String::new();
    let mut head = true; let mut rules = 0;
    let mut i = 0;
    while i < body.len() {
        let l = body[i];
        if head {
            if l.starts_with("-----") { rules += 1; if rules == 2 { head = false } }
            if let Some(p) = l.strip_prefix("Product(s): ") { meta.products.push(p.to_owned()); if p == "See article" { head = false } }
            if let Some(p) = l.strip_prefix("Last Modified: ") { meta.modified = p.rsplit('-').next().unwrap_or("").to_owned() }
            i += 1; continue;
        }
        if let Some(q) = l.strip_prefix("Additional query words: ") { meta.query_words = q.to_owned(); i += 1; continue }
        if l.starts_with("Issue type") { meta.issue_type = l.split(':').nth(1).unwrap_or("").trim().to_owned(); i += 1; continue }
        if l.starts_with("======") || ["Keywords ", "Technology", "Version ", "Issue type", "Solution Type", "Hardware "].iter().any(|p| l.starts_with(p)) { i += 1; continue }
        if i + 1 < body.len() && body[i + 1].len() > 2 && body[i + 1].bytes().all(|b| b == b'=') && body[i+1].len() < 65 {
            cur.blocks.push(Block::Preformatted { text: std::mem::take(&mut buf) }); sections.push(cur);
            let role = Role::of_heading(l);
            cur = Section { role, anchor: role.word().into(), heading: l.into(), blocks: vec![] };
            i += 2; continue;
        }
        buf.push_str(l); buf.push('\n'); i += 1;
    }
    cur.blocks.push(Block::Preformatted { text: buf }); sections.push(cur);
    sections.retain(|s| !write(&s.blocks).trim().is_empty());
    Article { id: id.clone(), title, meta, sections }
}
