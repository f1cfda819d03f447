//! Keeps what is served up to date: by generations that this process builds, or by those of another
//! that it follows.

use std::{
    path::PathBuf,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, anyhow};

use super::{builder, data_folder, folders::check_folders};
use crate::{
    audience::Audience,
    config::ServeConfig,
    desk::Desk,
    layer::Layer,
    number::counted,
    snapshot::{
        DataFolder, Follower, Keeper, Made, News, Progress, Snapshot, SnapshotError, last_good,
    },
    web::{self, Common, Portal},
};

/// The end of a logged line, about the internal articles that are left out.
pub fn left_out(articles: usize, may_sign_in: bool) -> String {
    let where_else = match may_sign_in {
        true => "shown to staff, after signing in",
        false => "with --store none, nobody can sign in to read them",
    };
    match articles {
        0 => String::new(),
        _ => format!(
            "; left out: {} ({where_else})",
            counted(articles, "internal article")
        ),
    }
}

/// The pause between two checks whether a second portal is needed and can be opened.
const INSIDE_PAUSE: Duration = Duration::from_secs(1);

/// How often it is looked whether the second portal is ready, and how long that is waited for.
const WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(120);

/// Where the generations come from that are served.
#[derive(Clone)]
pub struct Source {
    /// The data folder of this process, or of the one whose generations are followed.
    root: PathBuf,
    layers: Vec<Layer>,
    poll: Option<Duration>,
    /// Where it is known what was made internal at the desk.
    desk: Option<Arc<Desk>>,
    /// Whether another process builds.
    is_followed: bool,
}

/// What keeps a portal up to date.
pub enum Kept {
    /// Generations that this process builds. Held until the end: its lock keeps other processes
    /// from the generation that is being served.
    Built(DataFolder),
    /// Those that another process builds.
    Followed(Follower),
    /// Nothing.
    Fixed,
}

impl Source {
    /// As the settings say.
    pub fn new(config: &ServeConfig, layers: &[Layer], desk: Option<Arc<Desk>>) -> Self {
        Self {
            is_followed: config.generation.is_some(),
            root: config
                .generation
                .clone()
                .unwrap_or_else(|| config.data.folder()),
            layers: layers.to_vec(),
            desk,
            poll: config.poll.map(Duration::from_secs),
        }
    }

    /// The last good generation for an audience, if there is one, and what keeps it up to date.
    ///
    /// # Errors
    ///
    /// The folder can't be used, or has nothing to follow.
    pub fn open(&self, audience: Audience) -> Result<(Option<Snapshot>, Kept)> {
        if self.is_followed {
            let follower = Follower::new(&self.root, &self.layers, audience);
            let snapshot = follower.open().with_context(|| {
                let root = self.root.display();
                format!("can't serve the generation in {root}, which --generation names")
            })?;
            return Ok((Some(snapshot), Kept::Followed(follower)));
        }
        let opened = last_good(&self.root, &self.layers, audience);
        if opened.is_none() {
            check_folders(&self.layers)?;
        }
        match DataFolder::open(&self.root, audience) {
            Ok(folder) => {
                let desk = self.desk.clone();
                let folder = folder
                    .built_by(Box::new(builder::build))
                    .with_decisions(Box::new(move || web::made_internal(desk.as_ref()?)));
                // The process may have ended before it was made anew.
                let is_right = |snapshot: &Snapshot| {
                    audience == Audience::Staff || folder.covers_decisions(snapshot)
                };
                let opened = opened.filter(is_right);
                Ok((opened, Kept::Built(folder)))
            }
            Err(error @ SnapshotError::Io { .. }) if opened.is_some() => {
                tracing::error!("{error}; changes to the content will not be picked up");
                Ok((opened, Kept::Fixed))
            }
            Err(error) => Err(data_folder::explained(error, &self.root)),
        }
    }

    /// The portal with the first content it can serve: the last good generation, or the built-in
    /// articles, which are indexed quickly.
    pub fn portal(&self, common: Common, audience: Audience) -> Result<(Portal, Kept)> {
        let first = builtin_layers(&self.layers);
        let (snapshot, kept) = self.first(audience, first)?;
        let is_all = snapshot.layers == self.layers;
        Ok((Portal::new(common, snapshot, is_all), kept))
    }

    /// A portal for those who may read what is internal, and what keeps it up to date. Until
    /// everything is built, it is not ready.
    fn portal_inside(&self, portal: &Portal) -> Result<(Portal, Kept)> {
        let (snapshot, kept) = self.first(Audience::Staff, &[])?;
        let is_all = snapshot.layers == self.layers;
        Ok((portal.for_staff(snapshot, is_all), kept))
    }

