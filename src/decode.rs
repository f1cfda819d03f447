//! Decodes the bytes of a file, whatever editor wrote it: UTF-8, UTF-16 or Windows-1252, with or
//! without a byte order mark, and with any line ends.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::problem::Problem;

/// How many bytes of a file without a mark are checked for UTF-16.
const SAMPLE: usize = 512;

/// A file's bytes as the readers need them: without a byte order mark, not in UTF-16, and with
/// lines that end in a line feed. UTF-16 is reported.
pub fn readable(bytes: Vec<u8>, file: &str, problems: &mut Vec<Problem>) -> Vec<u8> {
    let (marked, mark) = Encoding::for_bom(&bytes).unwrap_or((encoding_rs::UTF_8, 0));
    let utf16 = if mark == 0 {
        unmarked_utf16(&bytes)
    } else {
        Some(marked).filter(|encoding| *encoding != encoding_rs::UTF_8)
    };
    let body = bytes.get(mark..).unwrap_or_default();
    let readable = match utf16 {
        Some(encoding) => {
            let message = format!("the file is not UTF-8; it is read as {}", encoding.name());
            problems.push(Problem::warning(file, 0, message).suggest("save the file as UTF-8"));
            let text = encoding.decode_without_bom_handling(body).0;
            text.into_owned().into_bytes()
        }
        None if mark > 0 => body.to_vec(),
        None => bytes,
    };
    with_line_feeds(readable)
}

/// The text of bytes that begin at line `line` of the file.
pub fn text<'a>(
    bytes: &'a [u8],
    file: &str,
    line: usize,
    problems: &mut Vec<Problem>,
) -> Cow<'a, str> {
    let bytes = without_mark(bytes);
    let before = match std::str::from_utf8(bytes) {
        Ok(text) => return Cow::Borrowed(text),
        Err(error) => bytes.get(..error.valid_up_to()).unwrap_or_default(),
    };
    let line = line + before.iter().filter(|byte| **byte == b'\n').count();
    let odd: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    // In Windows-1252, bytes hardly ever look like UTF-8 by chance.
    let is_utf8 = high >= 2 * odd;
    let message = match (is_utf8, odd) {
        (true, 1) => "one byte is not UTF-8; it is read as Windows-1252".to_owned(),
        (true, odd) => format!("{odd} bytes are not UTF-8; they are read as Windows-1252"),
        _ => "the file is not UTF-8; it is read as Windows-1252".to_owned(),
    };
    let problem = Problem::warning(file, line, message);
    problems.push(problem.suggest("save the file as UTF-8"));
    if !is_utf8 {
        return WINDOWS_1252.decode_without_bom_handling(bytes).0;
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    Cow::Owned(text)
}

/// The bytes without the byte order mark of UTF-8.
pub fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The kind of UTF-16 that bytes without a mark are in, if any. If a text is mostly in the Latin
/// alphabet, as the beginning of an article is, every other byte is zero, and none of the rest.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let encoding = match bytes {
        [0, second, ..] if *second != 0 => UTF_16BE,
        [first, 0, ..] if *first != 0 => UTF_16LE,
        _ => return None,
    };
    let start = bytes.get(..SAMPLE).unwrap_or(bytes);
    let pairs = start.chunks_exact(2);
    let units = pairs.len();
    let zeros = pairs.filter(|pair| pair.contains(&0)).count();
    let (text, is_malformed) = encoding.decode_without_bom_handling(start);
    let is_text = !text.contains(|c: char| c.is_control() && !"\t\n\r\u{c}".contains(c));
    // The sample may end in the middle of a character.
    let is_cut = is_malformed && !text.trim_end_matches('\u{fffd}').contains('\u{fffd}');
    (zeros * 4 > units && is_text && (!is_malformed || is_cut)).then_some(encoding)
}

/// If no line ends in a line feed, carriage returns end lines, as on the old Macintosh.
fn with_line_feeds(mut bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.contains(&b'\n') {
        for byte in bytes.iter_mut().filter(|byte| **byte == b'\r') {
            *byte = b'\n';
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> (String, usize) {
        let mut problems = Vec::new();
        let bytes = readable(bytes.to_vec(), "a", &mut problems);
        let text = text(&bytes, "a", 1, &mut problems).into_owned();
        (text, problems.len())
    }

    #[test]
    fn binary_parts_stay_binary() {
        for bytes in [
            &b"\0\0\0\0\0\0"[..],
            b"a\0\0\0b\0\0\0",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            b"a\0\x01\0\x02\0\x03\0",
            b"",
            b"a",
            b"\0",
        ] {
            let mut problems = Vec::new();
            let same = readable(bytes.to_vec(), "a", &mut problems);
            assert_eq!((same.as_slice(), problems.len()), (bytes, 0));
        }
    }

    #[test]
    fn lines_end_as_they_are_written() {
        for (bytes, text) in [
            (&b"a\rb\r"[..], "a\nb\n"),
            (b"a\r\nb\r\n", "a\r\nb\r\n"),
            (b"a\rb\nc", "a\rb\nc"),
        ] {
            assert_eq!(read(bytes), (text.to_owned(), 0));
        }
    }

    #[test]
    fn one_stray_byte_affects_only_itself() {
        for (bytes, text) in [
            // Windows-1252 throughout.
            (
                &b"na\xefve \x80 caf\xe9"[..],
                "na\u{ef}ve \u{20ac} caf\u{e9}",
            ),
            // UTF-8 with one byte of Windows-1252.
            (
                b"caf\xc3\xa9 it\x92s \xe2\x82\xac",
                "caf\u{e9} it\u{2019}s \u{20ac}",
            ),
            (b"caf\xc3\xa9 cut\xe2\x82", "caf\u{e9} cut\u{e2}\u{201a}"),
        ] {
            assert_eq!(read(bytes), (text.to_owned(), 1));
        }
    }

    fn utf16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes_of).collect()
    }

    proptest! {
        #[test]
        fn any_text_survives_any_encoding(text in "(?s)---\nid: VPN-1\n[^\r\u{0}-\u{8}\u{b}\u{e}-\u{1f}\u{7f}-\u{9f}\u{feff}]{0,60}\u{1f600}?") {
            prop_assert_eq!(read(text.as_bytes()), (text.clone(), 0));
            let marked = format!("\u{feff}{text}");
            prop_assert_eq!(read(marked.as_bytes()), (text.clone(), 0));
            for bytes_of in [u16::to_le_bytes, u16::to_be_bytes] {
                prop_assert_eq!(read(&utf16(&marked, bytes_of)), (text.clone(), 1));
                prop_assert_eq!(read(&utf16(&text, bytes_of)), (text.clone(), 1));
            }
        }
    }
}
