package evaluate

import (
	"encoding/json"
	"strconv"

	"mahdar/pipeline/document"
	"mahdar/pipeline/numeral"
	"mahdar/schemas"
)

// Document returns the rows of a finished report and their evidence as a package, as if it had been written and read back.
func Document(d *document.Document, set *schemas.Set) Package {
	p := Package{tables: map[string][]Row{}, language: d.Info.Language}
	for i := range d.Tables {
		t := &d.Tables[i]
		sc := set.Table(t.Name)
		if sc == nil {
			continue
		}
		for k := range t.Rows {
			values := t.Rows[k].Values
			row := make(Row, len(values))
			for c, name := range t.Columns {
				row[name] = jsonValue(values[c])
			}
			p.tables[t.Name] = append(p.tables[t.Name], row)
			ref := sc.RowRef(values)
			for _, e := range t.Rows[k].Evidence {
				at := d.Locate(e.Span)
				var column any
				if e.Column != "" {
					column = e.Column
				}
				p.tables["evidence"] = append(p.tables["evidence"], Row{
					"report_id": d.ID, "table_name": t.Name, "row_id": ref, "column_name": column, "rule_id": e.Rule,
					"status": e.Status, "score": jsonValue(int64(e.Score)),
					"line_start": jsonValue(int64(max(1, at.LineStart))), "line_end": jsonValue(int64(max(1, at.LineEnd))),
				})
			}
		}
	}
	return p
}

// jsonValue returns a cell as the JSON file of its table holds it.
func jsonValue(v any) any {
	switch x := v.(type) {
	case int64:
		return json.Number(strconv.FormatInt(x, 10))
	case numeral.Decimal:
		return json.Number(x.String())
	case []string:
		list := make([]any, len(x))
		for i, s := range x {
			list[i] = s
		}
		return list
	}
	return v
}
