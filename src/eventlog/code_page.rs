//! Detects the code page of bytes that are not Unicode, from the bytes alone: from the order of the
//! non-ASCII bytes, and from which of them are frequent.

use std::borrow::Cow;

use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GBK, IBM866, SHIFT_JIS, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1254,
};

/// How many non-ASCII bytes are counted.
const SAMPLE: usize = 16 * 1024;

/// The upper half of code page 850.
const CODE_PAGE_850: &str = concat!(
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐",
    "└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}",
);

/// A way to read bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum CodePage {
    /// A code page that the Web uses, too.
    Known(&'static Encoding),
    /// The console code page of Western Europe.
    Console,
}

impl CodePage {
    /// The most likely code page of some bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        let counts = Counts::of(bytes);
        let known = counts.cyrillic().or_else(|| eastern(bytes, &counts));
        match known.or_else(|| counts.central_european()) {
            Some(known) => Self::Known(known),
            None if is_console(bytes) => Self::Console,
            None => Self::Known(WINDOWS_1252),
        }
    }

    /// Decodes bytes to text.
    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        match self {
            Self::Known(encoding) => encoding.decode_without_bom_handling(bytes).0,
            Self::Console => Cow::Owned(console(bytes)),
        }
    }
}

/// How often non-ASCII bytes occur.
struct Counts {
    /// The count of each byte; 0 for ASCII bytes.
    each: [usize; 256],
    /// The count of each byte when next to an ASCII letter.
    in_words: [usize; 256],
    all: usize,
    /// How many runs of them there are.
    runs: usize,
}

impl Counts {
    fn of(bytes: &[u8]) -> Self {
        let mut counts = Self {
            each: [0; 256],
            in_words: [0; 256],
            all: 0,
            runs: 0,
        };
        let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
        let high = bytes.iter().enumerate().filter(|(_, b)| !b.is_ascii());
        for (at, byte) in high.take(SAMPLE) {
            let before = at.checked_sub(1).and_then(|before| bytes.get(before));
            counts.all += 1;
            counts.runs += usize::from(before.is_none_or(u8::is_ascii));
            if let Some(count) = counts.each.get_mut(usize::from(*byte)) {
                *count += 1;
            }
            if (is_letter(before) || is_letter(bytes.get(at + 1)))
                && let Some(count) = counts.in_words.get_mut(usize::from(*byte))
            {
                *count += 1;
            }
        }
        counts
    }

    /// The share of these bytes among all non-ASCII bytes, in hundredths.
    fn share(&self, ranges: &[std::ops::RangeInclusive<usize>]) -> usize {
        let sum = |range: &std::ops::RangeInclusive<usize>| -> usize {
            let each = self.each.get(range.clone());
            each.into_iter().flatten().sum()
        };
        ranges.iter().map(sum).sum::<usize>() * 100 / self.all.max(1)
    }

    /// Whether the bytes form runs: letters of a non-Latin alphabet, or characters of more than one
    /// byte.
    fn has_runs(&self) -> bool {
        self.all > 2 && self.all * 10 >= self.runs * 17
    }

    /// Russian, which consists mostly of its lower-case letters.
    fn cyrillic(&self) -> Option<&'static Encoding> {
        if !self.has_runs() {
            return None;
        }
        let is_windows = self.share(&[0xe0..=0xff, 0xb8..=0xb8]) >= 60
            && self.share(&[0xc0..=0xff, 0xa8..=0xb9]) >= 90;
        let is_console =
            self.share(&[0xa0..=0xaf]) >= 35 && self.share(&[0x80..=0xaf, 0xe0..=0xf1]) >= 90;
        match (is_windows, is_console) {
            (true, _) => Some(WINDOWS_1251),
            (_, true) => Some(IBM866),
            _ => None,
        }
    }

    /// Polish, Czech and Turkish, whose letters are punctuation in Western European code pages, or
    /// rare there.
    fn central_european(&self) -> Option<&'static Encoding> {
        let count = |bytes: &[usize]| -> usize {
            let each = bytes.iter().filter_map(|byte| self.in_words.get(*byte));
            each.sum()
        };
        let console = count(&[0x81, 0x82, 0x84, 0x85, 0x87, 0x8a, 0x94, 0xa0, 0xa1, 0xa2]);
        let polish = count(&[0xb3, 0xb9, 0xbf]);
        let czech = match (count(&[0xf8]), count(&[0xe8, 0xec, 0x9e, 0xf9])) {
            (0, _) | (_, 0) => 0,
            (one, other) => one + other,
        };
        let turkish = count(&[0xf0, 0xfd, 0xfe, 0xdd, 0xde]);
        if turkish >= 2 && turkish > console && turkish > polish {
            return Some(WINDOWS_1254);
        }
        (polish.max(czech) > console).then_some(WINDOWS_1250)
    }
}

