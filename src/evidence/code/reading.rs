//! The possible meanings of a text that is only a number or a code.
//!
//! People read one off a screen or hear it over the phone: `1645`, `1e`, `c000021a`, `-1018`. Like
//! Microsoft's old err.exe, [`readings`] lists everything that it may mean and says what is likely;
//! it never decides.

use super::{
    number::{CodeReading, is_known, of_number, reading, stop_of_status},
    scan,
};
use crate::evidence::label::is_code_label;

/// A longer text is not the spelling of a code.
const LONGEST: usize = 80;

/// Everything that a text may mean if it is nothing but a number or the spelling of one code
/// (`1645`, `c000021a`, `-1018`, `STOP: 0x1E`, `E_FAIL`), the likely meanings first. Empty for any
/// other text.
///
/// A code that the same number contains anyway (the Win32 error 5 in `0x80070005`) is not a
/// separate reading: see [`Code::relatives`](super::Code::relatives).
pub fn readings(text: &str) -> Vec<CodeReading> {
    let text = text
        .trim()
        .trim_matches(['"', '\'', '`', '(', ')', '[', ']', '.', ',', ':', '#']);
    if text.is_empty() || text.len() > LONGEST {
        return Vec::new();
    }
    let mut readings = of_number(text);
    if readings.is_empty() {
        readings = of_spelling(text);
    }
    readings.sort_by_key(|reading| !reading.likely);
    readings
}

/// The readings of a spelling with words around the number, or of a symbolic name.
fn of_spelling(text: &str) -> Vec<CodeReading> {
    let mut mentions = scan::codes(text).into_iter();
    let (Some(mention), None) = (mentions.next(), mentions.next()) else {
        return Vec::new();
    };
    let around = [text.get(..mention.span.start), text.get(mention.span.end..)];
    if !around.into_iter().flatten().all(only_labels) {
        return Vec::new();
    }
    let Some(first) = mention.readings.first() else {
        return Vec::new();
    };
    let relatives = first.relatives();
    let mut readings: Vec<CodeReading> = mention
        .readings
        .iter()
        .filter(|code| *code == first || !relatives.contains(code))
        .map(|code| reading(code.clone(), code == first || is_known(code)))
        .collect();
    if let Some(other) = first.bits().and_then(|value| stop_of_status(first, value)) {
        readings.push(other);
    }
    readings
}

/// Whether all words only announce a code.
fn only_labels(text: &str) -> bool {
    let mut words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.all(is_code_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::SpelledThing;

    fn shown(text: &str) -> String {
        let shown: Vec<String> = readings(text)
            .into_iter()
            .map(|reading| {
                let name = match reading.named {
                    SpelledThing::Event(id) => format!("event {id}"),
                    SpelledThing::Code(code) => code.key(),
                };
                let mark = if reading.likely { "" } else { "?" };
                format!("{name}{mark}")
            })
            .collect();
        shown.join(", ")
    }

    #[test]
    fn a_bare_number_is_a_set_of_readings() {
        for (text, expect) in [
            ("1645", "event 1645, win32:1645, win32:5701?"),
            ("68", "event 68, win32:68, stop:68?, win32:104?"),
            ("50", "event 50, win32:50, stop:50, win32:80?"),
            (
                "429",
                "event 429, win32:429, runtime:429, http:429, stop:429?, win32:1065?",
            ),
            ("1018", "event 1018, win32:1018, jet:-1018, win32:4120?"),
            ("-1018", "jet:-1018"),
            ("4294966278", "jet:-1018"),
            ("0xfffffc06", "jet:-1018"),
            ("1e", "stop:1e, win32:30?"),
            ("1E", "stop:1e, win32:30?"),
            ("0x1E", "stop:1e, win32:30"),
            ("0000001e", "stop:1e, win32:30?"),
            ("0x0000001e", "stop:1e, win32:30"),
            ("7b", "stop:7b, win32:123?"),
            ("c000021a", "stop:c000021a, status:c000021a"),
            ("0xC000021A", "stop:c000021a, status:c000021a"),
            ("c0000005", "status:c0000005"),
            ("80004005", "status:80004005"),
            ("80004005h", "status:80004005"),
            ("-2147467259", "status:80004005"),
            ("2147500037", "status:80004005"),
            ("0x80070005", "status:80070005"),
            ("bad", "stop:bad?, win32:2989?"),
            ("70001", ""),
            (
                "503",
                "event 503, win32:503, http:503, stop:503?, win32:1283?",
            ),
            ("5.7.708", "smtp:5.7.708"),
            ("403.7", "http:403.7"),
            ("5.5.2653", ""),
            ("10.5.7.1", ""),
            ("168465", ""),
            ("99999999999", ""),
            ("0x", ""),
            ("-", ""),
            ("", ""),
        ] {
            assert_eq!(shown(text), expect, "{text}");
        }
    }

    #[test]
    fn a_spelling_is_read_whole_or_not_at_all() {
        for (text, expect) in [
            ("STOP: 0x0000001E", "stop:1e"),
            ("stop 1e", "stop:1e"),
            ("stop 50", "stop:50"),
            ("STOP C000021A", "stop:c000021a"),
            ("E_FAIL", "status:80004005"),
            ("ID no: c1030b11", "status:c1030b11"),
            ("error 5", "win32:5, runtime:5"),
            ("run-time error '429'", "runtime:429"),
            ("result code 3", "result:3"),
            ("550 5.7.708", "smtp:5.7.708"),
            ("#550 5.7.1", "smtp:5.7.1"),
            ("status code 5.1.1", "smtp:5.1.1"),
            ("HTTP 404", "http:404"),
            ("HTTP/1.1 403.7", "http:403.7"),
            ("AADSTS50126:", "aadsts:50126"),
            ("Failure Code: 0x18", "kerberos:18"),
            ("KDC_ERR_PREAUTH_FAILED", "kerberos:18"),
            ("0x80190194", "status:80190194"),
            ("lnk2001", "build:LNK2001"),
            ("%%1053", "win32:1053"),
            ("JET_errReadVerifyFailure", "jet:-1018"),
            ("service error 5 again", ""),
            ("E_FAIL or -1018", ""),
            ("event 68", ""),
            ("no code at all", ""),
        ] {
            assert_eq!(shown(text), expect, "{text}");
        }
    }

    proptest! {
        #[test]
        fn likely_readings_come_first(text in "(0x|-|&h)?[0-9a-f]{1,9}h?|.{0,100}") {
            let likely: Vec<bool> = readings(&text).iter().map(|reading| reading.likely).collect();
            prop_assert!(likely.is_sorted_by(|a, b| a >= b));
        }
    }
}
