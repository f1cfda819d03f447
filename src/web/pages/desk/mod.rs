//! The desk: what people add to articles and guides, and the lists of it.

mod add;
mod day_range;
mod forms;
mod links;
mod list;
mod owner;
mod part;
mod people;
mod ticket;
mod unsaved;
mod usage;
mod usage_page;

pub use add::add;
pub use list::{forget_recent, show};
pub use part::DeskPart;
pub use people::{change_people, people};
pub use ticket::{of_ticket, open_ticket};
pub use usage_page::{file as usage_file, show as show_usage, walks};
