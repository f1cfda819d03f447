//! The names of an event's fields, in every container: labels of event viewers in all languages,
//! columns, properties and keys.

use std::{collections::HashMap, sync::LazyLock};

use foldhash::fast::RandomState;
use unicode_normalization::char::decompose_canonical;

/// What a named value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Field {
    Log,
    Source,
    Id,
    /// The complete identifier, whose low word is the ID.
    Identifier,
    /// A level, as a word or as a number of event XML.
    Level,
    /// An event type, as a word or as a number of the old API.
    Type,
    Category,
    Date,
    Time,
    /// Date and time in one.
    Moment,
    Computer,
    Description,
    User,
    Strings,
    /// Data bytes; in some languages, the date has this name.
    Data,
    Keywords,
    /// A known field that is not used, but ends the value before it.
    Other,
    /// Text that follows a record and is not part of it (`Event Xml`).
    End,
}

/// Every field with its names, between bars. Only letters and digits count, in either case.
const NAMES: [(Field, &str); 18] = [
    (
        Field::Log,
        "log name|log|channel|event log|log file|protokollname|protokoll|nom du journal|journal\
         |nombre de registro|registro|nome registro|nome log|nome do log|nome do registo\
         |logboeknaam|logboek|nazwa dziennika|dziennik|имя журнала|журнал|ログの名前|ログ名|ログ\
         |日志名称|日志|記錄檔名稱|記錄名稱|日誌名稱|로그 이름|loggnamn|logg|název protokolu|protokol\
         |günlük adı|lognavn|loggnavn|eventlog name|event log name",
    ),
    (
        Field::Source,
        "source|event source|source name|provider|provider name|event provider|event source name\
         |ereignisquelle|quelle|source de l'événement|source d'événement|origine|origen|origen del suceso\
         |origen del evento|origen de evento|origen de suceso|origine evento|origine dell'evento|fonte|origem\
         |origem do evento|fonte do evento|fonte de evento|origem de evento|bron|gebeurtenisbron|bron van gebeurtenis|źródło\
         |źródło zdarzenia|источник|источник события|ソース|イベント ソース|来源|事件来源|源|來源\
         |事件來源|원본|이벤트 원본|källa|händelsekälla|zdroj|zdroj události|kaynak|olay kaynağı|kilde\
         |sourcename|winlog provider name",
    ),
    (
        Field::Id,
        "event id|event ids|event code|event number|event no|event nr|event identifier number|event|id|evt id|evtid\
         |ereignis-id|ereigniskennung|ereignisnummer|ereignis|id de l'événement|id d'événement\
         |id événement|numéro d'événement|numéro de l'événement|n° de l'événement|événement\
         |identificateur d'événement|identifiant d'événement|identifiant de l'événement\
         |id. del evento|id. de evento|id. suceso|id. de suceso|id. del suceso|id. evento\
         |identificador del evento|identificador de evento|identificador del suceso|número de suceso\
         |id evento|id dell'evento|numero evento|identificação do evento|identificação de evento\
         |id do evento|ident. do evento|identificador do evento|gebeurtenis-id|gebeurtenis\
         |identyfikator zdarzenia|id zdarzenia|zdarzenie|код события|id события\
         |идентификатор события|код (id) события|イベント ID|イベント|事件 ID|事件编号|事件標識碼|事件標識符|事件識別碼|事件\
         |이벤트 ID|händelse-id|id události|kód události|olay kimliği|olay no|hændelses-id|hendelses-id\
         |windows event id|win event id",
    ),
    (
        Field::Identifier,
        "instance id|eventidentifier|event identifier|full event id",
    ),
    (
        Field::Level,
        "level|severity|level display name|event level|log level|event severity|ebene|stufe|schweregrad|niveau|nivel|livello\
         |nível|poziom|уровень|レベル|级别|層級|等級|수준|nivå|úroveň|düzey|loglevel|severity value text|alert level",
    ),
    (
        Field::Type,
        "type|event type|entry type|ereignistyp|typ|type de l'événement|type d'événement\
         |tipo de suceso|tipo de evento|tipo|tipo evento|tipo di evento|type gebeurtenis|gebeurtenistype\
         |typ zdarzenia|тип события|тип|イベントの種類|種類|事件类型|类型|事件類型|類型|이벤트 형식|형식\
         |händelsetyp|typ události|olay türü|tür|tipo do evento|event log type|level type",
    ),
    (
        Field::Category,
        "category|event category|task category|category string|task display name|ereigniskategorie\
         |aufgabenkategorie|kategorie|catégorie|catégorie de la tâche|catégorie de tâche\
         |catégorie de l'événement|catégorie d'événement|categoría|categoría de la tarea|categoría de tarea\
         |categoría del suceso|categoría de evento|categoría del evento|categoria|categoria attività\
         |categoria evento|categoria da tarefa|categoria do evento|categoria de evento\
         |categoria da tarefa|taakcategorie|categorie|gebeurteniscategorie|categorie gebeurtenis\
         |kategoria|kategoria zadania|kategoria zdarzenia|категория|категория задачи\
         |категория события|タスクのカテゴリ|イベントのカテゴリ|イベント カテゴリ|カテゴリ|分類\
         |任务类别|事件种类|事件类别|类别|工作類別|事件類別|類別|작업 범주|이벤트 범주|범주\
         |aktivitetskategori|uppgiftskategori|händelsekategori|kategori|kategorie úlohy\
         |kategorie události|görev kategorisi|olay kategorisi|opgavekategori|oppgavekategori",
    ),
    (
        Field::Date,
        "date|event date|datum|fecha|дата|日付|日期|날짜|tarih|dato",
    ),
    (
        Field::Time,
        "time|event time of day|uhrzeit|zeit|heure|hora|ora|tijd|tijdstip|godzina|czas|время|時刻|时间\
         |時間|시간|tid|čas|saat",
    ),
    (
        Field::Moment,
        "date and time|date/time|datetime|date time|time created|system time|time generated|event time|timestamp\
         |@timestamp|logged|created|occurred|datum und uhrzeit|protokolliert|date et heure|fecha y hora|data e ora\
         |data e hora|datum en tijd|data i godzina|дата и время|日付と時刻|日時|日期和时间|日期和時間\
         |날짜 및 시간|datum och tid|datum a čas|tarih ve saat|utc time|event created|time logged|enregistré|registrado",
    ),
    (
        Field::Computer,
        "computer|computer name|machine name|machine|host|host name|server|server name|node|event host|device|device name\
         |ordinateur|equipo|computador|komputer|компьютер|コンピューター|コンピュータ|计算机|計算機|電腦\
         |컴퓨터|dator|počítač|bilgisayar|datamaskin|computer_name|rechner|system name|nom de l'ordinateur",
    ),
    (
        Field::Description,
        "description|event description|message|message text|event message|details|general|rendered description\
         |beschreibung|meldung|nachricht|details|descripción|descrizione|descrição|beschrijving|opis|описание\
         |説明|描述|说明|說明|설명|beskrivning|popis|açıklama|beskrivelse|short message|full message\
         |mensaje|messaggio|mensagem|сообщение|メッセージ|event text|text|msg|description de l'événement",
    ),
    (
        Field::User,
        "user|user name|account|user account|benutzer|utilisateur|usuario|utente|usuário|utilizador|gebruiker\
         |użytkownik|пользователь|ユーザー|ユーザ|用户|使用者|用戶|사용자|användare|uživatel|kullanıcı|bruger|bruker\
         |benutzername|event user",
    ),
    (
        Field::Strings,
        "replacement strings|insertion strings|strings|event data|event strings|param",
    ),
    (
        Field::Data,
        "data|daten|données|datos|dati|dados|gegevens|dane|данные|データ|数据|資料|데이터|data bytes|binary",
    ),
    (
        Field::Keywords,
        "keywords|keyword|keywords display names|schlüsselwörter|mots clés|palabras clave|parole chiave\
         |palavras-chave|trefwoorden|słowa kluczowe|ключевые слова|キーワード|关键字|關鍵字|키워드\
         |nyckelord|klíčová slova|anahtar sözcükler|nøgleord|nøkkelord|keywords text",
    ),
    (
        Field::Other,
        "opcode|op code|operational code|opcode display name|opcodevalue|vorgangscode|task|task value|version|qualifiers\
         |index|category number|record id|record number|event record id|provider id|provider guid|process id|thread id\
         |user id|activity id|related activity id|container log|matched query ids|bookmark|properties\
         |time written|site|event received time|source module name|source module type|security id\
         |logon id|severity value|type event|sid|sid type|code opération|código de operación|codice operativo\
         |código de operação|опкод|код операции|オペコード|操作代码|作業碼|kod operacji|kod opcji|opcode-waarde\
         |information|informationen|weitere informationen|more information|event log online help\
         |record|caption|container|pscomputername|runspaceid|psshowcomputername|execution process id\
         |account name|account domain|account type|client id|session id|correlation id|ticket|ticket id",
    ),
    (
        Field::End,
        "event xml|ereignis-xml|xml de l'événement|xml de evento|xml del evento|xml evento|xml do evento\
         |gebeurtenis-xml|xml zdarzenia|kod xml zdarzenia|xml события|イベント XML|事件 Xml|이벤트 Xml\
         |händelse-xml|xml události|olay xml",
    ),
];

