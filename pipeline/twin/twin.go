// Package twin makes twins of a report and its gold: the same sentences with other people, parties, places, figures and years.
//
// A pipeline that finds the facts of a report but not those of its twin knows the report and not the language. What is
// replaced is found in the gold; damage in the source text is respected, so a stretched word stays stretched. A twin keeps
// the lines of its report, and it follows from the seed alone. The package serves tests and tools, no run.
package twin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"mahdar/pipeline/damage"
)

// Pair is a report and the facts in it.
type Pair struct {
	Report string // the source text
	Gold   []byte // JSON
}

// Make returns the twin of p that follows from seed, with the given report id.
func Make(p Pair, id string, seed uint64) (Pair, error) {
	dec := json.NewDecoder(bytes.NewReader(p.Gold))
	dec.UseNumber()
	var gold map[string]any
	if err := dec.Decode(&gold); err != nil {
		return Pair{}, fmt.Errorf("decode gold: %w", err)
	}
	m := newMapping(gold, p.Report, rand.New(rand.NewPCG(seed, 1)))
	lines := strings.Split(p.Report, "\n")
	for i, line := range lines {
		lines[i] = m.line(line, true)
	}
	mapped, ok := m.value("", gold, "").(map[string]any)
	if !ok {
		return Pair{}, fmt.Errorf("map gold: no object")
	}
	mapped["report"] = id
	m.sums(mapped)
	raw, err := json.MarshalIndent(mapped, "", " ")
	if err != nil {
		return Pair{}, fmt.Errorf("write gold: %w", err)
	}
	return Pair{Report: strings.Join(lines, "\n"), Gold: append(raw, '\n')}, nil
}

// mapping says what becomes of every name, figure and year of a report.
type mapping struct {
	rng      *rand.Rand
	tokens   *regexp.Regexp
	words    map[string]string // undamaged word → replacement
	damaged  map[string]string // spelling with reversed ligatures → undamaged word
	counts   map[int64]int64
	percents map[string]bool // canonical decimals
	tenths   int             // shift of decimal percentages
	whole    int             // shift of whole percentages
	years    int
	swaps    bool // the report has reversed ligatures
}

func newMapping(gold map[string]any, report string, rng *rand.Rand) *mapping {
	m := &mapping{
		rng:    rng,
		tokens: regexp.MustCompile(`[0-9]+(?:[.,٫٬][0-9]+)*|[\p{L}\p{Mn}\x{0640}\x{fffd}]+`),
		words:  map[string]string{}, damaged: map[string]string{}, counts: map[int64]int64{}, percents: map[string]bool{},
		tenths: pick(rng, -6, -4, -3, 2, 3, 4, 5, 7), whole: pick(rng, -4, -3, -2, 1, 2, 3), years: pick(rng, -9, -7, -5, -4, -3, -2, 1, 2, 3, 4, 5),
	}
	found := finds{alike: map[string]string{}}
	found.collect("", gold, "")
	m.addNames(found.names, personParts(), found.alike)
	m.addNames(found.parties, partyNames(), nil)
	m.addNames(found.places, placeNames(), nil)
	for _, n := range found.counts {
		m.addCount(n)
	}
	for _, p := range found.percents {
		m.percents[p] = true
	}
	// A shift that makes a decimal whole would lose a digit in canonical form.
	for range 10 {
		if !slices.ContainsFunc(found.percents, func(p string) bool { return strings.Contains(p, ".") && canonical(m.percent(p)) != m.percent(p) }) {
			break
		}
		m.tenths++
	}
	for _, t := range m.tokens.FindAllString(report, -1) {
		if _, ok := m.damaged[t]; ok && m.words[t] == "" {
			m.swaps = true
		}
	}
	m.swaps = m.swaps || strings.ContainsRune(report, '\u0640')
	return m
}

func pick(rng *rand.Rand, choices ...int) int {
	return choices[rng.IntN(len(choices))]
}

// finds holds what the gold names, in order of appearance in sorted columns.
type finds struct {
	names, parties, places []string
	counts                 []int64
	percents               []string
	alike                  map[string]string // word of a second spelling of a name → the same word in the first
}

