//! The pages, each with its template, its handler and its test in one file.

pub mod account;
pub mod api;
pub mod article;
pub mod browse;
pub mod codes;
pub mod desk;
pub mod diagnose;
pub mod events;
pub mod files;
pub mod guides;
pub mod home;
pub mod missing;
pub mod news;
pub mod open_search;
pub mod products;
pub mod search;
pub mod style;