/// The East Asian encoding in which the bytes are valid. Several share the same ranges, so it is
/// the one in which the bytes are its frequent characters.
fn eastern(bytes: &[u8], counts: &Counts) -> Option<&'static Encoding> {
    if !counts.has_runs() {
        return None;
    }
    // A text that was cut may end with half a character.
    let last = bytes.iter().rposition(u8::is_ascii).map_or(0, |at| at + 1);
    let bytes = bytes.get(..last)?;
    let text = |encoding: &'static Encoding| {
        let (text, wrong) = encoding.decode_without_bom_handling(bytes);
        (!wrong).then_some(text)
    };
    let share = |text: &str, fits: fn(char) -> bool| {
        let beside = text.chars().filter(|c| !c.is_ascii()).take(SAMPLE);
        let (mut all, mut fitting) = (0, 0);
        for c in beside {
            all += 1;
            fitting += usize::from(fits(c));
        }
        fitting * 100 / all.max(1)
    };
    let is_kana = |c: char| matches!(c, 'ぁ'..='ヿ' | '、' | '。');
    let is_hangul = |c: char| matches!(c, '가'..='힣');
    for (encoding, fits, least) in [
        (SHIFT_JIS, is_kana as fn(char) -> bool, 20),
        (EUC_JP, is_kana, 20),
        (EUC_KR, is_hangul, 80),
    ] {
        if text(encoding).is_some_and(|text| share(&text, fits) >= least) {
            return Some(encoding);
        }
    }
    // The second byte of a simplified character is never ASCII, that of a traditional one often is.
    let mixed = bytes
        .windows(2)
        .filter(|pair| matches!(pair, [0xa4..=0xc6, 0x40..=0x7e]));
    let has_mixed = mixed.count() * 10 >= counts.all;
    if has_mixed && text(BIG5).is_some() {
        return Some(BIG5);
    }
    let is_frequent = counts.share(&[0xb0..=0xd7]) >= 35;
    (is_frequent && text(GBK).is_some()).then_some(GBK)
}

fn console(bytes: &[u8]) -> String {
    let upper: Vec<char> = CODE_PAGE_850.chars().collect();
    let letter = |byte: &u8| match byte {
        0..=0x7f => char::from(*byte),
        _ => upper
            .get(usize::from(*byte) - 0x80)
            .copied()
            .unwrap_or('\u{fffd}'),
    };
    bytes.iter().map(letter).collect()
}