// spellings records which words stand for each other in the accepted spellings of one name.
func (f *finds) spellings(list []any) {
	var first []string
	for _, item := range list {
		name, _ := item.(string)
		words := strings.Fields(name)
		if first == nil {
			first = words
		}
		for i := range words {
			if len(words) == len(first) && words[i] != first[i] {
				f.alike[words[i]] = first[i]
			}
		}
	}
}

func (f *finds) collect(column string, v any, unit string) {
	switch v := v.(type) {
	case map[string]any:
		unit, _ = v["unit"].(string)
		if kind, _ := v["fact_type"].(string); kind == "family" {
			unit = "family"
		}
		for _, k := range sorted(v) {
			if !strings.HasPrefix(k, "_") && k != "optional" && k != "note" {
				f.collect(k, v[k], unit)
			}
		}
	case []any:
		if strings.HasSuffix(column, "_name") {
			f.spellings(v)
		}
		for _, item := range v {
			f.collect(column, item, unit)
		}
	case string:
		f.text(column, v, unit)
	case json.Number:
		f.number(column, v, unit)
	}
}

func (f *finds) text(column, s, unit string) {
	words := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' || r == '«' || r == '»' })
	switch {
	case column == "candidate_name" || column == "head_name" || column == "person_name" || column == "value" && unit == "family":
		f.names = append(f.names, words...)
	case column == "affiliation" || column == "pollster":
		for i, w := range words {
			if i > 0 && slices.Contains([]string{"حزب", "لحزب"}, words[i-1]) || len(words) == 1 && !strings.HasPrefix(w, "ال") {
				f.parties = append(f.parties, w)
			}
		}
	case column == "place":
		f.places = append(f.places, words[len(words)-1])
	}
}

func (f *finds) number(column string, n json.Number, unit string) {
	switch {
	case strings.HasSuffix(column, "_pct") || column == "value" && unit == "percent":
		f.percents = append(f.percents, canonical(n.String()))
	case slices.Contains([]string{"votes", "value", "core_team", "long_term_observers", "short_term_observers", "observers_total", "sample_size"}, column):
		if i, err := n.Int64(); err == nil && i >= 10 {
			f.counts = append(f.counts, i)
		}
	}
}

// addNames gives each word a new one; spellings of one name get spellings of one replacement.
func (m *mapping) addNames(words, pool []string, alike map[string]string) {
	m.rng.Shuffle(len(pool), func(i, j int) { pool[i], pool[j] = pool[j], pool[i] })
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return len([]rune(w)) < 4 || strings.HasPrefix(w, "ال") })
	type cluster struct {
		words []string
		name  string
	}
	var clusters []*cluster
	for _, w := range words {
		if m.words[w] != "" {
			continue
		}
		var home *cluster
		for _, c := range clusters {
			if similar(c.words[0], w) || slices.Contains(c.words, alike[w]) {
				home = c
				break
			}
		}
		if home == nil {
			name := choose(pool, w, len(clusters))
			home = &cluster{name: name}
			clusters = append(clusters, home)
		}
		name := home.name
		if n := len(home.words); n > 0 {
			name = spelling(name, n)
		}
		home.words = append(home.words, w)
		m.words[w] = name
		for _, s := range damage.Swapped(w) {
			if m.damaged[s] == "" {
				m.damaged[s] = w
			}
		}
	}
}

// choose returns the n-th name of the script in which w is written.
func choose(pool []string, w string, n int) string {
	latin := w[0] < 0x80
	var fit []string
	for _, p := range pool {
		if p[0] < 0x80 == latin {
			fit = append(fit, p)
		}
	}
	name := fit[n%len(fit)]
	if round := n / len(fit); round > 0 {
		name += strings.Repeat(string([]rune(name)[1]), round)
	}
	return name
}

