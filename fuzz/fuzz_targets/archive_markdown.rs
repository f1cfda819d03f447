//! Reads any bytes as an article in the archive's Markdown, and as the body of one.

#![no_main]

use fixpath::article::Format;
use fixpath_fuzz::articles;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    articles::check(Format::ArchiveMarkdown, bytes);
    articles::check_words(Format::ArchiveMarkdown, bytes);
});
