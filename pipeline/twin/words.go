package twin

import (
	"slices"
	"strings"

	"mahdar/pipeline/damage"
)

// personParts returns parts of names from many regions, in both scripts.
func personParts() []string {
	return strings.Fields(`
أولافسون ماتيلدا ريكاردو غونزاليس تشيبويكي أديبايو نغوين سانتوس ماكاريوس فاسيليكي لوبومير كوفالسكي سافيتش ميروسلاف هاكونسن
إريكسون بيرتراند موريتو تاناكا ياماموتو سوهارتو ويدودو راجاباكسا جايواردينا تشاندرا بهاتاشاريا مانديلو نكوروما أوبونغو كيبروتيش
زينيلابيدين قرنفلي شهرزاد بهروزيان داريوشي أرسلانوف تيموراز كالادزه هوفسيبيان ساركيسوف بوتيفسكي غريغوريان مولدوفانو
ستانيسلاف رادوفان كريستوفر فيتزجيرالد أوبراين ماكدونالد لاكروا فرانسيسكو باتيستا فالديرراما كونتريراس مينديزابال هيرنانديز
Olafsson Matilda Gonzalez Adebayo Nguyen Vasiliki Lubomir Kowalski Savic Haakonsen Eriksson Bertrand Tanaka Yamamoto Widodo
Chandra Bhattacharya Kiprotich Behrouzian Kaladze Hovsepian Fitzgerald Lacroix Batista Contreras Mendizabal Radovan Okonjo`)
}

// partyNames returns invented one-word party names.
func partyNames() []string {
	return strings.Fields(`شاهين نسيمان باريشا ميدانو كوستورا أوفوقو تاليسما رافيدا Samba Nordlys Tierra Aurora Kestrel Lumina`)
}

// placeNames returns names of towns.
func placeNames() []string {
	return strings.Fields(`بوخارست كوتونو فالبارايسو سالونيك مومباسا دافاو كراكوف بيرغامو تروندهايم أنتويرب روزاريو كوانزا
Valparaiso Mombasa Davao Krakow Bergamo Trondheim Rosario Cotonou Antwerp`)
}

func weekdays() []string {
	return []string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"}
}

// monthOf returns the number of a month name, 1 to 12, or 0; a name with reversed ligatures is known too.
func monthOf(word string) int {
	for i, name := range strings.Fields(`يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
January February March April May June July August September October November December`) {
		if slices.Contains(damage.Swapped(name), word) {
			return i%12 + 1
		}
	}
	return 0
}

func isMonth(word string) bool {
	return monthOf(word) > 0
}

// scaleOf returns the value of a word for thousand or million, or 0.
func scaleOf(word string) int64 {
	switch word {
	case "ألف", "ألفا", "آلاف", "الاف", "آالف", "thousand":
		return 1_000
	case "مليون", "مليونا", "ملايين", "ملايني", "مالينيي", "million":
		return 1_000_000
	default:
		return 0
	}
}
