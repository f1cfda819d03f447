//! Writes small `.evt` logs for the tests of the reader and of the portal.

/// Bytes of the header.
const HEADER: usize = 48;

/// The time of the first record, 2011-07-27T06:41:47Z; each further one is a minute later.
const FIRST: u32 = 1_311_748_907;

/// A record: its number, type, source, event identifier and strings.
pub(crate) fn record(number: u32, kind: u16, source: &str, id: u32, strings: &[&str]) -> Vec<u8> {
    let wide = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().chain([0]);
        units.flat_map(u16::to_le_bytes).collect()
    };
    let user = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
    let data = [0xde, 0xad];
    let names = [wide(source), wide("PC1")].concat();
    let texts: Vec<u8> = strings.iter().flat_map(|text| wide(text)).collect();
    let user_at = 56 + names.len();
    let strings_at = user_at + user.len();
    let data_at = strings_at + texts.len();
    let mut bytes = Vec::new();
    let length = (data_at + data.len() + 4).next_multiple_of(4);
    for field in [length as u32, u32::from_le_bytes(*b"LfLe"), number] {
        bytes.extend(field.to_le_bytes());
    }
    let time = FIRST + 60 * number;
    for field in [time, time, id] {
        bytes.extend(field.to_le_bytes());
    }
    for field in [kind, strings.len() as u16, 3, 0] {
        bytes.extend(field.to_le_bytes());
    }
    for field in [0, strings_at, user.len(), user_at, data.len(), data_at] {
        bytes.extend((field as u32).to_le_bytes());
    }
    for part in [&names[..], &user, &texts, &data] {
        bytes.extend(part);
    }
    bytes.resize(length - 4, 0);
    bytes.extend((length as u32).to_le_bytes());
    bytes
}

/// A log of these records, which begin at `first` and wrap at the end of the file; `slack` bytes
/// are free after the end record.
pub(crate) fn log(records: &[Vec<u8>], first: usize, slack: usize) -> Vec<u8> {
    let whole = records.concat();
    let mut ring = vec![0; whole.len() + 40 + slack];
    let size = ring.len();
    let place = |at: usize| HEADER + (first + at) % size;
    let mut end = Vec::new();
    for field in [
        0x28,
        0x1111_1111,
        0x2222_2222,
        0x3333_3333,
        0x4444_4444,
        place(0) as u32,
        place(whole.len()) as u32,
        records.len() as u32 + 1,
        1,
        0x28,
    ] {
        end.extend(field.to_le_bytes());
    }
    for (at, byte) in whole.iter().chain(&end).enumerate() {
        ring[place(at) - HEADER] = *byte;
    }
    let mut bytes = Vec::new();
    for field in [
        HEADER,
        u32::from_le_bytes(*b"LfLe") as usize,
        1,
        1,
        place(0),
        place(whole.len()),
        records.len() + 1,
        1,
        HEADER + size,
        0,
        0,
        HEADER,
    ] {
        bytes.extend((field as u32).to_le_bytes());
    }
    bytes.extend(ring);
    bytes
}

/// This many records of one source, with three kinds of events.
pub(crate) fn records(count: u32) -> Vec<Vec<u8>> {
    let one = |number: u32| {
        let (kind, id) =
            [(1, 0xC000_0007), (2, 0x8000_0008), (4, 0x4000_0009)][number as usize % 3];
        let text = format!("room {number}");
        record(number, kind, "Lamp", id, &["dark", &text])
    };
    (0..count).map(one).collect()
}
