package exchange

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"mahdar/schemas"
)

// NIST writes the tables elections, results and election_figures as an election results report, and what the report has no place for as a
// list of losses.
//
// The standard holds counts of votes and no shares; no count is worked out from a share here. A choice has one count in a report: where
// several announcements give one, that of the most final stays. A count that the report hedges is left out, since nothing could mark it.
//
// Source: NIST SP 1500-100r2, Election Results Common Data Format Version 2.0.
type NIST struct {
	report, losses *bufio.Writer
	about          About
	elections      list
	lost           list
	pending        batch
	langs          languages
	units          []nistUnit
	parties        map[string]nistParty
	partyIDs       []string            // in the order in which they came
	persons        map[string]struct{} // entities that are candidates
	found          []nistPerson
	partial        bool // some result kept is not final
	latest         string
	referenced     string // latest reference date
}

// The classes of the standard, with what is used of them.
type (
	nistElection struct {
		Type         string          `json:"@type"`
		ScopeID      string          `json:"ElectionScopeId"`
		Name         *nistText       `json:"Name"`
		StartDate    string          `json:"StartDate"`
		EndDate      string          `json:"EndDate"`
		Kind         string          `json:"Type"`
		OtherType    string          `json:"OtherType,omitempty"`
		External     []nistExternal  `json:"ExternalIdentifier"`
		BallotCounts []nistBallots   `json:"BallotCounts,omitempty"`
		Candidates   []nistCandidate `json:"Candidate,omitempty"`
		Contests     []nistContest   `json:"Contest,omitempty"`
	}
	nistContest struct {
		ID           string          `json:"@id"`
		Type         string          `json:"@type"`
		DistrictID   string          `json:"ElectionDistrictId"`
		Name         string          `json:"Name"`
		VotesAllowed int             `json:"VotesAllowed,omitempty"`
		Kind         string          `json:"Type,omitempty"`
		Selections   []nistSelection `json:"ContestSelection,omitempty"`
	}
	nistSelection struct {
		ID           string       `json:"@id"`
		Type         string       `json:"@type"`
		CandidateIDs []string     `json:"CandidateIds,omitempty"`
		PartyIDs     []string     `json:"PartyIds,omitempty"`
		Selection    *nistText    `json:"Selection,omitempty"`
		Counts       []nistCounts `json:"VoteCounts,omitempty"`
	}
	nistCounts struct {
		Type   string `json:"@type"`
		UnitID string `json:"GpUnitId"`
		Kind   string `json:"Type"`
		Count  int64  `json:"Count"`
	}
	nistBallots struct {
		Type     string `json:"@type"`
		UnitID   string `json:"GpUnitId"`
		Kind     string `json:"Type"`
		Cast     *int64 `json:"BallotsCast,omitempty"`
		Rejected *int64 `json:"BallotsRejected,omitempty"`
	}
	nistCandidate struct {
		ID       string    `json:"@id"`
		Type     string    `json:"@type"`
		Name     *nistText `json:"BallotName"`
		PartyID  string    `json:"PartyId,omitempty"`
		PersonID string    `json:"PersonId,omitempty"`
		Status   string    `json:"PostElectionStatus,omitempty"`
	}
	nistUnit struct {
		ID         string         `json:"@id"`
		Type       string         `json:"@type"`
		Kind       string         `json:"Type"`
		OtherType  string         `json:"OtherType,omitempty"`
		Name       *nistText      `json:"Name,omitempty"`
		Composing  []string       `json:"ComposingGpUnitIds,omitempty"`
		External   []nistExternal `json:"ExternalIdentifier,omitempty"`
		Registered *int64         `json:"VotersRegistered,omitempty"`
	}
	nistParty struct {
		ID   string    `json:"@id"`
		Type string    `json:"@type"`
		Name *nistText `json:"Name"`
	}
	nistPerson struct {
		ID       string         `json:"@id"`
		Type     string         `json:"@type"`
		FullName *nistText      `json:"FullName"`
		External []nistExternal `json:"ExternalIdentifier"`
	}
	nistExternal struct {
		Type      string `json:"@type"`
		Kind      string `json:"Type"`
		OtherType string `json:"OtherType"`
		Value     string `json:"Value"`
	}
	nistText struct {
		Type string       `json:"@type"`
		Text []nistString `json:"Text"`
	}
	nistString struct {
		Type     string `json:"@type"`
		Content  string `json:"Content"`
		Language string `json:"Language"`
	}
)

