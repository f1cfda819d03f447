//! Decodes the bytes of a log, whatever program wrote it: UTF-8, UTF-16 with or without a mark, or
//! a code page.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{
    code_page::CodePage,
    log::{MAX_BYTES, NAME},
};
use crate::problem::Problem;

/// How many bytes without a mark are checked for UTF-16.
const SAMPLE: usize = 1024;

/// The text of a log, and its problem if there is one.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Option<Problem>) {
    let (marked, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
    let body = bytes.get(mark..).unwrap_or_default();
    let encoding = match mark {
        0 => unmarked_utf16(body).unwrap_or(UTF_8),
        _ => marked,
    };
    let (body, problem) = limited(body, encoding);
    if encoding != UTF_8 {
        return (encoding.decode_without_bom_handling(body).0, problem);
    }
    (without_mark(body), problem)
}

/// The first bytes, as many as are read; a character cut in half must not make the whole text look
/// like another encoding.
fn limited<'b>(body: &'b [u8], encoding: &'static Encoding) -> (&'b [u8], Option<Problem>) {
    let most = if encoding == UTF_8 {
        MAX_BYTES
    } else {
        2 * MAX_BYTES
    };
    if body.len() <= most {
        return (body, None);
    }
    let mut body = body.get(..most).unwrap_or_default();
    let whole = std::str::from_utf8(body).map_or_else(|error| error.valid_up_to(), str::len);
    if encoding == UTF_8 && body.len() - whole < 4 {
        body = body.get(..whole).unwrap_or_default();
    }
    let message = "The log is longer than 1 MB; only the first 1 MB was read";
    let problem = Problem::warning(NAME, 0, message).suggest("Export fewer events.");
    (body, Some(problem))
}

/// The kind of UTF-16 that bytes without a mark are in: in Latin text, every other byte is zero.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(SAMPLE))?;
    let zeros = |from: usize| {
        let every = sample.iter().skip(from).step_by(2);
        every.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let half = sample.len() / 2;
    if half >= 4 && odd * 2 > half && even * 8 < odd {
        return Some(UTF_16LE);
    }
    (half >= 4 && even * 2 > half && odd * 8 < even).then_some(UTF_16BE)
}

/// Decodes text without a mark: UTF-8, or else a code page.
fn without_mark(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let invalid: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    let high = bytes.iter().filter(|byte| !byte.is_ascii()).count();
    let page = CodePage::of(bytes);
    if high < 2 * invalid {
        return page.decode(bytes);
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&page.decode(chunk.invalid()));
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1252;

    use super::*;

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Ereignis-ID: 7\r\nBeschreibung: für Prüfung äöß, à l’été";
        let utf16 =
            |unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
        let le = utf16(u16::to_le_bytes);
        let be = utf16(u16::to_be_bytes);
        for (bytes, expect) in [
            (text.as_bytes().to_vec(), text),
            ([b"\xef\xbb\xbf", text.as_bytes()].concat(), text),
            ([b"\xff\xfe", le.as_slice()].concat(), text),
            ([b"\xfe\xff", be.as_slice()].concat(), text),
            (le, text),
            (be, text),
            (WINDOWS_1252.encode(text).0.into_owned(), text),
        ] {
            assert_eq!(decode(&bytes).0, expect);
        }
    }
}
