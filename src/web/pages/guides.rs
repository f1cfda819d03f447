//! The guides in the browser. (Contract of this file with the other pages; the handlers `list` and `show` belong here.)

/// A link into a guide, with what is known already answered.
pub struct GuideLink {
    /// The guide's id.
    pub id: String,
    /// The guide's title.
    pub title: String,
    /// What the button says: `Start the guide for event 68`.
    pub start: String,
    /// Link with the known answers in the query.
    pub href: String,
}

/// The guides that claim an event, with the event already answered. `fold` is the folded source, empty where unknown.
pub fn claiming(snapshot: &Snapshot, portal: &Portal, fold: &str, id: u32) -> Vec<GuideLink> {
    todo!()
}

/// The guides that a query's events or symptoms lead to.
pub fn for_query(snapshot: &Snapshot, portal: &Portal, query: &str) -> Vec<GuideLink> {
    todo!()
}

/// The guides that cite an article; where the guide claims an event that the atlas has for this article, the event is answered.
pub fn resting_on(snapshot: &Snapshot, portal: &Portal, id: &ArticleId) -> Vec<GuideLink> {
    todo!()
}
