"""Sentences about invented countries in several scripts, cut into the pieces between which a line may end."""

from dataclasses import dataclass

_SOURCES = {
    "en": (
        "Police in Averland dispersed a march of students and held forty of them without charge until the next day.",
        "The court of Oster closed the newspaper of the port and took its computers, against all legal advice.",
        "Border guards at Varn turned back ninety families who had asked for asylum in the first week of April.",
        "The ministry refused to register a union of nurses and gave no reason, though the law wants only a notice.",
        "Officers would not write the birth of nine children into the register, and nobody was asked for an account.",
        "The governor of Tarn banned a meeting of miners on the ground of a missing stamp late in May.",
    ),
    "ru": (
        "Полиция Авернии разогнала марш студентов и задержала сорок человек без предъявления обвинений до утра.",
        "Суд города Остер закрыл газету порта и изъял её компьютеры, вопреки мнению омбудсмена и редакторов.",
        "Пограничники в Варне не пустили девяносто семей, которые просили убежища в первую неделю апреля.",
        "Министерство отказалось зарегистрировать профсоюз медсестёр и не назвало причин, хотя закон ждёт лишь письма.",
        "Чиновники не записали рождение девяти детей, и никто за это не ответил до конца года.",
        "Губернатор Тарна запретил собрание шахтёров из-за отсутствия печати в конце мая.",
    ),
    "el": (
        "Η αστυνομία της Αβερλάνδης διέλυσε πορεία φοιτητών και κράτησε σαράντα από αυτούς χωρίς κατηγορία.",
        "Το δικαστήριο του Όστερ έκλεισε την εφημερίδα του λιμανιού και πήρε τους υπολογιστές της τον Μάιο.",
        "Οι συνοριοφύλακες απώθησαν ενενήντα οικογένειες που είχαν ζητήσει άσυλο την πρώτη εβδομάδα του Απριλίου.",
        "Το υπουργείο αρνήθηκε να εγγράψει σωματείο νοσηλευτών και δεν έδωσε κανέναν λόγο για αυτό.",
        "Οι υπάλληλοι δεν έγραψαν τη γέννηση εννέα παιδιών στο μητρώο και κανείς δεν λογοδότησε.",
        "Ο κυβερνήτης απαγόρευσε συγκέντρωση ανθρακωρύχων επειδή έλειπε μια σφραγίδα από την αίτηση.",
    ),
    "hi": (
        "पुलिस ने राजधानी में छात्रों की शांतिपूर्ण रैली को रोका और चालीस लोगों को बिना आरोप के हिरासत में रखा।",
        "अदालत ने बंदरगाह का अखबार बंद कर दिया और उसके सभी कंप्यूटर जब्त कर लिए।",
        "सीमा रक्षकों ने शरण मांगने वाले नब्बे परिवारों को अप्रैल के पहले सप्ताह में वापस भेज दिया।",
        "मंत्रालय ने नर्सों के संघ का पंजीकरण करने से मना कर दिया और कोई कारण नहीं बताया।",
        "अधिकारियों ने नौ बच्चों का जन्म दर्ज नहीं किया और किसी से पूछताछ नहीं हुई।",
        "राज्यपाल ने एक मुहर न होने के कारण खनिकों की सभा पर रोक लगा दी।",
    ),
    "zh": (
        "警方在首都驱散了学生的和平游行，并拘留了四十人，他们在没有被起诉的情况下被关押到第二天早上。",
        "法院关闭了港口的报纸，并没收了报社的电脑和文件，编辑说这是对言论自由的侵犯。",
        "边防人员在四月的第一周阻止了九十个寻求庇护的家庭入境，其中三人溺水身亡。",
        "内政部拒绝为护士的工会登记，没有说明任何理由，虽然法律只要求一份通知。",
        "官员没有为营地中出生的九名儿童登记，至今没有人为此负责。",
        "省长以缺少印章为由在五月底禁止了矿工的集会。",
    ),
    "th": (
        "ตำรวจ สลาย การชุมนุม ของ นักศึกษา ใน เมืองหลวง และ จับกุม สี่สิบ คน โดย ไม่มี ข้อหา จน ถึง เช้า วัน รุ่งขึ้น",
        "ศาล สั่ง ปิด หนังสือพิมพ์ ของ ท่าเรือ และ ยึด คอมพิวเตอร์ ของ สำนักงาน ทั้งหมด ใน เดือน พฤษภาคม",
        "เจ้าหน้าที่ ชายแดน ผลักดัน ครอบครัว ผู้ขอ ลี้ภัย เก้าสิบ ครอบครัว กลับ ใน สัปดาห์ แรก ของ เดือน เมษายน",
        "กระทรวง ปฏิเสธ การ จดทะเบียน สหภาพ พยาบาล และ ไม่ ให้ เหตุผล ใด แม้ กฎหมาย ต้องการ เพียง หนังสือ แจ้ง",
        "เจ้าหน้าที่ ไม่ ยอม บันทึก การ เกิด ของ เด็ก เก้า คน และ ไม่มี ใคร ต้อง รับผิดชอบ จน ถึง สิ้นปี",
        "ผู้ว่าการ ห้าม การ ประชุม ของ คนงาน เหมือง เพราะ ขาด ตราประทับ ใน ปลาย เดือน พฤษภาคม",
    ),
}
HEADINGS = {
    "en": ("Freedom of assembly", "The press", "Refugees"),
    "ru": ("Свобода собраний", "Печать", "Беженцы"),
    "el": ("Ελευθερία της συνάθροισης", "Ο τύπος", "Πρόσφυγες"),
    "hi": ("सभा की स्वतंत्रता", "प्रेस", "शरणार्थी"),
    "zh": ("集会自由", "新闻", "难民"),
    "th": ("เสรีภาพในการชุมนุม", "สื่อมวลชน", "ผู้ลี้ภัย"),
}
#: What the names of towns are made of.
_SYLLABLES = {
    "en": (("Bar", "Kel", "Mir", "Tas", "Vol", "Zur", "Dor"), ("ow", "eth", "im", "und", "ast", "orn", "el")),
    "ru": (("Бар", "Кел", "Мир", "Тас", "Вол", "Зур", "Дор"), ("ов", "ет", "им", "унд", "аст", "орн", "ель")),
    "el": (("Βαρ", "Κελ", "Μιρ", "Τας", "Βολ", "Ζουρ", "Δορ"), ("ος", "εθ", "ιμ", "ουν", "αστ", "ορν", "ελ")),
    "hi": (("बार", "केल", "मीर", "तास", "वोल", "ज़ूर", "दोर"), ("पुर", "गढ़", "नगर", "वन", "घाट", "गाँव", "बाद")),
    "zh": (("巴", "克", "米", "塔", "沃", "祖", "多"), ("罗市", "特市", "姆市", "恩市", "斯市", "尔市", "利市")),
    "th": (("บาร์", "เคล", "เมียร์", "ทาส", "โวล", "ซูร์", "ดอร์"), ("บุรี", "ธานี", "นคร", "คาม", "วัน", "ทอง", "ชัย")),
}
LANGUAGES = tuple(_SOURCES)


