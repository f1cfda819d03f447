//! What follows from the value of a code: its spellings, its parts, and other codes with the same
//! number.

use super::model::{Code, Family};

/// JET errors are small negative numbers.
const JET: std::ops::RangeInclusive<i32> = -4095..=-100;
/// Bits for each number of a code that consists of numbers with points between them.
const PART: u32 = 10;
/// The longest module name, in bytes.
const LONGEST_MODULE: usize = 40;

impl Code {
    /// The code with this [`Code::slug`] or [`Code::key`], in any letter case.
    pub fn from_slug(slug: &str) -> Option<Self> {
        let (word, value) = slug.split_once(['-', ':'])?;
        let family = Family::of_word(word)?;
        canonical(family, value).map(|value| Self { family, value })
    }

    /// The value of a code as a 32-bit number, which keeps the order within a family; `None` for
    /// compiler errors and faults.
    pub fn bits(&self) -> Option<u32> {
        match self.family {
            Family::Stop | Family::Status | Family::Kerberos => {
                u32::from_str_radix(&self.value, 16).ok()
            }
            Family::Smtp => dotted(&self.value, 3),
            Family::Http => dotted(&self.value, 2),
            Family::Win32 | Family::Jet | Family::Runtime | Family::Result | Family::Entra => {
                let value: i64 = self.value.parse().ok()?;
                u32::try_from(value)
                    .ok()
                    .or_else(|| i32::try_from(value).ok().map(i32::cast_unsigned))
            }
            Family::Build | Family::Fault => None,
        }
    }

    /// The code of a family with these [`Code::bits`]; `None` for compiler errors and faults.
    pub fn of_bits(family: Family, bits: u32) -> Option<Self> {
        let value = match family {
            Family::Stop | Family::Kerberos => format!("{bits:x}"),
            Family::Status => format!("{bits:08x}"),
            Family::Jet => bits.cast_signed().to_string(),
            Family::Win32 | Family::Runtime | Family::Result | Family::Entra => bits.to_string(),
            Family::Smtp => {
                let part = |number: u32| (bits >> (number * PART)) & ((1 << PART) - 1);
                format!("{}.{}.{}", part(2), part(1), part(0))
            }
            Family::Http => match bits & ((1 << PART) - 1) {
                0 => format!("{}", bits >> PART),
                sub => format!("{}.{sub}", bits >> PART),
            },
            Family::Build | Family::Fault => return None,
        };
        Some(Self { family, value })
    }

    /// Whether it is only a small number (or -1) written with eight hex digits, without anything
    /// that says what it means. Registry values and the parameters of stop screens look like that.
    pub fn is_plain_number(&self) -> bool {
        let is_plain = |value| value < 0x1_0000 || value == u32::MAX;
        self.family == Family::Status && self.bits().is_some_and(is_plain)
    }

    /// Other codes that are the same number: `fffffc06` is JET's -1018, `80070005` contains Win32's
    /// 5, `800a01ad` Visual Basic's 429, `80190194` HTTP's 404, `d0000022` the NTSTATUS `c0000022`,
    /// and `0000001e` may be a stop code.
    pub fn relatives(&self) -> Vec<Self> {
        let Some(value) = self.bits() else {
            return Vec::new();
        };
        match self.family {
            Family::Status if JET.contains(&value.cast_signed()) => {
                vec![Self::number(Family::Jet, value.cast_signed())]
            }
            Family::Status => match value {
                // The mark of an NTSTATUS that is passed on as an HRESULT.
                0xD000_0001..=0xD0FF_FFFF => vec![Self::status(value & !0x1000_0000)],
                0x8019_0064..=0x8019_0257 => vec![Self::number(Family::Http, value & 0xFFFF)],
                0x8007_0001..=0x8007_FFFF => vec![Self::number(Family::Win32, value & 0xFFFF)],
                0x800A_0001..=0x800A_FFFF => vec![Self::number(Family::Runtime, value & 0xFFFF)],
                1..=0x3FFF => vec![Self::stop(value), Self::number(Family::Win32, value)],
                _ => Vec::new(),
            },
            Family::Jet => vec![Self::status(value)],
            Family::Stop if value >= 0x8000_0000 => vec![Self::status(value)],
            _ => Vec::new(),
        }
    }

    /// The first of [`Code::spellings`].
    pub fn commonest_spelling(&self) -> String {
        self.spellings()
            .into_iter()
            .next()
            .unwrap_or_else(|| self.value.clone())
    }

