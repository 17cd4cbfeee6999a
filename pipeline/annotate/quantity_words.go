package annotate

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"sort"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"mahdar/config"
	"mahdar/pipeline/arabic"
	"mahdar/pipeline/calendar"
	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
)

// role is what a word does around a number or within a date, besides being a number, a unit or a name of time.
type role uint8

const (
	noRole        role = iota
	approxWord         // about
	moreWord           // more, over: the number is a lower bound
	lessWord           // less, under: the number is an upper bound
	exceedVerb         // exceeds: a lower bound, some words before the number; negated an upper bound
	fallVerb           // falls below: an upper bound; negated a lower bound
	reachVerb          // reaches: an upper bound behind "may" and in "what reaches"
	upWord             // up, in "up to"
	leastWord          // in "at least"
	mostWord           // in "at most"
	negation           //
	mayWord            // may, what: before reachVerb
	filler             // stands between a hedge and its number: than, of, the rate of
	percentWord        // percent, per cent is two words
	perWord            // per
	centWord           // cent
	pointWord          // points, in percentage points
	percentAdj         // percentage, مئوية
	fromWord           // من, from
	toWord             // إلى, to, until
	betweenWord        // بين, between
	inWord             // في, in
	ofWord             // of
	theWord            // the
	hourWord           // الساعة, at
	morningWord        // a.m.
	eveningWord        // p.m.
	detached           // the article ال alone, before digits
	lastWord           // الماضي, last
	nextWord           // المقبل, next
	thisWord           // الجاري, current, this, هذا
	sameWord           // نفسه, ذاته, same
	yearWord           // عام, year
	yearsWord          // عامي, two or more years follow
	monthWord          // شهر
	dayWord            // يوم
	daysWord           // أيام, يومي
	weekWord           // أسبوع
	halfWord           // النصف, half
	quarterWord        // الربع, quarter
	sinceWord          // منذ, since
	whenWord           // other words that a year may follow: خلال, نهاية, انتخابات
	futureWord         // المقرر, will
	todayWord          //
	yesterdayWord      //
	tomorrowWord       //
	beforeWord         // قبل, ago stands behind
	agoWord            //
	onWord             // on
	thatWord           // that, in "that year"
	dayPart            // صباح, evening, before a weekday
	hijriMark          // ه, AH
	gregorianMark      // م
)

var roleForms = [...]struct {
	role  role
	forms string
}{
	{approxWord, "حوالي حوالى نحو قرابة زهاء يقارب تقارب قارب قاربت يناهز تناهز ناهز ناهزت يقرب تقرب تقريبا جوار حدود about around nearly almost some approximately roughly estimated circa"},
	{moreWord, "أكثر أزيد فوق نيف يزيد تزيد يربو تربو more over above upwards"},
	{lessWord, "أقل دون less fewer under below"},
	{exceedVerb, "يتجاوز تتجاوز تجاوز تجاوزت يتعدى تتعدى تتعد يتعد تعدى تعدت يتخط تتخط يتخطى تتخطى تخطى تخطت يفوق فاق فاقت exceeded exceeds exceed exceeding surpassed topped"},
	{fallVerb, "يقل تقل"},
	{reachVerb, "يصل تصل"},
	{upWord, "up"},
	{leastWord, "least"},
	{mostWord, "most maximum"},
	{negation, "لا لم لن ليس no not"},
	{mayWord, "ما قد ربما"},
	{filler, "نسبة ال عن على than just only إجمالي"},
	{percentWord, "percent per-cent pct"},
	{perWord, "per"},
	{centWord, "cent"},
	{pointWord, "points point نقطة نقاط"},
	{percentAdj, "percentage مئوية"},
	{fromWord, "من from"},
	{toWord, "إلى الى إلي حتى to until till through"},
	{betweenWord, "بين between"},
	{inWord, "في فى in"},
	{ofWord, "of"},
	{theWord, "the"},
	{hourWord, "ساعة"},
	{morningWord, "صباحا فجرا am a.m"},
	{eveningWord, "مساء مساءا ظهرا عصرا ليلا pm p.m"},
	{lastWord, "ماضي ماضية ماض منصرم منصرمة فائت فائتة فارط فارطة منقضي منقضية last past"},
	{nextWord, "مقبل مقبلة قادم قادمة آتي آتية next coming"},
	{thisWord, "جاري جارية حالي حالية هذا هذه this current"},
	{sameWord, "نفسه نفسها ذاته ذاتها عينه عينها نفس ذات same"},
	{yearWord, "عام سنة year"},
	{yearsWord, "عامي سنتي أعوام سنوات years"},
	{monthWord, "شهر month"},
	{dayWord, "يوم day"},
	{daysWord, "أيام يومي days"},
	{weekWord, "أسبوع week"},
	{halfWord, "نصف half"},
	{quarterWord, "ربع quarter"},
	{sinceWord, "منذ since"},
	{whenWord, "خلال مطلع بداية نهاية أواخر أوائل أواسط منتصف بحلول غضون مدار قبل بعد غاية انتخابات استفتاء اقتراع رئاسيات تشريعيات رئاسية دستور ثورة تشريعية برلمانية during by after before early late mid end beginning start election elections referendum constitution until spring summer autumn fall winter mid-way"},
	{futureWord, "مقرر مزمع مرتقب منتظر متوقع سوف ستجرى سيجري سيجرى ستجري ستعقد سيعقد ستنظم سيتم will takes due planned scheduled shall expected upcoming"},
	{todayWord, "today today's"},
	{yesterdayWord, "أمس البارحة yesterday yesterday's yesterday’s"},
	{tomorrowWord, "غدا tomorrow"},
	{agoWord, "ago"},
	{onWord, "on at"},
	{thatWord, "that ذلك تلك"},
	{dayPart, "صباح ليلة ليل فجر ظهر عصر عشية morning evening night afternoon"},
	{hijriMark, "هـ هجرية هجري ah"},
	{gregorianMark, "م ميلادية ميلادي"},
}

