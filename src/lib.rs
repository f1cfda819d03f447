//! Fixpath: a knowledge base and diagnosis portal for a helpdesk.
//!
//! `ARCHITECTURE.md` has the map of the modules, and says which modules each of them may use.

pub mod problem;

pub mod number;

pub mod budget;

pub mod language;

pub mod audience;

pub mod evidence;

pub mod markup;

pub mod article;

pub mod steps;

pub mod guide;

pub mod eventlog;

pub mod layer;

pub mod library;

pub mod atlas;

pub mod search;

pub mod diagnosis;

pub mod log_process;

pub mod content;

pub mod lookup;

pub mod wording;

pub mod snapshot;

pub mod config;
pub mod decode;
pub mod desk;

pub mod web;

pub mod cli;