const nistClass = "ElectionResults."

// loss is what one report says in a column and the standard has no place for.
type loss struct {
	Report string     `json:"report_id"`
	Table  string     `json:"table"`
	Column string     `json:"column,omitempty"` // empty for whole rows
	Reason string     `json:"reason"`
	Cells  []lostCell `json:"cells"`
}

type lostCell struct {
	Row   string `json:"row"`
	Value string `json:"value,omitempty"`
}

// NewNIST returns a writer of a report and of its losses. The caller closes the files behind them.
func NewNIST(report, losses io.Writer, about About) (*NIST, error) {
	n := &NIST{
		report: bufio.NewWriter(report), losses: bufio.NewWriter(losses), about: about,
		parties: map[string]nistParty{}, persons: map[string]struct{}{},
	}
	n.elections.w, n.lost.w = n.report, n.losses
	_, err := n.report.WriteString(`{"@type":"ElectionResults.ElectionReport","Election":[`)
	if err == nil {
		_, err = n.losses.WriteString(`{"standard":"NIST SP 1500-100 v2","note":"What the tables elections, results and election_figures hold and the election results report cannot. The other tables, and the evidence of each cell, are not in it at all.","losses":[`)
	}
	return n, err
}

// Add takes a row.
func (n *NIST) Add(t *schemas.Table, values []any) error {
	r := row{t, values}
	switch t.Name {
	case "reports", "elections", "results", "election_figures":
		if t.Name == "reports" {
			n.langs.learn(r)
			n.referenced = max(n.referenced, r.text("reference_date"))
		}
		if done, full := n.pending.take(r); full {
			return n.flush(done)
		}
	case "entities": // after the rows of all reports
		if err := n.end(); err != nil {
			return err
		}
		if _, ok := n.persons[r.text("entity_id")]; ok {
			n.found = append(n.found, n.person(r))
		}
	}
	return nil
}

// end writes the elections of the last report.
func (n *NIST) end() error {
	last := n.pending
	n.pending = batch{}
	if last.rows == nil {
		return nil
	}
	return n.flush(last)
}

func (n *NIST) person(r row) nistPerson {
	p := nistPerson{
		ID: "person-" + r.text("entity_id"), Type: nistClass + "Person", FullName: n.text(r.text("canonical_name")),
		External: []nistExternal{external("mahdar entity_id", r.text("entity_id"))},
	}
	if en := r.text("canonical_name_en"); en != "" && p.FullName.Text[0].Language != "en" {
		p.FullName.Text = append(p.FullName.Text, nistString{nistClass + "LanguageString", en, "en"})
	}
	if q := r.text("wikidata_id"); q != "" {
		p.External = append(p.External, external("wikidata", q))
	}
	return p
}

func external(kind, value string) nistExternal {
	return nistExternal{nistClass + "ExternalIdentifier", "other", kind, value}
}

// text returns a text in the language that its script tells.
func (n *NIST) text(s string) *nistText { return nistTextIn(s, n.langs.of(s)) }

func nistTextIn(s, lang string) *nistText {
	return &nistText{nistClass + "InternationalizedText", []nistString{{nistClass + "LanguageString", s, lang}}}
}

// flush writes the elections of one report.
func (n *NIST) flush(b batch) error {
	o := &ofReport{NIST: n, batch: b}
	for _, e := range b.rows["elections"] {
		o.election(e)
	}
	known := map[string]bool{}
	for _, e := range b.rows["elections"] {
		known[e.text("election_id")] = true
	}
	for _, table := range []string{"results", "election_figures"} {
		for _, r := range b.rows[table] {
			if !known[r.text("election_id")] {
				o.lose(r, "", "the report does not tell the election, and every count of the standard belongs to one")
			}
		}
	}
	for i := range o.written {
		if err := n.elections.add(o.written[i]); err != nil {
			return err
		}
	}
	for i := range o.losses {
		if err := n.lost.add(o.losses[i]); err != nil {
			return err
		}
	}
	return nil
}