// stops are words that are no counted noun; the word lists of the language add to them.
const stops = `من إلى على عن في مع أن إن ما لا لم لن قد ثم أو بعد قبل عند منذ حتى خلال بين هو هي كان كانت بلغ بلغت نقل انتخب وقع تولى أعلن حصل نال فقط
	the a an of in on at by for with from to and or but was were is are be been had has have said as than when while who which that its his her their they
	he she it not no all both each other only more less up down out after before since until under over about per against will would could may into
	won took voted came went did does do gave saw put made cast ran held led`

// unitKind tells how a unit is used.
type unitKind uint8

const (
	noUnit unitKind = iota
	countUnit
	timeUnit
	moneyUnit
)

// unit is what a noun or a phrase counts.
type unit struct {
	kind unitKind
	dual bool
	name string
}

// phrase is a form of two or more words; rest are the folded words after the first.
type phrase struct {
	rest []string
	unit unit
}

// entry is all that the number and date annotators know of one folded word.
type entry struct {
	term      numeral.Term
	unit      unit
	phrases   []phrase
	role      role
	ordinal   int8 // 1 to 31, and 20, 30 …
	adverb    bool // ثانيا
	stop      bool
	adjective bool // a stop word that may stand between a number and what it counts: 30 international observers
	idle      bool // it only stops: a stem of the word may say more
	month     int8
	months    []monthPhrase // names of two words that begin with this one
	hijri     bool
	weak      bool // of the month: the word also means something else
	weekday   int8 // from 1 for Sunday; 0 for none
	latin     bool
}

type monthPhrase struct {
	second string
	month  int8
	hijri  bool
}

// vocabulary maps folded words to what they mean.
type vocabulary map[string]*entry

// words returns the vocabulary, which is built once from the word lists that the program brings along.
var words = sync.OnceValue(func() vocabulary {
	v, err := newVocabulary(config.Files)
	if err != nil {
		// The lists are part of the program and a test reads them; a broken one leaves the built-in words.
		return v
	}
	return v
})

// newVocabulary builds the vocabulary from the built-in words and the unit lists of fsys.
func newVocabulary(fsys fs.FS) (vocabulary, error) {
	v := vocabulary{}
	for f, t := range numeral.Words() {
		v.at(f).term = t
	}
	for _, r := range roleForms {
		for f := range strings.FieldsSeq(r.forms) {
			v.at(f).role = r.role
		}
	}
	for f := range strings.FieldsSeq(stops) {
		v.at(f).stop = true
	}
	v.addOrdinals()
	v.addNames()
	err := errors.Join(v.load(fsys, "lexicon/ar/units.yaml"), v.load(fsys, "lexicon/en/units.yaml"),
		v.loadStops(fsys, "lexicon/ar/stopwords.yaml"), v.loadStops(fsys, "lexicon/en/stopwords.yaml"))
	for _, e := range v {
		e.idle = e.term.Kind == numeral.None && e.unit.kind == noUnit && len(e.phrases) == 0 && e.role == noRole && e.ordinal == 0 &&
			e.month == 0 && len(e.months) == 0 && e.weekday == 0
	}
	return v, err
}

