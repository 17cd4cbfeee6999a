package numeral

// Quantity is a number as a report states it.
type Quantity struct {
	Low, High Decimal // equal for a single number
	Approx    bool    // hedged: about, nearly, some
	AtLeast   bool    // more than, no fewer than: High is only the stated bound
	AtMost    bool    // fewer than, up to: Low is only the stated bound
}
