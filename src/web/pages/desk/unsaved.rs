//! The page for what could not be saved, with what was typed.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::forms::{Choice, DeskForm, Sent, Typed};
use crate::web::{
    headers::set_no_store,
    page::{Layout, render},
    portal::Portal,
};

#[derive(Template)]
#[template(path = "desk_unsaved.html")]
struct UnsavedPage<'a> {
    layout: Layout<'a>,
    why: &'a str,
    /// Where the form is sent to.
    action: String,
    typed: Vec<Typed<'a>>,
    /// What was not chosen yet.
    choice: Option<Choice>,
    /// The button that sends it again; `None` if that can't succeed.
    again: Option<&'static str>,
    /// The page that it was sent from.
    back: String,
}

impl UnsavedPage<'_> {
    /// Whether a field is the first one to look at.
    fn is_first(&self, field: &Typed<'_>) -> bool {
        let first = self.typed.iter().find(|field| !field.label.is_empty());
        self.choice.is_none() && first.is_some_and(|first| first.name == field.name)
    }
}

/// What was typed, ready to be sent again, and why it is not saved.
pub fn page(
    portal: &Portal,
    form: DeskForm,
    sent: &Sent,
    status: StatusCode,
    why: &str,
) -> Response {
    let choice = form.missing_choice(sent);
    let mut typed = sent.typed();
    typed.retain(|field| choice.is_none_or(|(name, _)| name != field.name));
    let again = match (status, form) {
        // The note that it was to replace has changed.
        (StatusCode::CONFLICT, DeskForm::Note) => {
            typed.retain(|field| field.name != "replaces");
            Some("Save as a new note")
        }
        (StatusCode::CONFLICT, _) => None,
        _ => Some("Send again"),
    };
    let page = UnsavedPage {
        layout: portal.layout("Error: not saved"),
        why,
        action: portal.paths.desk_form(form.name()),
        typed,
        choice,
        again,
        back: portal.paths.own(sent.get("back")).to_string(),
    };
    let mut response = (status, render(&page)).into_response();
    set_no_store(&mut response);
    response
}
