package exchange

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

	"mahdar/schemas"
)

// Popolo writes persons, organizations, posts, memberships and events as Popolo has them, each with the lines that it rests on.
//
// Dates are as exact as the report gives them. What is uncertain in EDTF, which Popolo cannot say, is left out.
//
// Source: https://www.popoloproject.com/specs/
type Popolo struct {
	out         *bufio.Writer
	memberships *bufio.Writer
	spool       io.ReadSeeker
	events      list
	members     list
	pending     batch
	entities    []row
	names       map[string][]string // of entities, in order
	births      map[string]string   // by person
	sources     map[string][]popoloLink
	posts       []popoloPost
	bodies      []popoloBody // that no entity stands for
	seen        map[string]bool
}

type (
	popoloBeing struct {
		ID          string             `json:"id"`
		Name        string             `json:"name"`
		OtherNames  []popoloName       `json:"other_names,omitempty"`
		Identifiers []popoloIdentifier `json:"identifiers,omitempty"`
		BirthDate   string             `json:"birth_date,omitempty"`
		Sources     []popoloLink       `json:"sources,omitempty"`
	}
	popoloBody struct {
		ID      string       `json:"id"`
		Name    string       `json:"name"`
		Sources []popoloLink `json:"sources"`
	}
	popoloName struct {
		Name string `json:"name"`
		Note string `json:"note,omitempty"`
	}
	popoloIdentifier struct {
		Scheme     string `json:"scheme"`
		Identifier string `json:"identifier"`
	}
	popoloPost struct {
		ID             string       `json:"id"`
		Label          string       `json:"label"`
		Role           string       `json:"role"`
		OrganizationID string       `json:"organization_id"`
		Sources        []popoloLink `json:"sources"`
	}
	popoloMembership struct {
		ID             string       `json:"id"`
		Label          string       `json:"label,omitempty"`
		Role           string       `json:"role,omitempty"`
		PersonID       string       `json:"person_id"`
		OrganizationID string       `json:"organization_id,omitempty"`
		PostID         string       `json:"post_id,omitempty"`
		OnBehalfOfID   string       `json:"on_behalf_of_id,omitempty"`
		EventID        string       `json:"event_id,omitempty"` // of a candidacy; Popolo has not settled on a name
		StartDate      string       `json:"start_date,omitempty"`
		EndDate        string       `json:"end_date,omitempty"`
		Sources        []popoloLink `json:"sources"`
	}
	popoloEvent struct {
		ID             string       `json:"id"`
		Name           string       `json:"name"`
		Description    string       `json:"description,omitempty"`
		Classification string       `json:"classification"`
		StartDate      string       `json:"start_date,omitempty"`
		EndDate        string       `json:"end_date,omitempty"`
		Location       string       `json:"location,omitempty"`
		Sources        []popoloLink `json:"sources"`
	}
	popoloLink struct {
		URL  string `json:"url"`
		Note string `json:"note"`
	}
)

// NewPopolo returns a writer of one document. Memberships wait in the spool, an empty file, until the events are written. The caller closes
// both.
func NewPopolo(out io.Writer, spool io.ReadWriteSeeker) (*Popolo, error) {
	p := &Popolo{
		out: bufio.NewWriter(out), memberships: bufio.NewWriter(spool), spool: spool,
		names: map[string][]string{}, births: map[string]string{}, sources: map[string][]popoloLink{}, seen: map[string]bool{},
	}
	p.events.w, p.members.w = p.out, p.memberships
	_, err := p.out.WriteString(`{"events":[`)
	return p, err
}

// Learn takes a row of a shared table as one report has it: it tells which entity the report calls by a name.
func (p *Popolo) Learn(t *schemas.Table, values []any) {
	if p.pending.rows != nil && (t.Name == "entities" || t.Name == "entity_names") {
		p.pending.rows[t.Name] = append(p.pending.rows[t.Name], row{t, values})
	}
}

// Add takes a row.
func (p *Popolo) Add(t *schemas.Table, values []any) error {
	r := row{t, values}
	switch t.Name {
	case "entities":
		p.entities = append(p.entities, r)
	case "entity_names":
		id := r.text("entity_id")
		p.names[id] = append(p.names[id], r.text("name"))
	case "reports", "elections", "results", "biography", "timeline", "evidence":
		if done, full := p.pending.take(r); full {
			return p.flush(done)
		}
	}
	return nil
}

