package numeral_test

import (
	"testing"

	"mahdar/pipeline/numeral"
)

func TestReadDigits(t *testing.T) {
	tests := map[string]struct {
		value, fraction string
		bad             bool
	}{
		"7":                    {value: "7"},
		"456.392":              {value: "456392", fraction: "456.392"},
		"456,392":              {value: "456392", fraction: "456.392"},
		"82,2":                 {value: "82.2"},
		"82.45":                {value: "82.45"},
		"0.125":                {value: "0.125"},
		"0,500":                {value: "0.5"},
		"1234.567":             {value: "1234.567"},
		"1,234,567":            {value: "1234567"},
		"2.808.548":            {value: "2808548"},
		"1.234,5":              {value: "1234.5"},
		"1,234.50":             {value: "1234.5"},
		"1'234'567":            {value: "1234567"},
		"81٫31":                {value: "81.31"},
		"12٬500":               {value: "12500"},
		"12٬500٫25":            {value: "12500.25"},
		"8ر28":                 {value: "28.8"},
		"71ر72":                {value: "72.71"},
		"931ر777ر2":            {value: "2777931"},
		"009ر25":               {value: "25009", fraction: "25.009"},
		"5ر931ر777":            {bad: false, value: "777931.5"},
		"21.11.2022":           {bad: true},
		"1,23,456":             {value: "123456"},
		"96,88,21,926":         {value: "968821926"},
		"1,234,56":             {bad: true},
		"1.":                   {bad: true},
		".5":                   {bad: true},
		"1..5":                 {bad: true},
		"":                     {bad: true},
		"12a":                  {bad: true},
		"99999999999999999999": {bad: true},
	}
	for in, tt := range tests {
		t.Run(in, func(t *testing.T) {
			r, ok := numeral.ReadDigits(in)
			if ok == tt.bad {
				t.Fatalf("ReadDigits(%q) reports %v", in, ok)
			}
			if tt.bad {
				return
			}
			if tt.fraction == "" {
				tt.fraction = tt.value
			}
			if r.Value.String() != tt.value || r.Fraction.String() != tt.fraction || r.Ambiguous != (tt.value != tt.fraction) {
				t.Errorf("ReadDigits(%q) = %s or %s, ambiguous %v; want %s or %s", in, r.Value, r.Fraction, r.Ambiguous, tt.value, tt.fraction)
			}
		})
	}
}

func TestParseWords(t *testing.T) {
	tests := map[string]string{
		"ثلاثة":       "3",
		"خمس":         "5",
		"عشرة":        "10",
		"أحد عشر":     "11",
		"إحدى عشرة":   "11",
		"اثنا عشر":    "12",
		"اثنتي عشرة":  "12",
		"تسعة عشر":    "19",
		"عشرون":       "20",
		"خمسة وعشرون": "25",
		"سبعة وسبعين": "77",
		"إحدى وعشرين": "21",
		"مئة":         "100",
		"مائة وخمسة":  "105",
		"مئتان":       "200",
		"ثلاثمائة وخمسة وعشرون":     "325",
		"ثلاث مئة وإحدى عشرة":       "311",
		"ألف":                       "1000",
		"ألفان":                     "2000",
		"ألفين ومئتين":              "2200",
		"ثلاثة آلاف":                "3000",
		"10.33 الاف":                "10330",
		"خمسة عشر ألفا":             "15000",
		"مئة وعشرون ألفا وثلاثمائة": "120300",
		"مليون و986 ألفا و352":      "1986352",
		"39 مليونا و702 ألف و451":   "39702451",
		"6 ملايين و456.392":         "6456392",
		"24 مليونا و97092":          "24097092",
		"مليونين و438 ألفا و954":    "2438954",
		"مليونان":                   "2000000",
		"نصف مليون":                 "500000",
		"ربع مليون":                 "250000",
		"ثلاثة أرباع المليون":       "750000",
		"مليون ونصف":                "1500000",
		"مليون ونصف المليون":        "1500000",
		"ثلاثة ملايين ونصف":         "3500000",
		"7ر2 مليون":                 "2700000",
		"تسعمائة وتسعة وتسعون مليونا وتسعمائة وتسعة وتسعون ألفا وتسعمائة وتسعة وتسعون": "999999999",
		"مئة مليون":                 "100000000",
		"3 مليارات و200 مليون":      "3200000000",
		"one":                       "1",
		"forty-two":                 "42",
		"forty two":                 "42",
		"a dozen":                   "12",
		"two dozen":                 "",
		"a hundred":                 "100",
		"two hundred and five":      "205",
		"three hundred twenty-five": "325",
		"two million":               "2000000",
		"64.2 crore":                "642000000",
		"two lakh":                  "200000",
		"7.1 million":               "7100000",
		"half a million":            "500000",
		"a quarter of a million":    "250000",
		"a million and a half":      "1500000",
		"two million three hundred thousand and seven":                                                    "2300007",
		"nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred and ninety-nine": "999999999",
		"two-thirds":     "0.666666",
		"three quarters": "0.75",
		"نصف":            "0.5",
		"ثلث":            "0.333333",
		"عشرات":          "",
		"آلاف":           "",
		"أحد":            "",
		"خمسة ستة":       "",
		"20 و25":         "",
		"مليون و2 مليون": "",
		"":               "",
	}
	for in, want := range tests {
		t.Run(in, func(t *testing.T) {
			got := ""
			if n, ok := numeral.ParseWords(in); ok {
				got = n.Value.String()
			}
			if got != want {
				t.Errorf("ParseWords(%q) = %q, want %q", in, got, want)
			}
		})
	}
}

func FuzzReadDigits(f *testing.F) {
	for _, s := range []string{"456.392", "8ر28", "1,234.5", "931ر777ر2", "1’234", "0.000", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, ok := numeral.ReadDigits(s)
		if ok && !r.Ambiguous && r.Value != r.Fraction {
			t.Errorf("ReadDigits(%q): two readings of an unambiguous number", s)
		}
	})
}

func FuzzParseWords(f *testing.F) {
	for _, s := range []string{"مليون و986 ألفا و352", "a million and a half", "ثلاثة أرباع المليون", "99999999999999999 مليار", "و"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := numeral.ParseWords(s); ok && (n.Terms <= 0 || n.Value.Coef < 0) {
			t.Errorf("ParseWords(%q) = %+v", s, n)
		}
	})
}

func BenchmarkReadDigits(b *testing.B) {
	b.ReportAllocs()
	for range b.N {
		numeral.ReadDigits("2.808.548")
		numeral.ReadDigits("82,45")
	}
}
