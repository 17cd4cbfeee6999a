package emit

import "mahdar/schemas"

// shared is the rows of a table that belong to the package and not to one report, in the order in which they came.
type shared struct {
	rows [][]any
	at   map[string]int // primary key → row
}

// add takes a row, or joins it to the one with its key: a cell that was null takes its value, integers outside the key are added up.
func (s *shared) add(t *schemas.Table, values []any) {
	var key []byte
	for _, c := range t.PrimaryKey {
		key = schemas.AppendKey(key, values[t.Index(c)])
	}
	i, ok := s.at[string(key)]
	if !ok {
		s.at[string(key)] = len(s.rows)
		s.rows = append(s.rows, append([]any(nil), values...))
		return
	}
	for k, v := range values {
		have := &s.rows[i][k]
		switch n := v.(type) {
		case int64:
			if m, ok := (*have).(int64); ok {
				*have = m + n
				continue
			}
		}
		if *have == nil {
			*have = v
		}
	}
}
