//! The desk: what people add to articles and guides, and the lists of it.

mod add;
mod day_range;
mod forms;
mod links;
mod list;
mod owner;
mod part;
mod people;
mod report;
mod reports;
mod ticket;
mod unsaved;

pub use add::add;
pub use list::{forget_recent, show};
pub use part::DeskPart;
pub use people::{change_people, people};
pub use reports::{file as report_file, show as reports, walks};
pub use ticket::{of_ticket, open_ticket};