// ofReport makes the elections of one report.
type ofReport struct {
	*NIST
	batch   batch
	written []nistElection
	losses  []loss
}

// lose notes a cell, or with no column a row, that the standard has no place for.
func (o *ofReport) lose(r row, column, reason string) {
	cell := lostCell{Row: r.text(r.table.ID)}
	if column != "" {
		if cell.Value = r.text(column); cell.Value == "" {
			return
		}
	}
	for i := range o.losses {
		if l := &o.losses[i]; l.Table == r.table.Name && l.Column == column && l.Reason == reason {
			l.Cells = append(l.Cells, cell)
			return
		}
	}
	o.losses = append(o.losses, loss{o.batch.report, r.table.Name, column, reason, []lostCell{cell}})
}

// of returns the rows of a table that belong to the election.
func (o *ofReport) of(table, election string) []row {
	var out []row
	for _, r := range o.batch.rows[table] {
		if r.text("election_id") == election {
			out = append(out, r)
		}
	}
	return out
}

func (o *ofReport) election(e row) {
	id := e.text("election_id")
	results, figures := o.of("results", id), o.of("election_figures", id)
	if e.text("date_start") == "" || e.text("date_end") == "" {
		const reason = "the first and the last day are not both known, and the standard demands them"
		o.lose(e, "", reason)
		for _, r := range append(results, figures...) {
			o.lose(r, "", "its election is left out: "+reason)
		}
		return
	}
	if edtf := e.text("date_edtf"); edtf != e.text("date_start") {
		o.lose(e, "date_edtf", "StartDate and EndDate are the bounds of a date that is not known to the day")
	}
	o.lose(e, "date_basis", "the standard does not tell how a date is known")
	o.lose(e, "round", "an election has no number of a round; a second one has the type runoff")
	o.latest = max(o.latest, e.text("date_end"))

	scope := &nistUnit{ID: "gp-" + id, Type: nistClass + "ReportingUnit", Kind: "country"}
	if name := e.text("country_name"); name != "" {
		scope.Name = o.text(name)
	}
	if code := e.text("country_code"); code != "" {
		scope.External = []nistExternal{external("ISO 3166-1 alpha-2", code)}
	}
	out := nistElection{
		Type: nistClass + "Election", ScopeID: scope.ID, Name: nistTextIn(electionName(e), "en"), StartDate: e.text("date_start"), EndDate: e.text("date_end"),
		External: []nistExternal{external("mahdar election_id", id)},
	}
	out.Kind, out.OtherType = electionType(e)
	ballots := nistBallots{Type: nistClass + "BallotCounts", UnitID: scope.ID, Kind: "total"}
	kept := o.choose(results, &ballots)
	units := o.figures(figures, scope, &ballots)
	if ballots.Cast != nil || ballots.Rejected != nil {
		out.BallotCounts = append(out.BallotCounts, ballots)
	}
	out.BallotCounts = append(out.BallotCounts, units.ballots...)
	if len(kept) > 0 || e.text("election_type") == "referendum" {
		o.contest(e, kept, &out)
	}
	o.units = append(append(o.units, *scope), units.units...)
	o.written = append(o.written, out)
}

// electionName returns what an election is called: the tables know no name.
func electionName(e row) string {
	kind := e.text("election_type")
	s := strings.ToUpper(kind[:1]) + kind[1:]
	if kind != "referendum" {
		s += " election"
	}
	return s + ", " + e.text("date_edtf")
}

func electionType(e row) (kind, other string) {
	round, _ := e.count("round")
	early, _ := e.truth("is_early")
	switch {
	case e.text("election_type") == "referendum":
		return "other", "referendum"
	case round > 1:
		return "runoff", ""
	case early:
		return "special", ""
	}
	return "general", ""
}

// better reports whether r is of a more final announcement than old, or has a count that old, of one as final, lacks.
func better(r, old row) bool {
	finality := func(r row) int { return slices.Index([]string{"final", "unknown", "preliminary"}, r.text("status")) }
	if a, b := finality(r), finality(old); a != b {
		return a < b
	}
	_, has := r.count("votes")
	_, had := old.count("votes")
	return has && !had
}

