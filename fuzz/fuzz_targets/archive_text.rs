//! Reads any bytes as articles in the archive's older text, and as the body of one.

#![no_main]

use fixpath::article::Format;
use fixpath_fuzz::articles;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    articles::check(Format::ArchiveText, bytes);
    articles::check_words(Format::ArchiveText, bytes);
});
