//! Forms that are cut, joined and mixed with people's own words: no event may take anything from
//! another, and nothing that was said may be lost.

use proptest::prelude::*;

use super::{DOOR, FORMS, LAMP, LogReading, read};

/// What people say between events.
const SAID: [&str; 8] = [
    "It zzfirst happens since tuesday, nobody knows why.",
    "Can somebody zzsecond help?",
    "Please call zzthird back before noon.",
    "Room zzfourth 12, phone 555-0199",
    "- zzfifth point\n- zzsixth point",
    "zzseventh: see above",
    "https://example.com/zzeighth?id=99",
    "Order 4711 zzninth arrived",
];

/// Everything that a reading shows.
fn shown(reading: &LogReading) -> String {
    format!(
        "{:?} {:?} {:?}",
        reading.records, reading.prose, reading.not_understood
    )
}

/// Whether no event has the ID of one and the source of the other.
fn is_apart(reading: &LogReading) -> bool {
    reading.records.iter().all(|record| {
        let source = record.source.clone().unwrap_or_default();
        let is_other = |own: u32, other: &str| record.id == Some(own) && source.contains(other);
        !is_other(LAMP.id, DOOR.source) && !is_other(DOOR.id, LAMP.source)
    })
}

/// The numbers in a text that could be event IDs.
fn numbers(text: &str) -> Vec<u64> {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    numbers.filter_map(|number| number.parse().ok()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn what_is_cut_takes_nothing_from_what_follows(
        first in 0..FORMS.len(),
        second in 0..FORMS.len(),
        cut in 0.0..1.0_f64,
        is_end_lost in any::<bool>(),
    ) {
        let text = FORMS[first].2(&LAMP);
        let at = text.floor_char_boundary((text.len() as f64 * cut) as usize);
        let part = if is_end_lost { &text[..at] } else { &text[at..] };
        // A number that has lost a part may be anything.
        let is_cut = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
        prop_assume!(!is_cut(&text[at..]));
        let text = format!("{part}\n\n{}", FORMS[second].2(&DOOR));
        let reading = read(text.as_bytes());
        prop_assert!(is_apart(&reading), "{}\n{:#?}", text, reading);
        let known = numbers(&text);
        for record in &reading.records {
            let id = u64::from(record.id.unwrap());
            let is_known = known.iter().any(|number| *number == id || number & 0xffff == id);
            prop_assert!(is_known, "{}\n{:#?}", text, record);
        }
    }

    #[test]
    fn what_is_said_between_events_is_kept(
        first in 0..FORMS.len(),
        second in 0..FORMS.len(),
        said in 0..SAID.len(),
        before in 0..SAID.len(),
    ) {
        let text = format!(
            "{}\n\n{}\n\n{}\n\n{}",
            SAID[before],
            FORMS[first].2(&LAMP).trim_end(),
            SAID[said],
            FORMS[second].2(&DOOR),
        );
        let reading = read(text.as_bytes());
        let shown = shown(&reading);
        for said in [SAID[before], SAID[said]] {
            for word in said.split(|c: char| !c.is_alphabetic()).filter(|word| word.starts_with("zz")) {
                prop_assert!(shown.contains(word), "{}: {}\n{:#?}", word, text, reading);
            }
        }
        prop_assert!(is_apart(&reading), "{}\n{:#?}", text, reading);
        let ids: Vec<_> = reading.records.iter().map(|record| record.id).collect();
        prop_assert_eq!(ids, [Some(LAMP.id), Some(DOOR.id)], "{}\n{:#?}", text, reading);
    }
}