/// The most characters of a name.
const LONGEST: usize = 48;

/// The names as a tree of their letters, from the last to the first.
struct Tree {
    children: HashMap<(u32, char), u32, RandomState>,
    fields: Vec<Option<Field>>,
}

static TREE: LazyLock<Tree> = LazyLock::new(|| {
    let mut tree = Tree {
        children: HashMap::default(),
        fields: vec![None],
    };
    for (field, names) in NAMES {
        for name in names.split('|') {
            tree.add(name, field);
        }
    }
    tree
});

impl Tree {
    fn add(&mut self, name: &str, field: Field) {
        let mut node = 0;
        for letter in name.chars().rev().filter_map(fold) {
            let fresh = u32::try_from(self.fields.len()).unwrap_or(u32::MAX);
            node = *self.children.entry((node, letter)).or_insert(fresh);
            if node == fresh {
                self.fields.push(None);
            }
        }
        if let Some(known) = self.fields.get_mut(node as usize) {
            known.get_or_insert(field);
        }
    }

    fn child(&self, node: u32, letter: char) -> Option<u32> {
        self.children.get(&(node, letter)).copied()
    }

    fn field(&self, node: u32) -> Option<Field> {
        self.fields.get(node as usize).copied().flatten()
    }
}

/// The field that a name stands for.
pub(super) fn named(name: &str) -> Option<Field> {
    let mut node = 0;
    let mut length = 0;
    for letter in name.chars().rev().filter_map(fold) {
        node = TREE.child(node, letter)?;
        length += 1;
    }
    TREE.field(node).filter(|_| length <= LONGEST)
}