// flush writes what one report says.
func (p *Popolo) flush(b batch) error {
	o := &popoloReport{Popolo: p, batch: b, lines: map[string][2]int64{}, bodyOf: map[string]string{}}
	for _, r := range b.rows["evidence"] {
		key := r.text("table_name") + " " + r.text("row_id")
		start, _ := r.count("line_start")
		end, _ := r.count("line_end")
		if at, ok := o.lines[key]; ok {
			start, end = min(start, at[0]), max(end, at[1])
		}
		o.lines[key] = [2]int64{start, end}
	}
	organizations := map[string]bool{}
	for _, r := range b.rows["entities"] {
		id := r.text("entity_id")
		organizations[id] = r.text("entity_type") == "organization"
		p.sources[id] = append(p.sources[id], o.link())
	}
	for _, r := range b.rows["entity_names"] {
		if id := r.text("entity_id"); organizations[id] {
			o.bodyOf[r.text("name")] = id
		}
	}
	for _, make := range []func() error{o.elections, o.candidacies, o.lives, o.happenings} {
		if err := make(); err != nil {
			return err
		}
	}
	return nil
}

// popoloReport makes the things of one report.
type popoloReport struct {
	*Popolo
	batch  batch
	lines  map[string][2]int64 // by table and row, the lines of all its evidence
	bodyOf map[string]string   // organizations of the report by name
}

// link names the report.
//
// Source: RFC 6920 for names of files by their hash.
func (o *popoloReport) link() popoloLink {
	link := popoloLink{URL: "urn:mahdar:" + o.batch.report, Note: "report " + o.batch.report}
	if reports := o.batch.rows["reports"]; len(reports) > 0 {
		if sum, err := hex.DecodeString(reports[0].text("source_sha256")); err == nil {
			link.URL = "ni:///sha-256;" + base64.RawURLEncoding.EncodeToString(sum)
		}
	}
	return link
}

// source names the lines that a row rests on.
func (o *popoloReport) source(r row) []popoloLink {
	link := o.link()
	at, ok := o.lines[r.table.Name+" "+r.table.RowRef(r.values)]
	switch {
	case ok && at[0] == at[1]:
		link.Note += fmt.Sprintf(", line %d", at[0])
	case ok:
		link.Note += fmt.Sprintf(", lines %d to %d", at[0], at[1])
	}
	return []popoloLink{link}
}

// body returns the id of the organization that a row names.
func (o *popoloReport) body(name string, r row) string {
	if name == "" {
		return ""
	}
	if id := o.bodyOf[name]; id != "" {
		return id
	}
	id := "organization-" + short(name)
	if !o.seen[id] {
		o.seen[id] = true
		o.bodies = append(o.bodies, popoloBody{id, name, o.source(r)})
	}
	return id
}

func (o *popoloReport) elections() error {
	for _, r := range o.batch.rows["elections"] {
		e := popoloEvent{ID: r.text("election_id"), Name: electionName(r), Classification: "election", Location: r.text("country_name"), Sources: o.source(r)}
		if r.text("election_type") == "referendum" {
			e.Classification = "referendum"
		}
		e.StartDate, e.EndDate = dates(r.text("date_edtf"))
		if err := o.events.add(e); err != nil {
			return err
		}
	}
	return nil
}