// choose returns one row for each choice on the ballot, in their order, and puts invalid ballots where they belong.
func (o *ofReport) choose(results []row, ballots *nistBallots) []row {
	best := map[string]row{}
	var order []string
	for _, r := range results {
		for _, c := range []string{"rank_stated", "rank"} {
			o.lose(r, c, "the standard has no ranks; those computed follow from the counts")
		}
		o.lose(r, "vote_share_pct", "the standard holds counts only, and none is worked out from a share")
		o.lose(r, "announced_by", "a report has one issuer; who announced a result has no place")
		switch r.text("option_type") {
		case "blank":
			o.lose(r, "", "blank ballots have no place: the undervotes of the standard are votes not cast in one contest")
			continue
		case "invalid":
			o.set(&ballots.Rejected, r, "votes")
			continue
		}
		key := r.text("option_type") + " " + cmp.Or(r.text("candidate_id"), r.text("candidate_name"))
		old, ok := best[key]
		if !ok {
			order = append(order, key)
			best[key] = r
			continue
		}
		worse := r
		if better(r, old) {
			best[key], worse = r, old
		}
		o.lose(worse, "", "another announcement has a count for the same choice, and a report holds one")
	}
	kept := make([]row, len(order))
	for i, key := range order {
		kept[i] = best[key]
		o.partial = o.partial || kept[i].text("status") != "final"
	}
	return kept
}

// set puts a count where there is none yet.
func (o *ofReport) set(to **int64, r row, column string) {
	n, ok := r.count(column)
	switch {
	case !ok:
		o.lose(r, column, "no whole number, and the standard holds nothing else here")
	case *to != nil && **to != n:
		o.lose(r, column, "another row has a count for the same place, and a report holds one")
	default:
		*to = &n
	}
}

// places is what figures say of places within the scope of an election.
type places struct {
	units   []nistUnit
	ballots []nistBallots
}

func (o *ofReport) figures(figures []row, scope *nistUnit, ballots *nistBallots) places {
	var p places
	at := map[string]int{}
	for _, r := range figures {
		figure := r.text("figure")
		if about, _ := r.truth("is_approximate"); about {
			o.lose(r, "value", "the report hedges the figure, which a count of the standard cannot tell")
			continue
		}
		switch {
		case r.text("unit") == "percent":
			o.lose(r, "value", "the standard holds counts only, and none is worked out from a share")
			continue
		case !slices.Contains([]string{"registered_voters", "votes_cast", "invalid_votes"}, figure):
			o.lose(r, "value", "the standard has no place for the figure "+figure)
			continue
		}
		unit, counts := scope, ballots
		if place := r.text("scope"); place != "" {
			i, ok := at[place]
			if !ok {
				i = len(p.units)
				at[place] = i
				id := scope.ID + "-" + short(place)
				scope.Composing = append(scope.Composing, id)
				p.units = append(p.units, nistUnit{ID: id, Type: nistClass + "ReportingUnit", Kind: "other", OtherType: "place", Name: o.text(place)})
				p.ballots = append(p.ballots, nistBallots{Type: nistClass + "BallotCounts", UnitID: id, Kind: "total"})
			}
			unit, counts = &p.units[i], &p.ballots[i]
		}
		switch figure {
		case "registered_voters":
			o.set(&unit.Registered, r, "value")
		case "votes_cast":
			o.set(&counts.Cast, r, "value")
		case "invalid_votes":
			o.set(&counts.Rejected, r, "value")
		}
	}
	p.ballots = slices.DeleteFunc(p.ballots, func(b nistBallots) bool { return b.Cast == nil && b.Rejected == nil })
	return p
}

// short returns a hash that keeps apart the names within an election.
func short(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:6])
}

