//! Counts the records of an `.evtx` log with the `evtx` crate alone, on one thread, for comparison
//! with Fixpath.

use std::{env, error::Error};

use evtx::{EvtxParser, ParserSettings};

fn main() -> Result<(), Box<dyn Error>> {
    let path = env::args_os().nth(1).ok_or("name a log")?;
    let settings = ParserSettings::new().indent(false);
    let mut parser = EvtxParser::from_path(path)?.with_configuration(settings);
    let records = parser.records_bytes().filter(Result::is_ok).count();
    println!("{records}");
    Ok(())
}
