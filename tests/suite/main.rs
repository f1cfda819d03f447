//! The one test binary: what the parts do together. Tests of a single part are beside its code.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that can't go on fails by saying why"
)]

#[path = "../../build/digests.rs"]
mod digests;

#[path = "../../src/eventlog/binary/evt/sample.rs"]
mod evt_sample;

mod answers;
mod archive;
mod article;
mod audiences;
mod browse;
mod browser;
mod codes;
mod command_line;
mod contract;
mod desk;
mod docs;
mod encodings;
mod event_logs;
mod face;
mod folders;
mod generations;
mod guides;
mod http;
mod installation;
mod internal;
mod judged;
mod languages;
mod live;
#[cfg(feature = "openid")]
mod openid;
mod outcomes;
mod people;
mod portal;
mod program;
mod rules;
mod search;
mod server;
mod site;
mod starting;
mod steps;
mod usage;
mod walk;