// spelling returns the n-th other spelling of a name, from 1: as transliterations differ, a vowel between two consonants is left
// out, or else one is doubled.
func spelling(name string, n int) string {
	runes := []rune(name)
	var lone []int
	for i := len(runes) - 2; i > 1; i-- {
		if isVowel(runes[i]) && !isVowel(runes[i-1]) && !isVowel(runes[i+1]) {
			lone = append(lone, i)
		}
	}
	if n <= len(lone) {
		at := lone[n-1]
		return string(slices.Delete(runes, at, at+1))
	}
	at := 1 + n%(len(runes)-2)
	for i := range runes[1 : len(runes)-1] {
		if k := 1 + (at+i)%(len(runes)-2); isVowel(runes[k]) {
			at = k
			break
		}
	}
	return string(slices.Insert(runes, at, runes[at]))
}

func isVowel(r rune) bool { return strings.ContainsRune("اويaeiouy", r) }

// similar reports whether two words may be spellings of one name.
func similar(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if x[0] != y[0] || len(x) < 5 || len(y) < 5 {
		return a == b
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(y)] <= 2
}

// addCount gives a figure other digits; zeros at the end, the number of digits and whole millions stay.
func (m *mapping) addCount(n int64) {
	if m.counts[n] != 0 {
		return
	}
	if n > 1_000_000 && n%1_000_000 != 0 {
		m.counts[n] = n - n%1_000_000 + m.digits(n%1_000_000)
		return
	}
	m.counts[n] = m.digits(n)
}

func (m *mapping) digits(n int64) int64 {
	s := []byte(strconv.FormatInt(n, 10))
	end := len(bytes.TrimRight(s, "0"))
	for i := range end {
		s[i] = byte('1' + m.rng.IntN(9))
	}
	if bytes.HasPrefix(s, []byte("1")) && end == 2 {
		s[0] = '2' // 11 to 19 are counted with other words in Arabic
	}
	out, err := strconv.ParseInt(string(s), 10, 64)
	if err != nil || out == n {
		return n
	}
	return out
}

// percent returns a percentage shifted: all by the same amount, so that their order stays.
func (m *mapping) percent(canonicalValue string) string {
	whole, fraction, decimal := strings.Cut(canonicalValue, ".")
	if !decimal {
		n, err := strconv.Atoi(whole)
		if err != nil || n+m.whole < 1 || n+m.whole > 100 {
			return canonicalValue
		}
		return strconv.Itoa(n + m.whole)
	}
	n, err := strconv.Atoi(whole + fraction)
	if err != nil {
		return canonicalValue
	}
	scale := 1
	for range len(fraction) - 1 {
		scale *= 10
	}
	if shifted := n + m.tenths*scale; shifted > 0 && shifted < 1000*scale {
		n = shifted
	}
	return fmt.Sprintf("%d.%0*d", n/(10*scale), len(fraction), n%(10*scale))
}