    /// The last good generation for an audience, or else one of only these layers.
    fn first(&self, audience: Audience, layers: &[Layer]) -> Result<(Snapshot, Kept)> {
        match self.open(audience)? {
            (Some(snapshot), kept) => Ok((snapshot, kept)),
            (None, Kept::Built(folder)) => {
                let built = folder.build(layers, &Progress::default())?;
                Ok((built, Kept::Built(folder)))
            }
            (None, Kept::Followed(_) | Kept::Fixed) => Err(anyhow!("there is nothing to serve")),
        }
    }
}

/// The built-in layer, which is indexed quickly.
fn builtin_layers(layers: &[Layer]) -> &[Layer] {
    let builtin = layers.first() == Some(&Layer::Builtin);
    layers.get(..usize::from(builtin)).unwrap_or_default()
}

/// Keeps what is served up to date.
pub fn keep(portal: &Portal, kept: &Kept, source: &Source) {
    let all = || portal.is_ready().then(|| portal.snapshot());
    match kept {
        Kept::Built(folder) => {
            let keeper = Keeper::new(folder, &source.layers, source.poll);
            keeper.run(all(), &portal.progress, |news| {
                take(portal, news);
                all()
            })
        }
        Kept::Followed(follower) => follower.run(all().as_deref(), |opened| {
            let news = match opened {
                Ok(snapshot) => News::Snapshot(Box::new(snapshot), Made::Followed),
                Err(error) => News::Failed {
                    error,
                    is_new: true,
                },
            };
            take(portal, news);
        }),
        Kept::Fixed => {}
    }
}

/// Once anything internal is left out of what the public portal serves, or will be, opens a second
/// portal for those who may read that, and keeps it up to date. Never returns before.
pub fn open_inside(portal: &Portal, source: &Source) {
    let mut failure = String::new();
    loop {
        let is_needed = portal.snapshot().has_internal || web::has_made_internal(portal);
        if portal.is_ready() && is_needed {
            match source.portal_inside(portal) {
                Ok((inside, kept)) => {
                    let inside = Arc::new(inside);
                    web::open_inside(portal, Arc::clone(&inside));
                    return keep(&inside, &kept, source);
                }
                Err(error) => {
                    let error = format!("{error:#}");
                    if error != failure {
                        tracing::error!("{error}; until then, internal articles can't be read");
                    }
                    failure = error;
                }
            }
        }
        thread::sleep(INSIDE_PAUSE);
    }
}

/// Waits before a portal for everybody leaves out what was just made internal: until staff have a
/// portal of their own, they read from this one. Everybody else is shown nothing meanwhile.
fn wait_for_staff_portal(portal: &Portal) {
    let began = Instant::now();
    while !portal.is_inside
        && portal.is_ready()
        && web::has_made_internal(portal)
        && !portal.has_ready_inside()
        && began.elapsed() < LONGEST_WAIT
    {
        thread::sleep(WAIT);
    }
}

/// Serves a new snapshot, or logs what failed.
fn take(portal: &Portal, news: News) {
    let whose = match portal.is_inside {
        true => "content for staff",
        false => "content",
    };
    match news {
        News::Snapshot(snapshot, made) => {
            // The numbers are for everybody, who must not see that something internal changed.
            if !portal.is_inside {
                portal.metrics.built(match made {
                    Made::Built => "whole",
                    Made::Updated => "update",
                    Made::Followed => "followed",
                });
            }
            let (articles, problems) = (snapshot.library.len(), snapshot.problems.len());
            let left_out = left_out(snapshot.withheld.articles, portal.desk.is_some());
            let advice = match problems {
                0 => "",
                _ => "; `fixpath check` lists the problems",
            };
            tracing::info!(
                articles,
                problems,
                generation = snapshot.generation,
                "{whose} updated{advice}{left_out}"
            );
            if !portal.is_inside {
                log_counts(&snapshot);
            }
            wait_for_staff_portal(portal);
            portal.serve(*snapshot);
        }
        News::UpToDate => {}
        News::Failed { error, is_new } => {
            portal.metrics.built("failed");
            if is_new {
                tracing::error!("{error}; the previous content is still served");
            } else {
                tracing::debug!("{error} (again)");
            }
            portal.fail(&error.to_string());
        }
    }
}

/// Logs the kinds of files in each folder, and which folders have no articles.
pub fn log_counts(snapshot: &Snapshot) {
    for (layer, counts) in snapshot.layers.iter().zip(&snapshot.counts) {
        let name = layer.name();
        match counts.nothing_found(&name) {
            Some(problem) => tracing::error!("{problem}"),
            None if matches!(layer, Layer::Folder(_)) => {
                tracing::info!("{name}: {}", counts.in_words());
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_about_what_is_served_counts_internal_articles() {
        assert_eq!(left_out(0, true), "");
        assert_eq!(
            left_out(1, true),
            "; left out: 1 internal article (shown to staff, after signing in)"
        );
        assert!(left_out(1200, false).contains("1,200 internal articles"));
    }
}
