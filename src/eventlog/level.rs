//! Levels and types of events: the words of all languages, and the numbers.

use std::{collections::HashMap, sync::LazyLock};

/// The words for each level, folded by [`fold`], between bars.
const WORDS: [(&str, &str); 7] = [
    (
        "Error",
        "error|err|fehler|erreur|errore|erro|fout|błąd|ошибка|エラー|错误|錯誤|오류|fel|chyba|hata\
         |error event|eventlog_error_type|fejl|feil",
    ),
    (
        "Warning",
        "warning|warn|warnung|avertissement|advertencia|avviso|aviso|waarschuwing|ostrzeżenie\
         |предупреждение|警告|경고|varning|upozornění|varování|uyarı|advarsel",
    ),
    (
        "Information",
        "information|info|informational|informationen|información|informazioni|informazione\
         |informações|informação|informatie|informacje|informacja|сведения|уведомление\
         |information(en)|情報|信息|资讯|資訊|정보|informace|bilgi|informasjon|oplysninger",
    ),
    (
        "Critical",
        "critical|crit|fatal|kritisch|critique|crítico|critico|kritiek|krytyczny|krytyczne\
         |критический|критическая ошибка|重大|关键|严重|嚴重|重要|위험|kritisk|kritická|kritické|kritik",
    ),
    (
        "Verbose",
        "verbose|debug|ausführlich|commentaires|documentado|detallado|dettagliato|detalhado|uitgebreid\
         |pełny|подробности|подробный|詳細|详细|詳細資訊|자세한 정보|utförlig|podrobné|ayrıntılı",
    ),
    (
        "Audit Success",
        "audit success|success audit|successaudit|auditsuccess|audit_success|erfolgsüberwachung\
         |überwachung erfolgreich|überwachungserfolg|erfolgreiche überwachung|succès de l'audit\
         |audit des succès|audit réussi|auditoría correcta|aciertos de auditoría|controllo riuscito\
         |operazioni riuscite|controllo operazioni riuscite|auditoria com êxito|sucesso da auditoria\
         |êxito da auditoria|auditoria de êxito|controle geslaagd|geslaagde controle|sukces inspekcji\
         |inspekcja zakończona powodzeniem|аудит успеха|аудит успехов|成功の監査|审核成功|成功审核|稽核成功|成功稽核\
         |감사 성공|granskning lyckades|úspěšný audit|denetim başarılı|success",
    ),
    (
        "Audit Failure",
        "audit failure|failure audit|failureaudit|auditfailure|audit_failure|fehlerüberwachung\
         |überwachung gescheitert|überwachungsfehler|fehlgeschlagene überwachung|échec de l'audit\
         |audit des échecs|échec d'audit|error de auditoría|errores de auditoría|controllo non riuscito\
         |operazioni non riuscite|falha de auditoria|falha da auditoria|controle mislukt|mislukte controle\
         |niepowodzenie inspekcji|inspekcja zakończona niepowodzeniem|аудит отказа|аудит отказов|аудит сбоя|失敗の監査|审核失败|失败审核|稽核失敗|失敗稽核\
         |감사 실패|granskning misslyckades|neúspěšný audit|denetim başarısız",
    ),
];

static LEVELS: LazyLock<HashMap<String, &str>> = LazyLock::new(|| {
    let each = |(level, words): (&'static str, &'static str)| {
        words.split('|').map(move |word| (fold(word), level))
    };
    WORDS.into_iter().flat_map(each).collect()
});

/// The English word for a level as written in any language; `None` where it is no level.
pub(super) fn word(written: &str) -> Option<&'static str> {
    let written = written
        .trim()
        .trim_matches(['.', ',', ';', '"', '\'', '[', ']', '(', ')']);
    if written.is_empty() || written.len() > 80 {
        return None;
    }
    LEVELS.get(&fold(written)).copied()
}

/// The word for a level of event XML.
pub(super) fn of_level(number: &str) -> Option<&'static str> {
    match number.trim() {
        "1" => Some("Critical"),
        "2" => Some("Error"),
        "3" => Some("Warning"),
        "0" | "4" => Some("Information"),
        "5" => Some("Verbose"),
        _ => None,
    }
}

/// The word for a type of the old event log.
pub(super) fn of_type(number: &str) -> Option<&'static str> {
    match number.trim() {
        "1" => Some("Error"),
        "2" => Some("Warning"),
        "0" | "3" | "4" => Some("Information"),
        "8" => Some("Audit Success"),
        "16" => Some("Audit Failure"),
        _ => None,
    }
}

fn fold(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_told_in_every_language() {
        for (written, level) in [
            ("ERROR", Some("Error")),
            ("Fehler", Some("Error")),
            ("Предупреждение", Some("Warning")),
            ("警告", Some("Warning")),
            ("FailureAudit", Some("Audit Failure")),
            ("Succès de l’audit", Some("Audit Success")),
            ("None", None),
            ("", None),
        ] {
            assert_eq!(word(written), level, "{written}");
        }
        assert_eq!(of_level("3"), Some("Warning"));
        assert_eq!(of_type("16"), Some("Audit Failure"));
    }
}