/// The longest name that a text ends with, and where it begins. No letter may come before it,
/// unless names and values were glued together (`ErrorEvent Source`).
pub(super) fn name_at_end(text: &str) -> Option<(usize, Field)> {
    let mut found = None;
    let mut node = 0;
    let mut skipped = 0;
    let mut characters = text.char_indices().rev().take(LONGEST).peekable();
    while let Some((at, c)) = characters.next() {
        let Some(letter) = fold(c) else {
            skipped += 1;
            if skipped > 3
                || !matches!(
                    c,
                    ' ' | '-' | '_' | '.' | '\'' | '(' | ')' | '/' | '@' | '°'
                )
            {
                break;
            }
            continue;
        };
        skipped = 0;
        let Some(next) = TREE.child(node, letter) else {
            break;
        };
        node = next;
        let before = characters.peek().map(|(_, before)| *before);
        let begins = before.is_none_or(|before| !before.is_alphanumeric() && before != '_')
            || c.is_uppercase()
            || !is_cased(c);
        if let Some(field) = TREE.field(node).filter(|_| begins) {
            found = Some((at, field));
        }
    }
    found
}

fn is_cased(c: char) -> bool {
    c.is_lowercase() || c.is_uppercase()
}

/// A letter or digit in the form in which names are compared: in lower case, without accents, and
/// with characters that scanned texts confuse made equal (`lD` for `ID`).
fn fold(c: char) -> Option<char> {
    if c.is_ascii() {
        return c
            .is_ascii_alphanumeric()
            .then(|| match c.to_ascii_lowercase() {
                'i' | '1' => 'l',
                '0' => 'o',
                letter => letter,
            });
    }
    if !c.is_alphanumeric() {
        return None;
    }
    let lower = c.to_lowercase().next().unwrap_or(c);
    let mut base = None;
    if !('\u{ac00}'..='\u{d7a3}').contains(&lower) {
        decompose_canonical(lower, |part| {
            base.get_or_insert(part);
        });
    }
    Some(match base.unwrap_or(lower) {
        'i' | '1' | '\u{142}' | '\u{131}' => 'l',
        '0' => 'o',
        letter => letter,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_known_in_every_spelling() {
        for (name, field) in [
            ("Event ID", Some(Field::Id)),
            ("event_id", Some(Field::Id)),
            ("Event lD", Some(Field::Id)),
            ("ID de l’événement", Some(Field::Id)),
            ("Evenement", Some(Field::Id)),
            ("Źródło", Some(Field::Source)),
            ("コンピューター", Some(Field::Computer)),
            ("이벤트 ID", Some(Field::Id)),
            ("시간", Some(Field::Time)),
            ("ProcessId", Some(Field::Other)),
            ("Lamp", None),
            ("", None),
        ] {
            assert_eq!(named(name), field, "{name}");
        }
    }

    #[test]
    fn no_name_stands_for_two_fields() {
        let mut names: HashMap<String, Field> = HashMap::new();
        for (field, list) in NAMES {
            for name in list.split('|') {
                let key = name.chars().filter_map(fold).collect();
                let known = *names.entry(key).or_insert(field);
                assert_eq!(known, field, "{name}");
            }
        }
    }

    #[test]
    fn the_longest_name_at_the_end_is_found() {
        for (text, found) in [
            ("Event Source", Some((0, Field::Source))),
            ("ErrorEvent Source", Some((5, Field::Source))),
            ("MAIL1Description", Some((5, Field::Description))),
            ("the event id", Some((4, Field::Id))),
            ("resource", None),
            ("ProcessId", Some((0, Field::Other))),
        ] {
            assert_eq!(name_at_end(text), found, "{text}");
        }
    }
}