    /// The spellings that people use for this code, the most common first (`0x80004005`,
    /// `-2147467259`, …).
    pub fn spellings(&self) -> Vec<String> {
        let value = self.value.as_str();
        let mut spellings = match self.family {
            Family::Stop => {
                let upper = value.to_ascii_uppercase();
                let padded = format!("STOP 0x{upper:0>8}");
                vec![padded, format!("STOP 0x{upper}"), format!("STOP {upper}")]
            }
            Family::Status => status_spellings(value),
            Family::Win32 => vec![format!("error {value}"), format!("%%{value}")],
            Family::Jet => match self.bits() {
                Some(bits) => vec![value.to_owned(), bits.to_string(), format!("0x{bits:08x}")],
                None => vec![value.to_owned()],
            },
            Family::Build => vec![value.to_owned()],
            Family::Runtime => vec![format!("run-time error '{value}'")],
            Family::Result => vec![format!("result code {value}")],
            Family::Fault => vec![format!("fault in module {}", value.to_ascii_uppercase())],
            Family::Http => vec![format!("HTTP {value}"), format!("HTTP status {value}")],
            Family::Smtp => vec![value.to_owned(), format!("#{value}")],
            Family::Entra => vec![format!("AADSTS{value}")],
            Family::Kerberos => {
                let upper = value.to_ascii_uppercase();
                vec![
                    format!("Kerberos 0x{upper}"),
                    format!("Failure Code: 0x{upper}"),
                ]
            }
        };
        spellings.dedup();
        // `Not Found` and `InvalidGrant` are words that a text may use without meaning the code.
        if !matches!(self.family, Family::Http | Family::Entra) {
            let names = self.listed().iter().filter_map(|known| known.name);
            spellings.extend(names.map(str::to_owned));
        }
        spellings
    }
}

fn status_spellings(hex: &str) -> Vec<String> {
    let mut spellings = vec![format!("0x{}", hex.to_ascii_uppercase()), hex.to_owned()];
    if let Ok(value) = u32::from_str_radix(hex, 16) {
        if value.cast_signed() < 0 {
            spellings.push(value.cast_signed().to_string());
        }
        spellings.push(value.to_string());
    }
    spellings
}

/// The canonical value of `text` in a family; `None` if it can't be a value of that family.
pub(super) fn canonical(family: Family, text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let hex = || {
        let digits = lower.strip_prefix("0x").unwrap_or(&lower);
        let is_hex = digits.len() <= 8 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| is_hex)
    };
    let decimal = || {
        lower
            .parse::<i32>()
            .ok()
            .filter(|value| value.unsigned_abs() <= 99_999)
    };
    match family {
        Family::Stop => hex().map(|value| Code::stop(value).value),
        Family::Status => hex().map(|value| Code::status(value).value),
        Family::Kerberos => hex()
            .filter(|value| *value < 0x100)
            .map(|value| format!("{value:x}")),
        Family::Smtp => enhanced_status(&lower),
        Family::Http => http_status(&lower),
        Family::Entra => (5..=7)
            .contains(&lower.len())
            .then_some(())
            .and_then(|()| lower.parse::<u32>().ok())
            .map(|value| value.to_string()),
        Family::Win32 | Family::Runtime | Family::Result => {
            decimal().map(|value| value.to_string())
        }
        Family::Jet => {
            let digits: i32 = lower.strip_prefix('-').unwrap_or(&lower).parse().ok()?;
            let value = digits.checked_neg()?;
            JET.contains(&value).then(|| value.to_string())
        }
        Family::Build => {
            let letters = lower.bytes().take_while(u8::is_ascii_alphabetic).count();
            let is_code = (1..=4).contains(&letters)
                && (letters + 3..=letters + 4).contains(&lower.len())
                && lower.bytes().skip(letters).all(|b| b.is_ascii_digit());
            is_code.then(|| lower.to_ascii_uppercase())
        }
        Family::Fault => module(&lower).map(str::to_owned),
    }
}

/// An enhanced mail status: success, a temporary or a permanent failure, then its subject and the
/// detail (RFC 3463); `None` for any other text.
pub(super) fn enhanced_status(text: &str) -> Option<String> {
    let mut parts = text.split('.').map(number_of_three);
    let (class, subject, detail) = (parts.next()??, parts.next()??, parts.next()??);
    let is_status = matches!(class, 2 | 4 | 5) && parts.next().is_none();
    is_status.then(|| format!("{class}.{subject}.{detail}"))
}

/// An HTTP status, with or without the sub-status of IIS; `None` for any other text.
pub(super) fn http_status(text: &str) -> Option<String> {
    let mut parts = text.split('.').map(number_of_three);
    let status = parts.next()??;
    let sub = match parts.next() {
        Some(sub) => sub?,
        None => 0,
    };
    let is_status = (100..600).contains(&status) && parts.next().is_none();
    is_status.then(|| match sub {
        0 => status.to_string(),
        sub => format!("{status}.{sub}"),
    })
}

fn number_of_three(text: &str) -> Option<u32> {
    let is_number = (1..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// Numbers with points between them as one number, the first being the most significant.
fn dotted(text: &str, count: u32) -> Option<u32> {
    let mut bits = 0;
    let mut parts = text.split('.');
    for _ in 0..count {
        let part: u32 = parts.next().unwrap_or("0").parse().ok()?;
        bits = bits << PART | part;
    }
    Some(bits)
}

/// The file name of a module, given in lower case; `None` if it is not a name.
pub(super) fn module(lower: &str) -> Option<&str> {
    let (stem, extension) = lower.rsplit_once('.')?;
    let is_name = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'~' | b'.');
    let fits = !stem.is_empty()
        && lower.len() <= LONGEST_MODULE
        && (2..=4).contains(&extension.len())
        && lower.bytes().all(is_name);
    fits.then_some(lower)
}