/// Whether the non-ASCII bytes are letters in code page 850 rather than characters of Windows-1252,
/// which has punctuation in their places.
fn is_console(bytes: &[u8]) -> bool {
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphabetic);
    let (mut console, mut windows) = (0_usize, 0_usize);
    for (at, byte) in bytes.iter().enumerate().filter(|(_, b)| !b.is_ascii()) {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        if !is_letter(before) && !is_letter(bytes.get(at + 1)) {
            continue;
        }
        let between = is_letter(before) && is_letter(bytes.get(at + 1));
        match byte {
            0x92 => windows += 1,
            0x81 | 0x8d | 0x8f | 0x90 | 0x9d => console += 2,
            0x85 | 0x91 | 0x93..=0x97 => console += usize::from(between),
            0x80..=0xa5 => console += 1,
            0xe1 => {}
            0xc0..=0xff => windows += 1,
            _ => {}
        }
    }
    console > windows
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The labels of a record, and a message, in languages that code pages cover.
    const TEXTS: [(&str, &[&Encoding]); 9] = [
        (
            "Имя журнала: System\r\nИсточник: Lamp\r\nКод события: 7\r\nУровень: Ошибка\r\n\
             Описание:\r\nЛампа погасла после 17 часов.\r\n",
            &[WINDOWS_1251, IBM866],
        ),
        (
            "ログの名前: System\r\nソース: Lamp\r\nイベント ID: 7\r\nレベル: エラー\r\n説明:\r\n\
             ランプは17時間後に消えました。\r\n",
            &[SHIFT_JIS, EUC_JP],
        ),
        (
            "日志名称: System\r\n来源: Lamp\r\n事件 ID: 7\r\n级别: 错误\r\n描述:\r\n灯在十七小时后熄灭了。\r\n",
            &[GBK],
        ),
        (
            "記錄檔名稱: System\r\n來源: Lamp\r\n事件識別碼: 7\r\n等級: 錯誤\r\n描述:\r\n燈在十七小時後熄滅了。\r\n",
            &[BIG5],
        ),
        (
            "로그 이름: System\r\n원본: Lamp\r\n이벤트 ID: 7\r\n수준: 오류\r\n설명:\r\n램프가 17시간 후에 꺼졌습니다.\r\n",
            &[EUC_KR],
        ),
        (
            "Źródło: Lamp\r\nIdentyfikator zdarzenia: 7\r\nPoziom: Błąd\r\nUżytkownik: x\r\nOpis:\r\nLampa zgasła po północy.\r\n",
            &[WINDOWS_1250],
        ),
        (
            "Zdroj: Lamp\r\nID události: 7\r\nÚroveň: Chyba\r\nUživatel: x\r\nPočítač: HALL2\r\nPopis:\r\nŽárovka při startu zhasla, neběží.\r\n",
            &[WINDOWS_1250],
        ),
        (
            "Kaynak: Lamp\r\nOlay Kimliği: 7\r\nDüzey: Hata\r\nKullanıcı: x\r\nAçıklama:\r\nLamba şimdi söndü.\r\n",
            &[WINDOWS_1254],
        ),
        (
            "Source : Lamp\r\nID de l'événement : 7\r\nNiveau : Erreur\r\nDescription :\r\nLa lampe s'est éteinte à minuit où ça gêne.\r\n",
            &[WINDOWS_1252],
        ),
    ];

    #[test]
    fn every_code_page_is_recognized() {
        for (text, encodings) in TEXTS {
            for encoding in encodings {
                let bytes = encoding.encode(text).0;
                assert_eq!(CodePage::of(&bytes).decode(&bytes), text, "{encoding:?}");
            }
        }
    }

    #[test]
    fn the_console_code_page_has_letters_where_windows_has_signs() {
        let text = "Beschreibung: für Prüfung äöß, Gerät";
        let upper = |c: char| CODE_PAGE_850.chars().position(|x| x == c).unwrap();
        let byte = |c: char| match c.is_ascii() {
            true => u8::try_from(c).unwrap(),
            false => 0x80 + u8::try_from(upper(c)).unwrap(),
        };
        let bytes: Vec<u8> = text.chars().map(byte).collect();
        assert_eq!(CodePage::of(&bytes), CodePage::Console);
        assert_eq!(CodePage::Console.decode(&bytes), text);
        assert_eq!(CODE_PAGE_850.chars().count(), 128);
    }

    #[test]
    fn one_stray_byte_is_read_as_windows_1252() {
        for bytes in [&b"a \x96 b"[..], b"\xff", b"", b"caf\xe9 \xab", b"\xd6l"] {
            assert_eq!(CodePage::of(bytes), CodePage::Known(WINDOWS_1252));
        }
    }
}
