package publish

import "time"

// Quick makes a target wait shortly before it repeats a call.
func Quick(o Options) Options {
	o.wait = time.Millisecond
	return o
}
