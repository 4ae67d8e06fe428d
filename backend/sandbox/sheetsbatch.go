package sandbox

import (
	"crypto/rand"
	"errors"
	"fmt"

	"google.golang.org/api/sheets/v4"
)

// spreadsheetBatchUpdate does the few structural changes that a contact sheet needs; all of a request's, or none.
func spreadsheetBatchUpdate(c *call) (any, error) {
	b, err := c.book(true)
	if err != nil {
		return nil, err
	}
	var req sheets.BatchUpdateSpreadsheetRequest
	if err := c.body(&req); err != nil {
		return nil, err
	}
	if len(req.Requests) == 0 {
		return nil, badRequest("Must specify at least one request.")
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	before, title := b.copyTabs(), b.title
	answer := &sheets.BatchUpdateSpreadsheetResponse{SpreadsheetId: b.id}
	for i, r := range req.Requests {
		reply, err := b.apply(r)
		if err != nil {
			b.tabs, b.title = before, title
			if errors.Is(err, errProtected) {
				return nil, err
			}
			return nil, badRequest(fmt.Sprintf("Invalid requests[%d]: %s", i, err))
		}
		answer.Replies = append(answer.Replies, reply)
	}
	b.touched()
	if req.IncludeSpreadsheetInResponse {
		answer.UpdatedSpreadsheet = b.describe(nil)
	}
	return answer, nil
}

func (b *Spreadsheet) apply(r *sheets.Request) (*sheets.Response, error) {
	switch {
	case r.AddSheet != nil:
		p := r.AddSheet.Properties
		if p == nil {
			p = &sheets.SheetProperties{}
		}
		name := p.Title
		if name == "" {
			name = fmt.Sprintf("Sheet%d", len(b.tabs)+1)
		}
		if b.tab(name) != nil {
			return nil, fmt.Errorf("a sheet with the name %q already exists", name)
		}
		t := b.newTab(name, nil)
		return &sheets.Response{AddSheet: &sheets.AddSheetResponse{Properties: t.properties(len(b.tabs) - 1)}}, nil
	case r.UpdateSheetProperties != nil && r.UpdateSheetProperties.Properties != nil:
		p := r.UpdateSheetProperties.Properties
		t := b.tabByID(p.SheetId)
		if t == nil {
			return nil, noGrid(p.SheetId)
		}
		if r.UpdateSheetProperties.Fields != "title" {
			return nil, fmt.Errorf("the sandbox changes the title alone, not %q", r.UpdateSheetProperties.Fields)
		}
		t.name = p.Title
		return &sheets.Response{}, nil
	case r.InsertDimension != nil && r.InsertDimension.Range != nil:
		return b.dimension(r.InsertDimension.Range, (*tab).insert)
	case r.DeleteDimension != nil && r.DeleteDimension.Range != nil:
		return b.dimension(r.DeleteDimension.Range, (*tab).remove)
	case r.FindReplace != nil:
		return b.findReplace(r.FindReplace)
	case r.AppendDimension != nil:
		t := b.tabByID(r.AppendDimension.SheetId)
		if t == nil {
			return nil, noGrid(r.AppendDimension.SheetId)
		}
		if r.AppendDimension.Dimension == "COLUMNS" {
			t.colCount += int(r.AppendDimension.Length)
		} else {
			t.rowCount += int(r.AppendDimension.Length)
		}
		return &sheets.Response{}, nil
	}
	return nil, fmt.Errorf("the sandbox does not know this kind of request")
}

func (b *Spreadsheet) dimension(r *sheets.DimensionRange, do func(*tab, int, int)) (*sheets.Response, error) {
	t := b.tabByID(r.SheetId)
	switch {
	case t == nil:
		return nil, noGrid(r.SheetId)
	case r.Dimension != "ROWS":
		return nil, fmt.Errorf("the sandbox moves rows alone")
	case r.StartIndex < 0 || r.EndIndex <= r.StartIndex || int(r.StartIndex) > t.rowCount:
		return nil, fmt.Errorf("range [%d, %d) is empty or outside the grid", r.StartIndex, r.EndIndex)
	}
	do(t, int(r.StartIndex), int(r.EndIndex-r.StartIndex))
	return &sheets.Response{}, nil
}

func (b *Spreadsheet) tabByID(id int64) *tab {
	for _, t := range b.tabs {
		if t.id == id {
			return t
		}
	}
	return nil
}

func noGrid(id int64) error { return fmt.Errorf("no grid with id: %d", id) }

// spreadsheetCreate makes a file, which drive.file reaches from then on.
func spreadsheetCreate(c *call) (any, error) {
	var req sheets.Spreadsheet
	if err := c.body(&req); err != nil {
		return nil, err
	}
	b := c.s.World.Spreadsheet("1sandbox" + rand.Text())
	c.s.issuer.made(c.grant, b.id)
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := req.Properties; p != nil {
		if p.Title != "" {
			b.title = p.Title
		}
		if p.Locale != "" {
			b.locale = p.Locale
		}
		if p.TimeZone != "" {
			b.zone = p.TimeZone
		}
	}
	for i, sh := range req.Sheets {
		if sh.Properties == nil || sh.Properties.Title == "" {
			continue
		}
		if i == 0 {
			b.tabs[0].name = sh.Properties.Title
			continue
		}
		b.newTab(sh.Properties.Title, nil)
	}
	return b.describe(nil), nil
}