func (o *ofReport) contest(e row, kept []row, out *nistElection) {
	c := nistContest{ID: "contest-" + e.text("election_id"), Type: nistClass + "PartyContest", DistrictID: out.ScopeID, Name: electionName(e)}
	referendum := e.text("election_type") == "referendum"
	switch {
	case referendum:
		c.Type, c.Kind = nistClass+"BallotMeasureContest", "referendum"
	case slices.ContainsFunc(kept, func(r row) bool { return r.text("option_type") == "candidate" }):
		c.Type, c.VotesAllowed = nistClass+"CandidateContest", 1
	}
	for _, r := range kept {
		id := r.text("result_id")
		s := nistSelection{ID: "selection-" + id, Type: nistClass + "CandidateSelection"}
		if r.text("status") != "final" {
			o.lose(r, "status", "the report as a whole has a status, which is that of its least final count")
		}
		option := r.text("option_type")
		if option != "candidate" || referendum {
			o.lose(r, "elected", "only candidates are elected")
			o.lose(r, "affiliation", "only candidates have a party")
		}
		switch {
		case option == "against_all": // a selection without a candidate
			o.lose(r, "candidate_name", "a selection without a candidate has no name")
		case referendum:
			s.Type, s.Selection = nistClass+"BallotMeasureSelection", o.text(r.text("candidate_name"))
		case option == "party":
			s.Type, s.PartyIDs = nistClass+"PartySelection", []string{o.party(r.text("candidate_name"))}
		default:
			s.CandidateIDs = []string{"candidate-" + id}
			out.Candidates = append(out.Candidates, o.candidate(r))
		}
		if votes, ok := r.count("votes"); ok {
			s.Counts = append(s.Counts, nistCounts{nistClass + "VoteCounts", out.ScopeID, "total", votes})
		}
		if seats, ok := r.count("seats"); ok {
			s.Counts = append(s.Counts, nistCounts{nistClass + "VoteCounts", out.ScopeID, "seats", seats})
		}
		c.Selections = append(c.Selections, s)
	}
	out.Contests = []nistContest{c}
}

func (o *ofReport) candidate(r row) nistCandidate {
	c := nistCandidate{ID: "candidate-" + r.text("result_id"), Type: nistClass + "Candidate", Name: o.text(r.text("candidate_name"))}
	if id := r.text("candidate_id"); id != "" {
		o.persons[id] = struct{}{}
		c.PersonID = "person-" + id
	}
	if name := r.text("affiliation"); name != "" {
		c.PartyID = o.party(name)
	}
	if elected, known := r.truth("elected"); known {
		c.Status = map[bool]string{true: "winner", false: "defeated"}[elected]
	}
	return c
}

// party returns the id of the party of this name.
func (n *NIST) party(name string) string {
	id := "party-" + short(name)
	if _, ok := n.parties[id]; !ok {
		n.parties[id] = nistParty{id, nistClass + "Party", n.text(name)}
		n.partyIDs = append(n.partyIDs, id)
	}
	return id
}

// Close writes what belongs to all elections.
func (n *NIST) Close() error {
	if err := n.end(); err != nil {
		return err
	}
	status := "unofficial-complete"
	if n.partial || n.elections.n == 0 {
		status = "unofficial-partial"
	}
	var parties []nistParty
	for _, id := range n.partyIDs {
		parties = append(parties, n.parties[id])
	}
	rest := struct {
		Format       string       `json:"Format"`
		Generated    string       `json:"GeneratedDate"`
		Issuer       string       `json:"Issuer"`
		Abbreviation string       `json:"IssuerAbbreviation"`
		Start        int          `json:"SequenceStart"`
		End          int          `json:"SequenceEnd"`
		Status       string       `json:"Status"`
		Application  string       `json:"VendorApplicationId"`
		Notes        string       `json:"Notes"`
		Units        []nistUnit   `json:"GpUnit,omitempty"`
		Parties      []nistParty  `json:"Party,omitempty"`
		Persons      []nistPerson `json:"Person,omitempty"`
	}{
		"summary-contest", cmp.Or(n.about.Published, n.referenced, n.latest, "1970-01-01") + "T00:00:00Z", cmp.Or(n.about.Publisher, n.about.Title, n.about.Name), n.about.Name, 1, 1, status, "mahdar",
		"Read from narrative reports, which certify nothing: a value is what a report states. What the standard has no place for is listed in a file beside this one.",
		n.units, parties, n.found,
	}
	raw, err := marshal(rest)
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintf(n.report, "\n],%s\n", raw[1:]); err != nil { // goes on with the object that the elections began
		return err
	}
	if err := n.report.Flush(); err != nil {
		return err
	}
	if _, err := n.losses.WriteString("\n]}\n"); err != nil {
		return err
	}
	return n.losses.Flush()
}