// candidacies writes one membership for each candidate of an election, however many announcements name him.
func (o *popoloReport) candidacies() error {
	done := map[string]bool{}
	for _, r := range o.batch.rows["results"] {
		id := r.text("election_id") + "-" + r.text("candidate_id")
		if r.text("option_type") != "candidate" || r.text("candidate_id") == "" || done[id] {
			continue
		}
		done[id] = true
		err := o.members.add(popoloMembership{
			ID: "candidacy-" + id, Role: "candidate", PersonID: r.text("candidate_id"), EventID: r.text("election_id"),
			OnBehalfOfID: o.body(r.text("affiliation"), r), Sources: o.source(r),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// lives writes the offices and schools of persons, and keeps their days of birth.
func (o *popoloReport) lives() error {
	for _, r := range o.batch.rows["biography"] {
		person := r.text("person_id")
		if person == "" {
			continue
		}
		m := popoloMembership{ID: r.text("fact_id"), Role: r.text("role"), PersonID: person, Sources: o.source(r)}
		m.StartDate, m.EndDate = dates(r.text("date_edtf"))
		kind := r.text("fact_type")
		if kind == "birth" && o.births[person] == "" {
			o.births[person] = m.StartDate
		}
		if kind != "position" && kind != "education" || m.Role == "" && r.text("organization") == "" {
			continue
		}
		m.OrganizationID = o.body(r.text("organization"), r)
		if m.Label = kind; kind == "position" {
			m.Label, m.PostID = "", o.post(m)
		}
		if err := o.members.add(m); err != nil {
			return err
		}
	}
	return nil
}

// post returns the id of the office, which exists without its holder where the body is known.
func (o *popoloReport) post(m popoloMembership) string {
	if m.Role == "" || m.OrganizationID == "" {
		return ""
	}
	id := "post-" + short(m.OrganizationID+" "+m.Role)
	if !o.seen[id] {
		o.seen[id] = true
		o.posts = append(o.posts, popoloPost{id, m.Role, m.Role, m.OrganizationID, m.Sources})
	}
	return id
}

func (o *popoloReport) happenings() error {
	for _, r := range o.batch.rows["timeline"] {
		e := popoloEvent{
			ID: r.text("event_id"), Name: r.text("label"), Description: r.text("label_en"), Classification: r.text("event_type"), Location: r.text("place"), Sources: o.source(r),
		}
		e.StartDate, e.EndDate = dates(r.text("date_edtf"))
		if err := o.events.add(e); err != nil {
			return err
		}
	}
	return nil
}

// popoloDate is a date that Popolo holds.
var popoloDate = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}){0,2}$`)

// season tells the numbers of EDTF that stand in for a month and are none: seasons, quarters and the like.
var season = regexp.MustCompile(`^[0-9]{4}-[2-9]`)

// dates returns the ends of a date in EDTF, those only that Popolo can hold. A date that is no interval is the start.
func dates(edtf string) (start, end string) {
	start, end, _ = strings.Cut(edtf, "/")
	for _, d := range []*string{&start, &end} {
		if !popoloDate.MatchString(*d) || season.MatchString(*d) {
			*d = ""
		}
	}
	return start, end
}

// Close writes persons, organizations and posts, which all reports share.
func (p *Popolo) Close() error {
	if p.pending.rows != nil {
		if err := p.flush(p.pending); err != nil {
			return err
		}
	}
	err := p.memberships.Flush()
	if err == nil {
		_, err = p.spool.Seek(0, io.SeekStart)
	}
	if err == nil {
		_, err = p.out.WriteString("\n],\"memberships\":[")
	}
	if err == nil {
		_, err = io.Copy(p.out, p.spool)
	}
	if err != nil {
		return err
	}
	for _, kind := range []string{"person", "organization"} {
		if _, err := fmt.Fprintf(p.out, "\n],%q:[", kind+"s"); err != nil {
			return err
		}
		l := list{w: p.out}
		for _, r := range p.entities {
			if r.text("entity_type") == kind {
				if err := l.add(p.being(r)); err != nil {
					return err
				}
			}
		}
		if kind == "organization" {
			for _, b := range p.bodies {
				if err := l.add(b); err != nil {
					return err
				}
			}
		}
	}
	if _, err := p.out.WriteString("\n],\"posts\":["); err != nil {
		return err
	}
	l := list{w: p.out}
	for _, post := range p.posts {
		if err := l.add(post); err != nil {
			return err
		}
	}
	_, err = p.out.WriteString("\n]}\n")
	return errors.Join(err, p.out.Flush())
}

// being returns a person or an organization.
func (p *Popolo) being(r row) popoloBeing {
	id := r.text("entity_id")
	b := popoloBeing{ID: id, Name: r.text("canonical_name"), BirthDate: p.births[id], Sources: p.sources[id]}
	en := r.text("canonical_name_en")
	if en != "" && en != b.Name {
		b.OtherNames = append(b.OtherNames, popoloName{en, "English"})
	}
	for _, name := range p.names[id] {
		if name != b.Name && name != en {
			b.OtherNames = append(b.OtherNames, popoloName{Name: name})
		}
	}
	if q := r.text("wikidata_id"); q != "" {
		b.Identifiers = []popoloIdentifier{{"wikidata", q}}
	}
	return b
}
