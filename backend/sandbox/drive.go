package sandbox

import (
	"net/http"
	"strconv"
	"strings"

	"google.golang.org/api/drive/v3"
)

const sheetMime = "application/vnd.google-apps.spreadsheet"

var driveScopes = []string{"drive", "drive.file", "drive.readonly", "drive.metadata", "drive.metadata.readonly"}

// driveWide reach every file, unlike drive.file.
var driveWide = []string{"drive", "drive.readonly", "drive.metadata", "drive.metadata.readonly"}

func driveRoutes() []route {
	return []route{
		{id: "drive.files.get", method: http.MethodGet, path: "/drive/v3/files/{fileId}", scopes: driveScopes, answer: drive.File{}, serve: filesGet,
			query: []string{"acknowledgeAbuse", "includeLabels", "includePermissionsForView", "supportsAllDrives", "supportsTeamDrives"}},
		{id: "drive.files.list", method: http.MethodGet, path: "/drive/v3/files", scopes: driveScopes, answer: drive.FileList{}, serve: filesList,
			query: []string{"corpora", "includeItemsFromAllDrives", "orderBy", "pageSize", "pageToken", "q", "spaces", "supportsAllDrives"}},
	}
}

// file is what Drive tells of a spreadsheet. Without `fields` it tells only kind, id, name and type.
func (b *Spreadsheet) file(all bool) *drive.File {
	b.mu.RLock()
	defer b.mu.RUnlock()
	f := &drive.File{Kind: "drive#file", Id: b.id, Name: b.title, MimeType: sheetMime}
	if !all {
		return f
	}
	f.Version = b.version
	f.CreatedTime = b.created.UTC().Format("2006-01-02T15:04:05.000Z")
	f.ModifiedTime = b.modified.UTC().Format("2006-01-02T15:04:05.000Z")
	f.Trashed = b.trashed
	f.WebViewLink = "https://docs.google.com/spreadsheets/d/" + b.id + "/edit"
	f.Capabilities = &drive.FileCapabilities{CanEdit: !b.readOnly, CanModifyContent: !b.readOnly, CanDownload: true, CanCopy: true,
		ForceSendFields: []string{"CanEdit", "CanModifyContent"}}
	f.ForceSendFields = []string{"Trashed"}
	return f
}

func (b *Spreadsheet) visible() bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return !b.unshared
}

func filesGet(c *call) (any, error) {
	id := c.vars["fileId"]
	b := c.s.World.book(id)
	if b == nil || !b.visible() || !c.s.issuer.reaches(c.grant, id, driveWide...) {
		return nil, notFound("File not found: " + id + ".")
	}
	if alt := c.query.Get("alt"); alt == "media" {
		return nil, &apiError{code: 403, status: "PERMISSION_DENIED", reason: "fileNotDownloadable", message: "Only files with binary content can be downloaded. Use Export with Docs Editors files."}
	}
	return b.file(c.query.Get("fields") != ""), nil
}

// filesList lists spreadsheets. Of Drive's search it knows what an app needs to find one: mimeType, name and trashed.
func filesList(c *call) (any, error) {
	want, err := driveQuery(c.query.Get("q"))
	if err != nil {
		return nil, err
	}
	size := 100
	if text := c.query.Get("pageSize"); text != "" {
		if size, err = strconv.Atoi(text); err != nil || size < 1 || size > 1000 {
			return nil, badRequest("Invalid value '" + text + "'. Values must be within the range: [1, 1000]")
		}
	}
	from := 0
	if text := c.query.Get("pageToken"); text != "" {
		if from, err = strconv.Atoi(text); err != nil || from < 0 {
			return nil, badRequest("Invalid Value")
		}
	}
	answer := &drive.FileList{Kind: "drive#fileList"}
	for i, id := range c.s.spreadsheetIDs() {
		b := c.s.World.book(id)
		if i < from || !b.visible() || !c.s.issuer.reaches(c.grant, id, driveWide...) || !want(b.file(true)) {
			continue
		}
		if len(answer.Files) == size {
			answer.NextPageToken = strconv.Itoa(i)
			break
		}
		answer.Files = append(answer.Files, b.file(c.query.Get("fields") != ""))
	}
	return answer, nil
}

func driveQuery(q string) (func(*drive.File) bool, error) {
	var tests []func(*drive.File) bool
	for _, term := range strings.Split(q, " and ") {
		term = strings.TrimSpace(term)
		value := ""
		if i, j := strings.IndexByte(term, '\''), strings.LastIndexByte(term, '\''); i >= 0 && j > i {
			value = term[i+1 : j]
			term = strings.TrimSpace(term[:i])
		}
		switch strings.ReplaceAll(term, " ", "") {
		case "":
		case "mimeType=":
			tests = append(tests, func(f *drive.File) bool { return f.MimeType == value })
		case "name=":
			tests = append(tests, func(f *drive.File) bool { return f.Name == value })
		case "namecontains":
			tests = append(tests, func(f *drive.File) bool { return strings.Contains(strings.ToLower(f.Name), strings.ToLower(value)) })
		case "trashed=false":
			tests = append(tests, func(f *drive.File) bool { return !f.Trashed })
		case "trashed=true":
			tests = append(tests, func(f *drive.File) bool { return f.Trashed })
		default:
			return nil, badRequest("Invalid Value")
		}
	}
	return func(f *drive.File) bool {
		for _, t := range tests {
			if !t(f) {
				return false
			}
		}
		return true
	}, nil
}
