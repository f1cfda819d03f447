//! Makes an event from fields that a person typed one by one: each value is used unchanged.

use super::{
    field::{Field, named},
    reading::LogReading,
    record::Fields,
    value::{cut, id, joined},
};

/// The longest source, in bytes.
const LONGEST_SOURCE: usize = 120;

/// Makes an event from fields, each a value with a label in any language of Event Viewer. An
/// unknown field, or a field that should be a number and is not, is shown as not understood.
/// Without an event ID there is no event, and all values are text.
pub fn read_fields<'f>(given: impl IntoIterator<Item = (&'f str, &'f str)>) -> LogReading {
    let (mut reading, mut fields) = (LogReading::default(), Fields::default());
    let mut source = None;
    let mut values = Vec::new();
    for (label, value) in given {
        let (value, whole) = (value.trim(), joined(value));
        if value.is_empty() {
            continue;
        }
        let field = named(label).filter(|field| takes(*field, value) && !fields.has(*field));
        match field {
            Some(Field::Source) if source.is_none() => {
                source = Some(cut(&whole, LONGEST_SOURCE).to_owned());
            }
            Some(field @ (Field::Description | Field::Data | Field::Strings)) => {
                fields.put(field, value);
            }
            Some(field) if field != Field::Source => fields.put(field, &whole),
            _ => {
                reading.keep_not_understood(&format!("{label}: {whole}"));
                continue;
            }
        }
        values.push(value);
    }
    match fields.record() {
        Some(mut record) => {
            record.source = source.or(record.source);
            reading.records.push(record);
        }
        None => values.iter().for_each(|value| reading.keep_prose(value)),
    }
    reading.report_omissions();
    reading
}

/// Whether a field can have this value.
fn takes(field: Field, value: &str) -> bool {
    match field {
        Field::Id => id(value).is_some(),
        Field::Other | Field::End | Field::Keywords => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_taken_as_written() {
        let given = [
            ("Log Name", "System: old"),
            ("Source", "Event ID: 5 (Lamp)."),
            ("Event ID", " 7024 "),
            ("Level", "Fehler"),
            ("Date", "yesterday, 10:17"),
            ("User", "Source: bob"),
            ("Computer", "HALL2\r\nLevel: x"),
            ("Task Category", ""),
            (
                "Description",
                "Event ID: 9\nSource: Door\n\nDescription: none.",
            ),
        ];
        let reading = read_fields(given);
        let [record] = reading.records.as_slice() else {
            panic!("{reading:?}");
        };
        let got = |value: &Option<String>| value.clone().unwrap_or_default();
        assert_eq!(record.id, Some(7024));
        assert_eq!(got(&record.log), "System: old");
        assert_eq!(got(&record.source), "Event ID: 5 (Lamp).");
        assert_eq!(got(&record.kind), "Error");
        assert_eq!(got(&record.time), "yesterday, 10:17");
        assert_eq!(got(&record.user), "Source: bob");
        assert_eq!(got(&record.computer), "HALL2 Level: x");
        assert_eq!(record.category, None);
        let said = "Event ID: 9 Source: Door Description: none.";
        assert_eq!(got(&record.description), said);
        assert!(reading.prose.is_empty() && reading.not_understood.is_empty());
    }

    #[test]
    fn fields_that_are_not_understood_are_shown() {
        let reading = read_fields([
            ("Event ID", "seven"),
            ("Source", "Lamp"),
            ("Colour", "red"),
            ("Description", "It is dark."),
        ]);
        assert_eq!(reading.records, []);
        assert_eq!(reading.not_understood, ["Event ID: seven", "Colour: red"]);
        assert_eq!(reading.prose, ["Lamp", "It is dark."]);
    }

    #[test]
    fn a_missing_message_leaves_its_strings() {
        let said = "The description for Event ID ( 7 ) in Source ( Lamp ) could not be found. \
            It contains the following insertion string(s): hall, 5.";
        let reading = read_fields([("Event ID", "7"), ("Description", said)]);
        let record = &reading.records[0];
        assert_eq!(record.source.as_deref(), Some("Lamp"));
        assert_eq!(record.strings, ["hall", "5"]);
    }
}
