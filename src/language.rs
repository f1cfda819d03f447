//! The languages that articles are in: their tags and names, and how to detect them in a text.

use std::{ops::Range, sync::LazyLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use whatlang::{Detector, Lang};

/// A language, identified by its tag of two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(&'static str);

/// The languages that we distinguish, each with its tag.
const LANGUAGES: [(&str, Lang); 48] = [
    ("af", Lang::Afr),
    ("ar", Lang::Ara),
    ("be", Lang::Bel),
    ("bg", Lang::Bul),
    ("bn", Lang::Ben),
    ("ca", Lang::Cat),
    ("cs", Lang::Ces),
    ("cy", Lang::Cym),
    ("da", Lang::Dan),
    ("de", Lang::Deu),
    ("el", Lang::Ell),
    ("en", Lang::Eng),
    ("es", Lang::Spa),
    ("et", Lang::Est),
    ("fa", Lang::Pes),
    ("fi", Lang::Fin),
    ("fr", Lang::Fra),
    ("he", Lang::Heb),
    ("hi", Lang::Hin),
    ("hr", Lang::Hrv),
    ("hu", Lang::Hun),
    ("hy", Lang::Hye),
    ("id", Lang::Ind),
    ("it", Lang::Ita),
    ("ja", Lang::Jpn),
    ("ka", Lang::Kat),
    ("km", Lang::Khm),
    ("ko", Lang::Kor),
    ("lt", Lang::Lit),
    ("lv", Lang::Lav),
    ("mk", Lang::Mkd),
    ("nl", Lang::Nld),
    ("no", Lang::Nob),
    ("pl", Lang::Pol),
    ("pt", Lang::Por),
    ("ro", Lang::Ron),
    ("ru", Lang::Rus),
    ("sk", Lang::Slk),
    ("sl", Lang::Slv),
    ("sr", Lang::Srp),
    ("sv", Lang::Swe),
    ("ta", Lang::Tam),
    ("th", Lang::Tha),
    ("tr", Lang::Tur),
    ("uk", Lang::Ukr),
    ("ur", Lang::Urd),
    ("vi", Lang::Vie),
    ("zh", Lang::Cmn),
];

/// Other tags for some of these languages.
const OTHER_TAGS: [(&str, &str); 9] = [
    ("nb", "no"),
    ("nn", "no"),
    ("iw", "he"),
    ("in", "id"),
    ("cn", "zh"),
    ("jp", "ja"),
    ("kr", "ko"),
    ("cz", "cs"),
    ("ua", "uk"),
];

/// The fewest letters that make the language of a text certain.
const ENOUGH: usize = 60;

/// How much of a text is examined, in bytes.
const LOOKED_AT: usize = 4_000;

/// Distinguishes all of [`LANGUAGES`].
static DETECTOR: LazyLock<Detector> = LazyLock::new(|| {
    let all = LANGUAGES.iter().map(|(_, lang)| *lang);
    Detector::with_allowlist(all.collect())
});

impl Language {
    /// English.
    pub const ENGLISH: Self = Self("en");

    /// German.
    pub const GERMAN: Self = Self("de");

    /// The language with this tag (`de`, `de-AT`, `pt_BR`) or name (`German`, `Deutsch`), in any
    /// letter case; `None` if we don't distinguish it.
    pub fn of_tag(tag: &str) -> Option<Self> {
        // Most articles don't state a language.
        if tag.is_empty() {
            return None;
        }
        let tag = tag.trim().to_lowercase();
        let first = tag.split(['-', '_']).next().unwrap_or_default();
        let first = OTHER_TAGS
            .iter()
            .find(|(other, _)| *other == first)
            .map_or(first, |(_, own)| own);
        let has_tag = |(own, lang): &&(&str, Lang)| *own == first || lang.code() == first;
        let has_name = |(own, _): &&(&'static str, Lang)| {
            let names = [Self(own).name(), Self(own).own_name()];
            names.iter().any(|name| name.to_lowercase() == tag)
        };
        let mut all = LANGUAGES.iter();
        let known = all.clone().find(has_tag).or_else(|| all.find(has_name));
        known.map(|(tag, _)| Self(tag))
    }

    /// Its tag, in lower case.
    pub fn tag(self) -> &'static str {
        self.0
    }

    /// Its tag, unless it is English, the language of the pages around the articles.
    pub fn foreign_tag(self) -> Option<&'static str> {
        (self != Self::ENGLISH).then_some(self.0)
    }

    /// Its English name.
    pub fn name(self) -> &'static str {
        match self.0 {
            "zh" => "Chinese",
            "no" => "Norwegian",
            "sl" => "Slovenian",
            _ => self.lang().eng_name(),
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self.0 {
            "zh" => "中文",
            "no" => "Norsk",
            _ => self.lang().name(),
        }
    }

    /// The languages whose tags are in a path, as folders (`docs/de/vpn.md`) or before the
    /// extension (`vpn.de.md`, `vpn_pt-BR.md`), each with the range to cut out of the path to
    /// remove the tag. Words may look like tags: `it/vpn.md`.
    pub fn in_path(path: &str) -> Vec<(Self, Range<usize>)> {
        let mut found = Vec::new();
        let mut start = 0;
        for part in path.split_inclusive('/') {
            let end = start + part.len();
            if let Some(folder) = part.strip_suffix('/') {
                let language = is_tag(folder).then(|| Self::of_tag(folder)).flatten();
                found.extend(language.map(|language| (language, start..end)));
            } else if let Some((stem, _)) =
                part.split_once('.')
                    .map(|(stem, rest)| match rest.split_once('.') {
                        // `vpn.de.md`: the tag is between two dots.
                        Some((tag, _)) => {
                            (part.get(..stem.len() + 1 + tag.len()).unwrap_or(stem), rest)
                        }
                        None => (stem, rest),
                    })
                && let Some(at) = stem.rfind(['.', '_'])
                && let Some(tag) = stem.get(at + 1..).filter(|tag| is_tag(tag))
                && let Some(language) = Self::of_tag(tag)
            {
                found.push((language, start + at..start + stem.len()));
            }
            start = end;
        }
        found
    }

    /// The language of a text, if the text is long enough to be certain.
    pub fn detect(text: &str) -> Option<Self> {
        let text = beginning(text);
        let info = DETECTOR.detect(text)?;
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        // A Chinese, Japanese or Korean character says as much as several letters.
        let (lang, enough) = match info.lang() {
            lang @ (Lang::Cmn | Lang::Jpn | Lang::Kor) => (lang, ENOUGH / 4),
            lang => (lang, ENOUGH),
        };
        (letters >= enough && info.is_reliable()).then(|| Self::of_lang(lang))?
    }

    /// Whether this is the most likely language of a text, however short.
    pub fn is_likeliest(self, text: &str) -> bool {
        DETECTOR
            .detect_lang(beginning(text))
            .and_then(Self::of_lang)
            == Some(self)
    }

    fn of_lang(lang: Lang) -> Option<Self> {
        let known = LANGUAGES.iter().find(|(_, other)| *other == lang);
        known.map(|(tag, _)| Self(tag))
    }

    fn lang(self) -> Lang {
        let known = LANGUAGES.iter().find(|(tag, _)| *tag == self.0);
        known.map_or(Lang::Eng, |(_, lang)| *lang)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        Ok(Self::of_tag(&tag).unwrap_or(Self::ENGLISH))
    }
}

