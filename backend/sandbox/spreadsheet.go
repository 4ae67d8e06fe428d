package sandbox

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// Spreadsheet is one file of Google Sheets, with what Drive knows of it.
type Spreadsheet struct {
	id  string
	now func() time.Time

	mu       sync.RWMutex
	title    string
	locale   string
	zone     string
	tabs     []*tab
	nextTab  int64
	version  int64
	created  time.Time
	modified time.Time
	readOnly bool
	unshared bool
	trashed  bool
	changed  func()
}

// tab is one sheet of a spreadsheet. Rows beyond the slice, and cells beyond a row, are empty.
type tab struct {
	id                 int64
	name               string
	rows               [][]cell
	rowCount, colCount int
	frozen             int
	protected          map[int]bool // columns below the header that nobody else writes to
	full               bool         // the spreadsheet holds all the cells it can
}

// Size of a new tab, as Sheets makes it.
const (
	newRows = 1000
	newCols = 26
)

func newSpreadsheet(id, title string, now func() time.Time) *Spreadsheet {
	at := now()
	return &Spreadsheet{id: id, now: now, title: title, locale: "en_US", zone: "Etc/UTC", version: 40, created: at, modified: at,
		nextTab: 1, tabs: []*tab{{name: "Sheet1", rowCount: newRows, colCount: newCols}}}
}

func (b *Spreadsheet) load(st BookStory) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.title = st.Title
	if st.Locale != "" {
		b.locale = st.Locale
	}
	if st.Zone != "" {
		b.zone = st.Zone
	}
	if !st.Modified.IsZero() {
		b.created, b.modified = st.Modified.AddDate(0, -3, 0), st.Modified
	}
	if len(st.Tabs) > 0 {
		b.tabs = nil
	}
	for _, t := range st.Tabs {
		b.newTab(t.Name, t.Rows)
	}
}

// newTab adds a tab with what a person typed. The caller holds the lock.
func (b *Spreadsheet) newTab(name string, rows [][]string) *tab {
	t := &tab{id: 0, name: name, rowCount: max(newRows, len(rows)), colCount: newCols}
	if len(b.tabs) > 0 {
		t.id = int64(mix(uint64(b.nextTab)) % 2_000_000_000)
	}
	b.nextTab++
	for _, row := range rows {
		cells := make([]cell, len(row))
		for i, text := range row {
			cells[i] = typed(text, b.locale)
		}
		t.rows = append(t.rows, cells)
		t.colCount = max(t.colCount, len(row))
	}
	b.tabs = append(b.tabs, t)
	return t
}

// touched marks a change of the content. The caller holds the lock.
func (b *Spreadsheet) touched() {
	b.version += 2
	b.modified = b.now()
	if b.changed != nil {
		b.changed()
	}
}

// change runs f on a tab and marks the change; it reports whether the tab exists.
func (b *Spreadsheet) change(name string, f func(*tab)) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.tab(name)
	if t == nil {
		return false
	}
	f(t)
	b.touched()
	return true
}

func (b *Spreadsheet) tab(name string) *tab {
	for _, t := range b.tabs {
		if strings.EqualFold(t.name, name) {
			return t
		}
	}
	return nil
}

// ID returns the spreadsheet's id.
func (b *Spreadsheet) ID() string { return b.id }

// Title returns the file's name.
func (b *Spreadsheet) Title() string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.title
}

// Version returns Drive's version and the time of the last change.
func (b *Spreadsheet) Version() (int64, time.Time) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.version, b.modified
}

// AddTab adds a tab with rows of what a person types.
func (b *Spreadsheet) AddTab(name string, rows [][]string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.newTab(name, rows)
	b.touched()
}

// Rows returns what a person sees in a tab, without empty ends; nil for a tab that does not exist.
func (b *Spreadsheet) Rows(name string) [][]string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	t := b.tab(name)
	if t == nil {
		return nil
	}
	out := make([][]string, 0, len(t.rows))
	for _, row := range t.values(span{tab: t, bottom: t.rowCount, right: t.colCount}, "FORMATTED_VALUE", "") {
		texts := make([]string, len(row))
		for i, v := range row {
			texts[i], _ = v.(string)
		}
		out = append(out, texts)
	}
	return out
}

// Cell returns what a person sees in a cell such as "B7".
func (b *Spreadsheet) Cell(tabName, ref string) string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	t := b.tab(tabName)
	row, col, ok := parseCorner(ref)
	if t == nil || !ok || row < 0 || col < 0 {
		return ""
	}
	return t.at(row, col).shown()
}

// SetCell types text into a cell such as "B7".
func (b *Spreadsheet) SetCell(tabName, ref, text string) bool {
	row, col, ok := parseCorner(ref)
	return ok && row >= 0 && col >= 0 && b.change(tabName, func(t *tab) { t.set(row, col, typed(text, b.locale)) })
}