func canonical(number string) string {
	s := strings.NewReplacer(",", ".", "٫", ".").Replace(number)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// line returns a line of text with its tokens replaced; damaged tells whether words get the report's damage.
func (m *mapping) line(line string, damaged bool) string {
	at := m.tokens.FindAllStringIndex(line, -1)
	words := make([]string, len(at))
	for i, a := range at {
		words[i] = plain(line[a[0]:a[1]])
	}
	var b strings.Builder
	end := 0
	for i, a := range at {
		b.WriteString(line[end:a[0]])
		token := line[a[0]:a[1]]
		switch {
		case token[0] >= '0' && token[0] <= '9':
			beside := strings.HasSuffix(strings.TrimRight(line[:a[0]], " "), "%") || strings.HasPrefix(strings.TrimLeft(line[a[1]:], " "), "%")
			token = m.numeral(token, words, i, beside)
		case m.weekday(words, i) != "":
			token = m.dress(token, m.weekday(words, i), damaged)
		default:
			token = m.word(token, damaged)
		}
		b.WriteString(token)
		end = a[1]
	}
	b.WriteString(line[end:])
	return b.String()
}

// plain returns a word without stretching and marks.
func plain(token string) string {
	return strings.Map(func(r rune) rune {
		if r == '\u0640' || r == '\ufffd' || r >= '\u064b' && r <= '\u0652' {
			return -1
		}
		return r
	}, token)
}

// word replaces a name, with the particles written before it.
func (m *mapping) word(token string, damaged bool) string {
	bare := plain(token)
	for _, prefix := range []string{"", "و", "ف", "ب", "ل", "ك", "ول", "وب"} {
		if rest, ok := strings.CutPrefix(bare, prefix); ok {
			if w := m.damaged[rest]; w != "" {
				return m.dress(token, prefix+m.words[w], damaged)
			}
		}
	}
	return token
}

// dress gives a replacement the kind of damage that the replaced token has.
func (m *mapping) dress(token, replacement string, damaged bool) string {
	switch {
	case !damaged:
		return replacement
	case strings.ContainsRune(token, '\ufffd'):
		return damage.Stretch(replacement, '\ufffd')
	case strings.ContainsRune(token, '\u0640'):
		return damage.Stretch(replacement, '\u0640')
	case m.swaps:
		forms := damage.Swapped(replacement)
		if m.rng.Float64() < 0.7 {
			return forms[len(forms)-1]
		}
	}
	return replacement
}

// numeral replaces a number: a percentage, a figure in one of its spellings, or a year.
func (m *mapping) numeral(token string, words []string, i int, percent bool) string {
	next := ""
	if i+1 < len(words) {
		next = words[i+1]
	}
	value := canonical(token)
	if m.percents[value] && (percent || strings.Contains(value, ".")) {
		return restyle(token, m.percent(value))
	}
	bare := strings.NewReplacer(",", "", ".", "", "٬", "", "٫", "").Replace(token)
	n, err := strconv.ParseInt(bare, 10, 64)
	if err != nil || percent || isMonth(next) {
		return token
	}
	grouped := len(bare) != len(token)
	if scale := scaleOf(next); scale > 0 {
		return m.scaled(token, value, scale)
	}
	if out := m.counts[n]; out != 0 {
		return regroup(token, strconv.FormatInt(out, 10))
	}
	if i > 0 && words[i-1] == "و" {
		for _, whole := range sortedCounts(m.counts) {
			if whole > 1_000_000 && whole%1_000_000 == n && n > 0 {
				return regroup(token, strconv.FormatInt(m.counts[whole]%1_000_000, 10))
			}
		}
	}
	if !grouped && n >= 1900 && n < 2100 {
		return strconv.FormatInt(n+int64(m.years), 10)
	}
	return token
}

// scaled replaces a number before a word for thousand or million.
func (m *mapping) scaled(token, value string, scale int64) string {
	f, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return token
	}
	out := m.counts[int64(f*float64(scale)+0.5)]
	if out == 0 {
		return token
	}
	return restyle(token, strconv.FormatFloat(float64(out)/float64(scale), 'f', -1, 64))
}

// restyle writes a canonical decimal with the decimal mark and the number of decimals of token.
func restyle(token, value string) string {
	mark := strings.IndexAny(token, ".,٫")
	if mark < 0 {
		return value
	}
	whole, fraction, _ := strings.Cut(value, ".")
	sep := strings.Trim(token, "0123456789")
	for len(fraction) < len(token)-mark-len(sep) {
		fraction += "0"
	}
	return whole + sep + fraction
}

// regroup writes digits with the separators of token, which has as many digits.
func regroup(token, digits string) string {
	var b strings.Builder
	for _, r := range token {
		if r < '0' || r > '9' {
			b.WriteRune(r)
			continue
		}
		if digits == "" {
			return b.String()
		}
		b.WriteByte(digits[0])
		digits = digits[1:]
	}
	return b.String() + digits
}

// weekday returns the weekday to write at words[i] when a full date follows it: as true or as false as it was.
func (m *mapping) weekday(words []string, i int) string {
	old := slices.Index(weekdays(), words[i])
	if old < 0 || i+3 >= len(words) {
		return ""
	}
	if moved, ok := m.movedDays(words[i+1], words[i+2], words[i+3]); ok {
		return weekdays()[(old+moved)%7]
	}
	return ""
}

// movedDays returns by how many weekdays a date moves when its year does.
func (m *mapping) movedDays(day, month, year string) (int, bool) {
	d, err1 := strconv.Atoi(day)
	y, err2 := strconv.Atoi(year)
	mo := monthOf(month)
	if err1 != nil || err2 != nil || mo == 0 {
		return 0, false
	}
	before := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, time.UTC).Weekday()
	after := time.Date(y+m.years, time.Month(mo), d, 0, 0, 0, 0, time.UTC).Weekday()
	return (int(after) - int(before) + 7) % 7, true
}