func (v vocabulary) at(form string) *entry {
	k := arabic.Fold(form)
	e := v[k]
	if e == nil {
		e = &entry{}
		v[k] = e
	}
	return e
}

func (v vocabulary) addOrdinals() {
	for i, forms := range [...]string{
		"أول أولى اول", "ثاني ثانية ثان", "ثالث ثالثة", "رابع رابعة", "خامس خامسة", "سادس سادسة", "سابع سابعة", "ثامن ثامنة", "تاسع تاسعة", "عاشر عاشرة",
	} {
		for f := range strings.FieldsSeq(forms) {
			v.at(f).ordinal = int8(i + 1)
		}
	}
	for i, f := range strings.Fields("أولا ثانيا ثالثا رابعا خامسا سادسا سابعا ثامنا تاسعا عاشرا") {
		e := v.at(f)
		e.ordinal, e.adverb = int8(i+1), true
	}
	for f := range strings.FieldsSeq("حادي حادية") {
		v.at(f).ordinal = -1 // only before عشر or a ten
	}
	low := strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth")
	for i, f := range low {
		v.at(f).ordinal = int8(i + 1)
	}
	v.at("thirtieth").ordinal = 30
	for i, f := range low[:9] {
		v.at("twenty-" + f).ordinal = int8(21 + i)
	}
	v.at("thirty-first").ordinal = 31
}

func (v vocabulary) addNames() {
	for m := range calendar.Months() {
		first, second, two := strings.Cut(m.Form, " ")
		e := v.at(first)
		if two {
			e.months = append(e.months, monthPhrase{arabic.Fold(second), int8(m.Month), m.Hijri})
			continue
		}
		e.month, e.hijri, e.weak, e.latin = int8(m.Month), m.Hijri, m.Weak, m.Latin
	}
	for f, w := range calendar.Weekdays() {
		e := v.at(f)
		e.weekday, e.latin = int8(w+1), f[0] < 0x80
	}
}

// load adds the units of a word list; the list must exist and hold nothing that is unknown.
func (v vocabulary) load(fsys fs.FS, name string) error {
	lists, err := readList(fsys, name)
	if err != nil {
		return err
	}
	for _, set := range sorted(lists.Values) {
		base, dual := strings.CutSuffix(set, "_dual")
		kind := map[string]unitKind{"count_unit": countUnit, "time_unit": timeUnit, "money_unit": moneyUnit}[base]
		if kind == noUnit {
			return fmt.Errorf("read %s: unknown list %q", name, set)
		}
		for _, class := range sorted(lists.Values[set]) {
			u := unit{kind: kind, dual: dual, name: class}
			if class == "other" {
				u.name = ""
			}
			for _, form := range lists.Values[set][class] {
				v.addUnit(form, u)
			}
		}
	}
	return nil
}

func (v vocabulary) addUnit(form string, u unit) {
	f := strings.Fields(form)
	if len(f) == 0 {
		return
	}
	e := v.at(f[0])
	if len(f) == 1 {
		e.unit = u
		return
	}
	p := phrase{unit: u}
	for _, w := range f[1:] {
		p.rest = append(p.rest, arabic.Fold(w))
	}
	e.phrases = append(e.phrases, p)
	sort.SliceStable(e.phrases, func(a, b int) bool { return len(e.phrases[a].rest) > len(e.phrases[b].rest) })
}

