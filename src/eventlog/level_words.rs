//! The words for levels and types of events, in all languages.

use std::{collections::HashMap, sync::LazyLock};

use super::level::Level;

/// The words for each level, folded by [`fold`] and separated by bars.
const WORDS: [(Level, &str); 7] = [
    (
        Level::Error,
        "error|err|fehler|erreur|errore|erro|fout|błąd|ошибка|エラー|错误|錯誤|오류|fel|chyba|hata\
         |error event|eventlog_error_type|fejl|feil",
    ),
    (
        Level::Warning,
        "warning|warn|warnung|avertissement|advertencia|avviso|aviso|waarschuwing|ostrzeżenie\
         |предупреждение|警告|경고|varning|upozornění|varování|uyarı|advarsel",
    ),
    (
        Level::Information,
        "information|info|informational|informationen|información|informazioni|informazione\
         |informações|informação|informatie|informacje|informacja|сведения|уведомление\
         |information(en)|情報|信息|资讯|資訊|정보|informace|bilgi|informasjon|oplysninger",
    ),
    (
        Level::Critical,
        "critical|crit|fatal|kritisch|critique|crítico|critico|kritiek|krytyczny|krytyczne\
         |критический|критическая ошибка|重大|关键|严重|嚴重|重要|위험|kritisk|kritická|kritické|kritik",
    ),
    (
        Level::Verbose,
        "verbose|debug|ausführlich|commentaires|documentado|detallado|dettagliato|detalhado|uitgebreid\
         |pełny|подробности|подробный|詳細|详细|詳細資訊|자세한 정보|utförlig|podrobné|ayrıntılı",
    ),
    (
        Level::AuditSuccess,
        "audit success|success audit|successaudit|auditsuccess|audit_success|erfolgsüberwachung\
         |überwachung erfolgreich|überwachungserfolg|erfolgreiche überwachung|succès de l'audit\
         |audit des succès|audit réussi|auditoría correcta|aciertos de auditoría|controllo riuscito\
         |operazioni riuscite|controllo operazioni riuscite|auditoria com êxito|sucesso da auditoria\
         |êxito da auditoria|auditoria de êxito|controle geslaagd|geslaagde controle|sukces inspekcji\
         |inspekcja zakończona powodzeniem|аудит успеха|аудит успехов|成功の監査|审核成功|成功审核|稽核成功|成功稽核\
         |감사 성공|granskning lyckades|úspěšný audit|denetim başarılı|success",
    ),
    (
        Level::AuditFailure,
        "audit failure|failure audit|failureaudit|auditfailure|audit_failure|fehlerüberwachung\
         |überwachung gescheitert|überwachungsfehler|fehlgeschlagene überwachung|échec de l'audit\
         |audit des échecs|échec d'audit|error de auditoría|errores de auditoría|controllo non riuscito\
         |operazioni non riuscite|falha de auditoria|falha da auditoria|controle mislukt|mislukte controle\
         |niepowodzenie inspekcji|inspekcja zakończona niepowodzeniem|аудит отказа|аудит отказов|аудит сбоя|失敗の監査|审核失败|失败审核|稽核失敗|失敗稽核\
         |감사 실패|granskning misslyckades|neúspěšný audit|denetim başarısız",
    ),
];

static LEVELS: LazyLock<HashMap<String, Level>> = LazyLock::new(|| {
    let each = |(level, words): (Level, &'static str)| {
        words.split('|').map(move |word| (fold(word), level))
    };
    WORDS.into_iter().flat_map(each).collect()
});

/// The level as written in any language; `None` if it is not a level.
pub(super) fn level(written: &str) -> Option<Level> {
    let written = written
        .trim()
        .trim_matches(['.', ',', ';', '"', '\'', '[', ']', '(', ')']);
    if written.is_empty() || written.len() > 80 {
        return None;
    }
    LEVELS.get(&fold(written)).copied()
}

fn fold(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_recognized_in_every_language() {
        for (written, level) in [
            ("ERROR", Some(Level::Error)),
            ("Fehler", Some(Level::Error)),
            ("Предупреждение", Some(Level::Warning)),
            ("警告", Some(Level::Warning)),
            ("FailureAudit", Some(Level::AuditFailure)),
            ("Succès de l’audit", Some(Level::AuditSuccess)),
            ("None", None),
            ("", None),
        ] {
            assert_eq!(super::level(written), level, "{written}");
        }
    }
}
