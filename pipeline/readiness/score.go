package readiness

import (
	"fmt"
	"strings"
)

// Score is how portals would rate the metadata, as far as can be known without the network.
//
// Source: data.europa.eu, Metadata Quality Assessment (MQA), methodology: five dimensions, 405 points.
type Score struct {
	Points  int    `json:"points"`  // reached for certain
	Unknown int    `json:"unknown"` // more that depend on addresses which answer
	Of      int    `json:"of"`      // the most that there are
	Items   []Item `json:"items"`
}

// Item is one indicator of a score.
type Item struct {
	Dimension string `json:"dimension"`
	Indicator string `json:"indicator"`
	Points    int    `json:"points"`
	Of        int    `json:"of"`
	Known     bool   `json:"known"` // false when only the network can tell; the points are 0 then
}

// ratings are the words for scores, from the best, each with its fewest points.
var ratings = []struct {
	name string
	from int
}{{"excellent", 351}, {"good", 221}, {"sufficient", 121}, {"bad", 0}}

func rating(points int) string {
	for _, r := range ratings {
		if points >= r.from {
			return r.name
		}
	}
	return ""
}

// openFormats are the file types that count as readable by machines and not proprietary, as far as mahdar writes them.
var openFormats = []string{"CSV", "JSON"}

// score rates the dataset in dcat.jsonld.
//
// The share of distributions that have a property counts, as in the open implementations; for interoperability the best distribution does, as the
// methodology says.
func score(s *subject, result *Result) {
	g := s.graph("dcat.jsonld")
	if g == nil || len(g.of("dcat:Dataset")) == 0 {
		return
	}
	set, files := g.of("dcat:Dataset")[0].object, g.of("dcat:Distribution")
	sc := &Score{}
	add := func(dimension, indicator string, points, of int, known bool) {
		sc.Items = append(sc.Items, Item{dimension, indicator, points, of, known})
		sc.Of += of
		sc.Points += points
		if !known {
			sc.Unknown += of
		}
	}
	all := func(of int, holds bool) int {
		if holds {
			return of
		}
		return 0
	}
	share := func(of int, holds func(map[string]any) bool) int {
		n := 0
		for _, f := range files {
			if holds(f.object) {
				n++
			}
		}
		return of * n / max(1, len(files))
	}
	has := func(property string) func(map[string]any) bool {
		return func(o map[string]any) bool { return states(o[property]) }
	}
	in := func(property, vocabulary string) func(map[string]any) bool {
		return func(o map[string]any) bool { return strings.HasPrefix(address(o[property]), vocabulary) }
	}
	whole := func(property string) bool {
		return share(1, func(o map[string]any) bool { return strings.Contains(address(o[property]), "://") }) == 1
	}
	add("findability", "dcat:keyword", all(30, states(set["dcat:keyword"])), 30, true)
	add("findability", "dcat:theme", all(30, states(set["dcat:theme"])), 30, true)
	add("findability", "dct:spatial", all(20, states(set["dct:spatial"])), 20, true)
	add("findability", "dct:temporal", all(20, states(set["dct:temporal"])), 20, true)
	add("accessibility", "dcat:accessURL answers", 0, 50, !whole("dcat:accessURL"))
	add("accessibility", "dcat:downloadURL", share(20, has("dcat:downloadURL")), 20, true)
	add("accessibility", "dcat:downloadURL answers", 0, 30, !whole("dcat:downloadURL"))
	var best []Item
	most := -1
	for _, f := range files {
		format := address(f.object["dct:format"])
		isOpen := false
		for _, o := range openFormats {
			isOpen = isOpen || format == euVocabulary+"file-type/"+o
		}
		fromVocabulary := in("dct:format", euVocabulary+"file-type/")(f.object) && in("dcat:mediaType", "https://www.iana.org/assignments/media-types/")(f.object)
		items := []Item{
			{Indicator: "dct:format", Points: all(20, format != ""), Of: 20},
			{Indicator: "dcat:mediaType", Points: all(10, states(f.object["dcat:mediaType"])), Of: 10},
			{Indicator: "format and media type from vocabularies", Points: all(10, fromVocabulary), Of: 10},
			{Indicator: "format not proprietary", Points: all(20, isOpen), Of: 20},
			{Indicator: "format readable by machines", Points: all(20, isOpen), Of: 20},
		}
		sum := 0
		for _, i := range items {
			sum += i.Points
		}
		if sum > most {
			best, most = items, sum
		}
	}
	for _, i := range best {
		add("interoperability", i.Indicator, i.Points, i.Of, true)
	}
	add("interoperability", "DCAT-AP compliance", all(30, result.Ready), 30, true)
	add("reusability", "dct:license", share(20, has("dct:license")), 20, true)
	add("reusability", "dct:license from vocabulary", share(10, in("dct:license", euVocabulary+"licence/")), 10, true)
	add("reusability", "dct:accessRights", all(10, states(set["dct:accessRights"])), 10, true)
	add("reusability", "dct:accessRights from vocabulary", all(5, in("dct:accessRights", euVocabulary+"access-right/")(set)), 5, true)
	add("reusability", "dcat:contactPoint", all(20, states(set["dcat:contactPoint"])), 20, true)
	add("reusability", "dct:publisher", all(10, states(set["dct:publisher"])), 10, true)
	add("contextuality", "dct:rights", share(5, has("dct:rights")), 5, true)
	add("contextuality", "dcat:byteSize", share(5, has("dcat:byteSize")), 5, true)
	add("contextuality", "dct:issued", all(5, states(set["dct:issued"])), 5, true)
	add("contextuality", "dct:modified", all(5, states(set["dct:modified"])), 5, true)
	result.Score = sc
	note := fmt.Sprintf("score after the European portal's (MQA): %d of %d points known offline (%s)", sc.Points, sc.Of, rating(sc.Points))
	if sc.Unknown > 0 {
		note += fmt.Sprintf(", %d more if the addresses answer (%s)", sc.Unknown, rating(sc.Points+sc.Unknown))
	}
	result.Notes = append(result.Notes, note)
	var lost []string
	for _, i := range sc.Items {
		if i.Known && i.Points < i.Of {
			lost = append(lost, fmt.Sprintf("%s %d of %d", i.Indicator, i.Points, i.Of))
		}
	}
	if len(lost) > 0 {
		result.Notes = append(result.Notes, "points are missing at "+strings.Join(lost, "; "))
	}
}
