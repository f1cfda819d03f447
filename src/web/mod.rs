//! The portal in the browser and for programs.

mod api;
mod assets;
mod crumbs;
mod encoding;
mod external;
mod fault;
mod fault_body;
mod filters;
mod frame;
mod gate;
mod headers;
mod host;
mod limits;
mod links;
mod metrics;
mod page;
mod page_cache;
mod pages;
mod paths;
mod portal;
mod readers;
mod router;
mod routes;
mod rows;
mod safe_html;
mod search_log;
mod sections;
mod served;
pub mod server;
mod threads;
mod turn;

pub use metrics::Metrics;
pub use portal::Portal;
pub use router::router;
pub use routes::openapi;
pub use threads::threads;