/// Whether a part of a path looks like a tag: `de`, `pt-BR`, `zh_Hans`.
fn is_tag(part: &str) -> bool {
    let (first, rest) = part.split_once(['-', '_']).unwrap_or((part, ""));
    first.len() == 2
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && (rest.is_empty() && first.len() == part.len() || (2..=4).contains(&rest.len()))
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The part of a text that is examined.
fn beginning(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LOOKED_AT))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_known_by_tags_and_names() {
        for (tag, expect) in [
            ("de", "de"),
            ("de-AT", "de"),
            ("pt_BR", "pt"),
            ("ZH-hans", "zh"),
            ("deu", "de"),
            ("nb-NO", "no"),
            ("German", "de"),
            ("français", "fr"),
            ("x", ""),
            ("", ""),
        ] {
            let read = Language::of_tag(tag).map_or("", Language::tag);
            assert_eq!(read, expect, "{tag}");
        }
        for (tag, _) in LANGUAGES {
            let language = Language::of_tag(tag).unwrap();
            assert_eq!(Language::of_tag(language.name()), Some(language));
            assert!(!language.own_name().is_empty());
        }
    }

    #[test]
    fn paths_may_say_a_language() {
        for (path, expect) in [
            ("docs/de/vpn.md", vec![("de", "docs/vpn.md")]),
            ("fr/a/b.md", vec![("fr", "a/b.md")]),
            ("vpn.de.md", vec![("de", "vpn.md")]),
            ("a/vpn_pt-BR.html", vec![("pt", "a/vpn.html")]),
            ("zh-Hans/vpn.md", vec![("zh", "vpn.md")]),
            (
                "it/de/vpn.md",
                vec![("it", "de/vpn.md"), ("de", "it/vpn.md")],
            ),
            ("de.md", vec![]),
            ("docs/de-inking/vpn.md", vec![]),
            ("docs/v1.13.2.md", vec![]),
            ("DE/vpn.md", vec![]),
        ] {
            let cut = |(language, cut): (Language, Range<usize>)| {
                let mut rest = path.to_owned();
                rest.replace_range(cut, "");
                (language.tag(), rest)
            };
            let found: Vec<_> = Language::in_path(path).into_iter().map(cut).collect();
            let expect: Vec<_> = expect.into_iter().map(|(l, p)| (l, p.to_owned())).collect();
            assert_eq!(found, expect, "{path}");
        }
    }

    #[test]
    fn long_texts_say_their_language_and_short_ones_do_not() {
        let german = "Der Drucker druckt nicht mehr, seit der Treiber auf dem Server erneuert wurde. \
            Starten Sie zuerst die Druckwarteschlange neu und prüfen Sie danach, ob der Anschluss noch \
            stimmt. Wenn das nicht hilft, entfernen Sie den Drucker und fügen ihn wieder hinzu.";
        let english = "The printer does not print since the driver on the server was renewed. Restart the \
            print spooler first, and then check whether the port is still right. If this does not help, \
            remove the printer and add it again, as the administrator of that computer.";
        let japanese = "サーバーのドライバーを更新してからプリンターで印刷できません。まず印刷スプーラーを再起動し、\
            ポートが正しいか確認してください。それでも直らない場合はプリンターを削除して追加します。";
        for (text, expect) in [
            (german, "de"),
            (english, "en"),
            (japanese, "ja"),
            ("Der Drucker druckt nicht.", ""),
            ("", ""),
        ] {
            assert_eq!(Language::detect(text).map_or("", Language::tag), expect);
        }
        assert!(Language::GERMAN.is_likeliest("Der Drucker druckt nicht mehr."));
        assert!(!Language::GERMAN.is_likeliest("The printer does not print any more."));
    }
}
