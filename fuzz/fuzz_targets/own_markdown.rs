//! Reads any bytes as an article in our own format.

#![no_main]

use fixpath::article::Format;
use fixpath_fuzz::articles;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| articles::check(Format::Own, bytes));
