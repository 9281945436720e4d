"""Names of a report's standard sections in the languages that reports come in: data, not rules."""

import re

#: To add a language, put its words beside the others of each table.
_LEADS = (
    *("key", "main", "general", "specific", "our", "policy", "priority", "final", "suggested", "proposed"),
    *(
        "summary of",
        "list of",
        "conclusions?",
        "findings",
        "observations",
        "principales",
        "générales",
        "nos",
        "constatations",
        "conclusiones",
    ),
    *("nuestras", "observaciones", "conclusões", "principais", "conclusioni", "schlussfolgerungen", "выводы"),
    *("заключение", "заключения", "заключительные замечания", "основные", "общие", "наши", "висновки", "الاستنتاجات"),
    *("الخلاصة", "الخاتمة", "النتائج", "结论", "結論", "主要"),
    *("considerações finais", "предложения", "висновки", "пропозиції", "wnioski", "conclusies", "bevindingen"),
    *("sonuçlar", "συμπεράσματα", "παρατηρήσεις", "نتیجه‌گیری", "یافته‌ها", "מסקנות", "ממצאים", "결론", "ข้อสรุป", "บทสรุป"),
)
_LINKS = (
    "and/or",
    "and",
    "or",
    "et/ou",
    "et",
    "y/o",
    "y",
    "e",
    "und",
    "и/или",
    "и",
    "та",
    "و",
    "i",
    "en",
    "ve",
    "και",
    "ו",
    "및",
    "และ",
    "及び",
    "並びに",
    "と",
    "和",
    "及",
    "与",
    "與",
    "&",
)
_RECOMMENDATIONS = (
    *("recommendations?", "recommandations?", "recomendaciones", "recomendación", "recomendações", "raccomandazioni"),
    *(
        "(?:handlungs)?empfehlungen",
        "zalecenia",
        "rekomendacje",
        "aanbevelingen",
        "συστάσεις",
        "권고(?:사항|안)?",
        "рекомендации",
        "рекомендация",
        "рекомендації",
        "و?التوصيات",
        "و?توصيات",
        "توصیه‌ها",
        "המלצות",
    ),
    *("öneriler", "建议", "建議", "勧告", "提言", "ข้อเสนอแนะ"),
)
#: After the name: recommendations that others made, and that the section tells of.
_MADE_BY = (
    "of",
    "by",
    "from",
    "made",
    "received",
    "accepted",
    "du",
    "de la",
    "faites",
    "reçues",
    "от",
    "полученные",
    "من",
)


def _any(words: tuple[str, ...]) -> str:
    return "|".join(words)


RECOMMENDATIONS = re.compile(
    rf"^\W*(?:(?:{_any(_LEADS)})[\s,/]*(?:(?:{_any(_LINKS)})[\s,/]*)*)*(?:{_any(_RECOMMENDATIONS)})(?!\w)"
    rf"(?!\s+(?:{_any(_MADE_BY)})\b)",
    re.IGNORECASE,
)
CONTENTS = re.compile(
    r"(?:(?:table of )?contents\b.{0,15}|sommaire|table des matières|índice|indice|contenido|sumário"
    r"|inhalt(?:sverzeichnis)?|содержание|оглавление|зміст|(?:قائمة )?المحتويات|الفهرس|فهرس|目\s*[录錄次]|สารบัญ"
    r"|תוכן(?: ה?עניינים)?|içindekiler)\W*",
    re.IGNORECASE,
)
NOTES = re.compile(
    r"^(?:\W|\d)*(?:(?:end|foot)?notes?(?: and references)?|references|notas|anmerkungen|примечания|сноски|примітки"
    r"|الهوامش|الحواشي|注释|註釋|注|脚注|หมายเหตุ|הערות)\W*$",
    re.IGNORECASE,
)
#: Headings that open or close a report at its outermost level wherever they stand.
FRAME = re.compile(
    r"^(?:(?:executive )?summary(?! of\b)|introduction|overview|background|methodology|key findings"
    r"|acknowledge?ments?|foreword|preface|conclusions?(?: and(?:/or)? recommendations)?"
    r"|annex(?:es)?|appendix|appendices"
    r"|(?:(?:key|main|general|specific|our|policy|suggested|proposed) )?recommendations"
    r"|bibliography|(?:end|foot)?notes|references|glossary|abbreviations|acronyms"
    r"|résumé|introducción|resumen|antecedentes|conclusiones|anexos?|введение|резюме|выводы|заключение|приложени[ея]"
    r"|مقدمة|المقدمة|ملخص|الخاتمة|خاتمة|引言|导言|摘要|结论|結論|附件|บทนำ|บทสรุป)\b.{0,40}$",
    re.IGNORECASE,
)
#: Of these, the ones that never hold numbered headings, whatever level the format gives them.
FRONT = re.compile(
    r"^(?:(?:executive )?summary|key findings|acknowledge?ments?|foreword|preface|abbreviations|acronyms|résumé|resumen"
    r"|резюме|摘要)\b.{0,20}$",
    re.IGNORECASE,
)