func (v vocabulary) loadStops(fsys fs.FS, name string) error {
	lists, err := readList(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, class := range sorted(lists.Classes) {
		for _, f := range lists.Classes[class] {
			if !strings.ContainsAny(f, " *=") {
				v.at(f).stop = true
				v.at(f).adjective = strings.HasPrefix(class, "adjective")
			}
		}
	}
	return err
}

// list is the form of every word list.
type list struct {
	Classes map[string][]string            `yaml:"classes"`
	Values  map[string]map[string][]string `yaml:"values"`
}

func readList(fsys fs.FS, name string) (list, error) {
	var l list
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return l, err
	}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	if err := d.Decode(&l); err != nil {
		return l, fmt.Errorf("read %s: %w", name, err)
	}
	return l, nil
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// tag is what one token means to the annotators; e is nil for a word that the vocabulary lacks.
type tag struct {
	e        *entry
	and      bool // the conjunction stands at its front
	definite bool // the article stands before the word found
	led      bool // any proclitic stands at its front
}

// none stands for a word without meaning here, so that fields can be read without a test.
var none = &entry{}

// reader gives the two annotators a common view of a document.
type reader struct {
	d     *document.Document
	toks  []document.Token
	tags  []tag
	terms []numeral.Term
	out   []document.Annotation
}

func newReader(d *document.Document) *reader {
	v := words()
	n := len(d.Tokens)
	r := &reader{d: d, toks: d.Tokens, tags: make([]tag, n), terms: make([]numeral.Term, n)}
	for i := range r.toks {
		v.read(&r.toks[i], &r.tags[i], &r.terms[i])
	}
	r.commas()
	return r
}

// commas makes a conjunction of the comma behind a thousand or million of a number in English words, where hundreds follow: four
// hundred and one thousand, nine hundred and six.
func (r *reader) commas() {
	for i := 2; i+2 < len(r.toks); i++ {
		if r.toks[i].Text != "," || r.terms[i-1].Kind != numeral.Scale || !r.terms[i-1].Latin || r.terms[i-2].Kind == numeral.Digits {
			continue
		}
		if r.terms[i+1].Kind == numeral.Unit && r.terms[i+2].Kind == numeral.Hundred {
			r.terms[i] = numeral.Term{Kind: numeral.And, Latin: true}
		}
	}
}

// read finds what the token means: by its whole form first, then without its proclitics.
func (v vocabulary) read(t *document.Token, g *tag, term *numeral.Term) {
	g.e = none
	switch t.Kind {
	case document.Number:
		*term = numeral.Term{Kind: numeral.Digits, Text: t.Text}
		return
	case document.Punct:
		return
	default: // the others need nothing done
	}
	if e := v[t.Fold]; e != nil {
		g.e, *term = e, e.term
		if !e.idle {
			return
		}
	}
	for _, s := range t.Stems {
		if len(s) >= len(t.Fold) {
			continue
		}
		e := v[s]
		if e == nil || e.idle || !t.Arabic && e.unit.kind == noUnit && e.weekday == 0 && e.month == 0 {
			continue
		}
		g.e, g.led, *term = e, true, e.term
		if t.Arabic {
			front := t.Fold[:len(t.Fold)-len(s)]
			g.and = strings.HasPrefix(front, "و")
			g.definite = strings.HasSuffix(front, "ال") || strings.HasSuffix(front, "لل")
			term.And, term.Definite = g.and, g.definite
		}
		return
	}
}

// ent returns the entry of token i, an empty one outside the text.
func (r *reader) ent(i int) *entry {
	if i < 0 || i >= len(r.tags) {
		return none
	}
	return r.tags[i].e
}

func (r *reader) tag(i int) tag {
	if i < 0 || i >= len(r.tags) {
		return tag{e: none}
	}
	return r.tags[i]
}

func (r *reader) role(i int) role { return r.ent(i).role }

func (r *reader) tok(i int) *document.Token {
	if i < 0 || i >= len(r.toks) {
		return &document.Token{Kind: document.Punct}
	}
	return &r.toks[i]
}

// is reports whether token i is the punctuation mark or the folded word s.
func (r *reader) is(i int, s string) bool {
	return i >= 0 && i < len(r.toks) && r.toks[i].Fold == s
}

// stop returns the end of the sentence that token i is in.
func (r *reader) stop(i int) int {
	if s := r.toks[i].Sentence; s < len(r.d.Sentences) {
		return r.d.Sentences[s].Last
	}
	return len(r.toks)
}

func (r *reader) start(i int) int {
	if s := r.toks[i].Sentence; s < len(r.d.Sentences) {
		return r.d.Sentences[s].First
	}
	return 0
}

func (r *reader) dash(i int) bool {
	if i < 0 || i >= len(r.toks) || r.toks[i].Kind != document.Punct {
		return false
	}
	switch r.toks[i].Text {
	case "-", "–", "—", "‑", "−":
		return true
	}
	return false
}