// value maps a value of the gold.
func (m *mapping) value(column string, v any, unit string) any {
	switch v := v.(type) {
	case map[string]any:
		unit, _ = v["unit"].(string)
		out := map[string]any{}
		for k, item := range v {
			if strings.HasPrefix(k, "_") || k == "note" {
				out[k] = item
				continue
			}
			out[k] = item
		}
		for _, k := range sorted(v) {
			if !strings.HasPrefix(k, "_") && k != "note" && k != "report" && k != "optional" {
				out[k] = m.value(k, v[k], unit)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = m.value(column, item, unit)
		}
		return out
	case json.Number:
		return m.goldNumber(column, v, unit)
	case string:
		return m.goldText(column, v)
	default:
		return v
	}
}

func (m *mapping) goldNumber(column string, n json.Number, unit string) any {
	switch {
	case strings.HasSuffix(column, "_pct") || column == "value" && unit == "percent":
		return json.Number(m.percent(canonical(n.String())))
	case column == "rank_stated":
		return n
	}
	if i, err := n.Int64(); err == nil && m.counts[i] != 0 {
		return json.Number(strconv.FormatInt(m.counts[i], 10))
	}
	return n
}

func (m *mapping) goldText(column, s string) any {
	if y, rest, ok := strings.Cut(s, "-"); ok && len(y) == 4 && strings.Trim(y, "0123456789") == "" && strings.Trim(rest, "0123456789-/.") == "" {
		n, err := strconv.Atoi(y)
		if err == nil {
			return strconv.Itoa(n+m.years) + "-" + rest
		}
	}
	if column == "stated" {
		if m.percents[canonical(s)] && strings.Contains(s, ".") {
			return m.percent(canonical(s))
		}
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			if m.counts[n] != 0 && n > 31 {
				return strconv.FormatInt(m.counts[n], 10)
			}
			return s
		}
	}
	return m.line(s, false)
}

// sums sets right what the contradictions say of sums and weekdays.
func (m *mapping) sums(gold map[string]any) {
	tables, _ := gold["tables"].(map[string]any)
	list, _ := tables["discrepancies"].([]any)
	for _, item := range list {
		row, _ := item.(map[string]any)
		stated, _ := row["stated"].([]any)
		if row["kind"] == "sum" && len(stated) > 0 {
			total := 0.0
			results, _ := tables["results"].([]any)
			for _, r := range results {
				result, _ := r.(map[string]any)
				if n, ok := result["vote_share_pct"].(json.Number); ok {
					f, err := n.Float64()
					if err == nil {
						total += f
					}
				}
			}
			stated[0] = strconv.FormatFloat(float64(int(total*100+0.5))/100, 'f', -1, 64)
		}
		if row["kind"] == "weekday" {
			m.statedWeekday(tables, stated)
		}
	}
}

// statedWeekday moves the weekday of a contradiction with the dated election whose day it states.
func (m *mapping) statedWeekday(tables map[string]any, stated []any) {
	for i, s := range stated {
		name, _ := s.(string)
		old := slices.Index(weekdays(), name)
		if old < 0 {
			continue
		}
		for _, other := range stated {
			text, _ := other.(string)
			for _, table := range []string{"timeline", "elections"} {
				rows, _ := tables[table].([]any)
				for _, r := range rows {
					row, _ := r.(map[string]any)
					date, _ := row["date_start"].(string)
					if len(date) != 10 || !strings.HasSuffix(text, strings.TrimPrefix(date[8:], "0")) {
						continue
					}
					after, err := time.Parse(time.DateOnly, date)
					if err != nil {
						continue
					}
					before := after.AddDate(-m.years, 0, 0)
					stated[i] = weekdays()[(old+int(after.Weekday())-int(before.Weekday())+7)%7]
					return
				}
			}
		}
	}
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func sortedCounts(m map[int64]int64) []int64 {
	keys := make([]int64, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
