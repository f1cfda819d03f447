//! Checks the events and codes that guides handle: the answers they set, and which guide comes
//! first.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    super::{
        format::{Guide, Texts},
        placeholder::slots,
    },
    parts::advice,
    place::Spot,
    report::Report,
};

/// The guides that claim the same thing.
#[derive(Default)]
struct Claimants<'g> {
    /// In their order.
    ids: Vec<&'g str>,
    /// For each guide, the guide after which it says that it comes.
    after: BTreeMap<&'g str, Option<&'g str>>,
}

/// Checks the claims of each guide by itself and against each other; one report per guide.
pub(super) fn check(reports: &mut [Report<'_>]) {
    let all: Vec<Vec<Claim<'_>>> = reports.iter().map(|report| claims(report.guide)).collect();
    let ids: BTreeSet<&str> = reports.iter().map(|report| &*report.guide.id).collect();
    let mut claimed: BTreeMap<String, Claimants<'_>> = BTreeMap::new();
    for (report, claims) in reports.iter_mut().zip(&all) {
        for claim in claims {
            by_itself(report, claim, &ids);
            for key in &claim.keys {
                let claimants = claimed.entry(key.clone()).or_default();
                let id = &*report.guide.id;
                let after = claimants.after.entry(id).or_insert_with(|| {
                    claimants.ids.push(id);
                    None
                });
                *after = after.or(claim.after);
            }
        }
        own_order(report, claims);
    }
    for (report, claims) in reports.iter_mut().zip(&all) {
        let mut reported = BTreeSet::new();
        for claim in claims {
            for key in &claim.keys {
                if let Some(claimants) = claimed.get(key)
                    && reported.insert(key)
                {
                    between(report, claim, claimants);
                }
            }
        }
    }
}

/// A claim of a guide: an event or a code.
struct Claim<'g> {
    spot: Spot,
    /// The name in the file of the field with the event's ID or the code.
    field: &'static str,
    /// Its name in a message.
    name: String,
    /// What claims of the same thing have in common; several keys if a spelling means several
    /// codes.
    keys: Vec<String>,
    says: &'g str,
    answers: &'g BTreeMap<String, Texts>,
    after: Option<&'g str>,
}

impl Claim<'_> {
    /// The place of the event's ID or the code.
    fn what(&self) -> Spot {
        self.spot.key(self.field)
    }
}

fn claims(guide: &Guide) -> Vec<Claim<'_>> {
    let events = guide.events.iter().enumerate().map(|(at, claim)| {
        let (source, id) = (&claim.source, claim.id);
        let folded = source.replace(char::is_whitespace, "").to_ascii_lowercase();
        Claim {
            spot: Spot::head().key("events").key(at),
            field: "id",
            name: format!("event {id} from {source}"),
            keys: vec![format!("event {id} {folded}")],
            says: &claim.says,
            answers: &claim.answers,
            after: claim.after.as_deref(),
        }
    });
    let codes = guide.codes.iter().enumerate().map(|(at, claim)| Claim {
        spot: Spot::head().key("codes").key(at),
        field: "code",
        name: format!("the code {}", claim.code),
        keys: claim.codes().map(|code| format!("code {code:?}")).collect(),
        says: "",
        answers: &claim.answers,
        after: claim.after.as_deref(),
    });
    events.chain(codes).collect()
}

fn by_itself(report: &mut Report<'_>, claim: &Claim<'_>, ids: &BTreeSet<&str>) {
    answers(report, claim);
    if claim.keys.is_empty() {
        let message = format!("{} is not an error code", claim.name);
        let advice = "Write a code such as `-1018`, `0x80004005` or `STOP 0x0000001E`";
        report.error(claim.what(), message, advice);
    }
    let spot = claim.spot.key("says");
    for name in slots(claim.says).filter(|name| !name.is_empty()) {
        if report.guide.question(&name).is_none() {
            let place = spot.clone().word(format!("{{{name}}}"));
            report.missing(place, "question", &name);
        }
    }
    if claim.says.contains("}{") {
        let message =
            "two placeholders are next to each other, so their values can't be told apart";
        let advice = "Write the text between them";
        report.error(spot.word("}{"), message, advice);
    }
    if let Some(after) = claim.after
        && (after == report.guide.id || !ids.contains(after))
    {
        let message = format!("there is no other guide `{after}`");
        let advice = "Use the ID of the guide that comes first";
        report.error(claim.spot.key("after"), message, advice);
    }
}

/// The answers that an event or a code sets must be possible answers.
fn answers(report: &mut Report<'_>, claim: &Claim<'_>) {
    for (name, texts) in claim.answers {
        let spot = claim.spot.key("answers").key(name);
        let Some(question) = report.guide.question(name) else {
            report.missing(spot, "question", name);
            continue;
        };
        if let Err(error) = question.read(texts.all()) {
            let message = format!(
                "the answer of {} to `{name}` is not valid: {error}",
                claim.name
            );
            report.error(spot, message, &advice(question));
        }
    }
}

/// The first claim whose message fits an event counts, so claims after one without a message never
/// apply.
fn own_order(report: &mut Report<'_>, claims: &[Claim<'_>]) {
    let mut caught = BTreeSet::new();
    for claim in claims {
        if claim.keys.iter().any(|key| caught.contains(key)) {
            let message = format!(
                "{} is already claimed above, whatever its message says",
                claim.name
            );
            let advice = "Put the claims with `says` first and the one without it last";
            report.error(claim.what(), message, advice);
        }
        if claim.says.is_empty() {
            caught.extend(&claim.keys);
        }
    }
}

/// If several guides claim the same thing, all except one must say which other guide they come
/// after, without a loop. Errors are reported for the later guides.
fn between(report: &mut Report<'_>, claim: &Claim<'_>, claimants: &Claimants<'_>) {
    let id = &*report.guide.id;
    let before = |id: &str| {
        let after = *claimants.after.get(id)?;
        after.filter(|other| claimants.after.contains_key(other))
    };
    let mut seen = BTreeSet::from([id]);
    let mut at = id;
    while let Some(other) = before(at) {
        if !seen.insert(other) {
            let message = format!(
                "for {}, the `after` lines of the guides form a loop",
                claim.name
            );
            let advice = "Remove `after` from one of them";
            report.error(claim.spot.key("after"), message, advice);
            return;
        }
        at = other;
    }
    let all = claimants.ids.iter().copied();
    let mut firsts = all.filter(|id| before(id).is_none());
    let first = firsts.next().unwrap_or_default();
    if firsts.any(|other| other == id) {
        let message = format!("{} is also claimed by the guide `{first}`", claim.name);
        let advice = format!(
            "Write `after = \"{first}\"` here or `after = \"{id}\"` there, to say which comes first"
        );
        report.error(claim.what(), message, &advice);
    }
}