@dataclass(frozen=True)
class Passage:
    """A paragraph as pieces between which a line may end; ``space`` is what stands between them."""

    pieces: tuple[str, ...]
    space: str

    @property
    def text(self) -> str:
        """The paragraph as it is meant to be read."""
        return self.space.join(self.pieces)


def passage(language: str, first: int, sentences: int = 2) -> Passage:
    """Return a paragraph of so many sentences, from the one of this number on, counted round."""
    source = _SOURCES[language]
    chosen = []
    for step in range(first, first + sentences):
        opening, rest = (
            source[step % len(source)].split(" ", 1) if language != "zh" else ("", source[step % len(source)])
        )
        town = _town(language, step + 7 * first)  # no line is drawn twice
        chosen.append(f"{town}{rest}" if language == "zh" else f"{opening} {town} {rest}")
    if language == "zh":
        return Passage(tuple(keep_together("".join(chosen))), "")
    return Passage(tuple(" ".join(chosen).split()), "" if language == "th" else " ")


def _town(language: str, number: int) -> str:
    heads, tails = _SYLLABLES[language]
    return heads[number % len(heads)] + tails[number // len(heads) % len(tails)]


def keep_together(text: str) -> list[str]:
    """Cut Chinese into characters, its punctuation with the one before: no line begins with a comma."""
    pieces: list[str] = []
    for character in text:
        if pieces and character in "，。、":
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces
