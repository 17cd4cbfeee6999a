package pipeline

// Progress is told how far a run has come. Its methods are called from one goroutine.
type Progress interface {
	Start(reports int) // the run begins
	Report(id string)  // one more report is through, well or not
	Done()             // the run is over
}

// Silent is a Progress that shows nothing.
type Silent struct{}

// Start does nothing.
func (Silent) Start(int) {}

// Report does nothing.
func (Silent) Report(string) {}

// Done does nothing.
func (Silent) Done() {}
