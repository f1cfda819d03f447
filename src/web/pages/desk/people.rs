//! The page on which an administrator manages people.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Form, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    links::day,
    list::{not_allowed, not_for, store_fails},
};
use crate::{
    desk::people::{Audited, PeopleError, Person, Role},
    web::{
        actor::Actor,
        error_response::ErrorResponse,
        headers::set_no_store,
        page::{Layout, render},
        pages::account::{desk, status_and_words},
        portal::Portal,
    },
};

#[derive(Template)]
#[template(path = "desk_people.html")]
struct PeoplePage<'a> {
    layout: Layout<'a>,
    people: Vec<Person>,
    audit: Vec<(String, Audited)>,
    /// The link for somebody who was invited just now, with their name.
    link: Option<(String, String)>,
    /// The form that was refused.
    refused: Option<Refused>,
}

/// A form that was refused, and why.
struct Refused {
    form: PeopleForm,
    /// Whether it is that for a new person; else it stands in the row of this person.
    is_new: bool,
    why: String,
}

impl PeoplePage<'_> {
    /// The form for a new person, if it was refused.
    fn refused_new(&self) -> Option<&Refused> {
        self.refused.as_ref().filter(|refused| refused.is_new)
    }

    /// The role that the form for a new person offers first.
    fn new_role(&self) -> &str {
        self.refused_new()
            .map_or(Role::Agent.name(), |refused| &refused.form.role)
    }

    /// Whether the new role of a person was refused.
    fn is_role_refused(&self, person: &Person) -> bool {
        let is_change = |refused: &Refused| refused.form.action == "change";
        self.refused_of(person).is_some() && self.refused.as_ref().is_some_and(is_change)
    }

    /// Why a form in the row of a person was refused.
    fn refused_of(&self, person: &Person) -> Option<&str> {
        let refused = self.refused.as_ref();
        let refused = refused.filter(|refused| refused.form.name == person.name);
        refused.map(|refused| &*refused.why)
    }
}

/// What an administrator does.
#[derive(Debug, Deserialize)]
pub struct PeopleForm {
    /// `invite`, `change`, or `deactivate`.
    action: String,
    name: String,
    #[serde(default)]
    role: String,
}

/// `GET /desk/people`
pub async fn people(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
) -> Result<Response, ErrorResponse> {
    let here = portal.paths.people();
    if let Some(elsewhere) = not_for(&actor, Role::Administrator, &portal, &here) {
        return elsewhere;
    }
    if actor.is_unsure(desk(&portal)?) {
        return Err(store_fails());
    }
    page(&portal, StatusCode::OK, None, None).await
}

/// `POST /desk/people`
pub async fn change_people(
    State(portal): State<Arc<Portal>>,
    actor: Actor,
    headers: HeaderMap,
    Form(form): Form<PeopleForm>,
) -> Result<Response, ErrorResponse> {
    if !actor.may(Role::Administrator) {
        return Err(not_allowed(&actor));
    }
    if actor.is_unsure(desk(&portal)?) {
        return Err(store_fails());
    }
    match act(&portal, &actor, &headers, &form).await {
        Ok(link) => page(&portal, StatusCode::OK, link, None).await,
        Err(error) => {
            let (status, why) = status_and_words(&error);
            page(&portal, status, None, Some((form, why))).await
        }
    }
}

/// Does what a form says; gives the link for whoever is invited, with their name.
async fn act(
    portal: &Portal,
    actor: &Actor,
    headers: &HeaderMap,
    form: &PeopleForm,
) -> Result<Option<(String, String)>, PeopleError> {
    let Some(desk) = &portal.desk else {
        return Err(PeopleError::Nobody);
    };
    let role = || form.role.parse().map_err(PeopleError::Refused);
    match form.action.as_str() {
        "invite" => {
            let token = desk
                .people
                .invite(&form.name, role()?, actor.name())
                .await?;
            let link = portal.absolute_for(headers, &portal.paths.invitation(&token));
            Ok(Some((form.name.clone(), link)))
        }
        "change" => {
            desk.people
                .change(&form.name, role()?, actor.name())
                .await?;
            Ok(None)
        }
        "deactivate" => {
            desk.people.deactivate(&form.name, actor.name()).await?;
            Ok(None)
        }
        _ => Err(PeopleError::Refused("Choose what to do.")),
    }
}

async fn page(
    portal: &Portal,
    status: StatusCode,
    link: Option<(String, String)>,
    refused: Option<(PeopleForm, String)>,
) -> Result<Response, ErrorResponse> {
    let store = desk(portal)?;
    let unavailable = |error: PeopleError| ErrorResponse::unavailable(status_and_words(&error).1);
    let people = store.people.list().await.map_err(unavailable)?;
    let audit = store.people.audited().await.map_err(unavailable)?;
    let title = match refused.is_some() {
        true => "Error: people",
        false => "People",
    };
    let refused = refused.map(|(form, why)| Refused {
        is_new: !people.iter().any(|person| person.name == form.name),
        form,
        why,
    });
    let page = PeoplePage {
        layout: portal.layout(title),
        people,
        audit: audit.into_iter().map(|line| (day(line.at), line)).collect(),
        link,
        refused,
    };
    let mut response = (status, render(&page)).into_response();
    set_no_store(&mut response);
    Ok(response)
}