// SetFormula puts a formula into a cell with the value that it shows, such as "#REF!".
func (b *Spreadsheet) SetFormula(tabName, ref, formula, shown string) bool {
	row, col, ok := parseCorner(ref)
	return ok && row >= 0 && col >= 0 && b.change(tabName, func(t *tab) { t.set(row, col, cell{kind: cellFormula, formula: formula, text: shown}) })
}

// InsertRow puts a row of typed texts before the row with this number, counted from 1.
func (b *Spreadsheet) InsertRow(tabName string, before int, texts ...string) bool {
	return b.change(tabName, func(t *tab) {
		t.insert(before-1, 1)
		for i, text := range texts {
			t.set(before-1, i, typed(text, b.locale))
		}
	})
}

// AppendRow puts a row of typed texts after the last one.
func (b *Spreadsheet) AppendRow(tabName string, texts ...string) bool {
	return b.change(tabName, func(t *tab) {
		row := t.last() + 1
		for i, text := range texts {
			t.set(row, i, typed(text, b.locale))
		}
	})
}

// DeleteRow removes the row with this number, counted from 1.
func (b *Spreadsheet) DeleteRow(tabName string, number int) bool {
	return b.change(tabName, func(t *tab) { t.remove(number-1, 1) })
}

// Sort orders the rows below the header by what is shown in a column, counted from 0.
func (b *Spreadsheet) Sort(tabName string, col int, descending bool) bool {
	return b.change(tabName, func(t *tab) {
		if len(t.rows) < 2 {
			return
		}
		text := func(row []cell) string {
			if col >= len(row) {
				return ""
			}
			return row[col].shown()
		}
		slices.SortStableFunc(t.rows[1:], func(a, o []cell) int {
			if descending {
				a, o = o, a
			}
			return strings.Compare(text(a), text(o))
		})
	})
}

// RenameTab gives a tab another name.
func (b *Spreadsheet) RenameTab(from, to string) bool {
	return b.change(from, func(t *tab) { t.name = to })
}

// SetTitle gives the file another name.
func (b *Spreadsheet) SetTitle(title string) { b.with(func() { b.title = title; b.touched() }) }

// SetLocale changes how typed dates are read from then on: "en_GB".
func (b *Spreadsheet) SetLocale(locale string) { b.with(func() { b.locale = locale; b.touched() }) }

// Touch moves the version and the time of the last change without changing a cell.
func (b *Spreadsheet) Touch() { b.with(b.touched) }

// SetModified sets the time of the last change, and moves the version.
func (b *Spreadsheet) SetModified(t time.Time) { b.with(func() { b.version++; b.modified = t }) }

// MakeReadOnly takes the right to write away, or gives it back.
func (b *Spreadsheet) MakeReadOnly(on bool) { b.with(func() { b.readOnly = on }) }

// Unshare takes the file away from everybody, or shares it again.
func (b *Spreadsheet) Unshare(on bool) { b.with(func() { b.unshared = on }) }

// Trash puts the file into Drive's trash, or back.
func (b *Spreadsheet) Trash(on bool) { b.with(func() { b.trashed = on; b.version++ }) }

func (b *Spreadsheet) with(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f()
}

// at returns a cell; outside it is empty.
func (t *tab) at(row, col int) cell {
	if row < 0 || row >= len(t.rows) || col < 0 || col >= len(t.rows[row]) {
		return cell{}
	}
	return t.rows[row][col]
}

// set puts a cell in its place and widens the grid where it must.
func (t *tab) set(row, col int, c cell) {
	for len(t.rows) <= row {
		t.rows = append(t.rows, nil)
	}
	for len(t.rows[row]) <= col {
		t.rows[row] = append(t.rows[row], cell{})
	}
	t.rows[row][col] = c
	t.rowCount, t.colCount = max(t.rowCount, row+1), max(t.colCount, col+1)
}

func (t *tab) insert(at, n int) {
	t.rowCount += n
	if at <= len(t.rows) {
		t.rows = slices.Insert(t.rows, at, make([][]cell, n)...)
	}
}

func (t *tab) remove(at, n int) {
	n = min(n, t.rowCount-at)
	if n <= 0 {
		return
	}
	t.rowCount -= n
	if at < len(t.rows) {
		t.rows = slices.Delete(t.rows, at, min(at+n, len(t.rows)))
	}
}

// last is the last row with something in it, -1 for none.
func (t *tab) last() int {
	for i := len(t.rows) - 1; i >= 0; i-- {
		if slices.ContainsFunc(t.rows[i], func(c cell) bool { return c.kind != cellEmpty }) {
			return i
		}
	}
	return -1
}

// values reads a span by rows, without empty ends. The span lies within the grid.
func (t *tab) values(s span, value, dates string) [][]any {
	var out [][]any
	for r := s.top; r < min(s.bottom, len(t.rows)); r++ {
		row := []any{}
		for c := s.left; c < min(s.right, len(t.rows[r])); c++ {
			row = append(row, t.rows[r][c].render(value, dates))
		}
		for len(row) > 0 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		out = append(out, row)
	}
	for len(out) > 0 && len(out[len(out)-1]) == 0 {
		out = out[:len(out)-1]
	}
	return out
}
