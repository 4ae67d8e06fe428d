package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net/http"
	"sync"
)

// closingStyle is allowed by its hash alone.
const closingStyle = `
:root{color-scheme:light dark}
body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.5 system-ui,sans-serif;background:#f6f5f2;color:#1d1c1a}
main{max-width:30rem;margin:2rem;padding:2rem 2.25rem;border-radius:14px;background:#fff;border:1px solid #e2dfd8}
h1{margin:0 0 .5rem;font-size:1.25rem}p{margin:0}small{display:block;margin-top:1.5rem;color:#6b6760}
.mark{font-size:1.75rem;line-height:1;margin-bottom:.75rem}
@media (prefers-color-scheme:dark){body{background:#161513;color:#f1efea}main{background:#201f1c;border-color:#35332e}small{color:#a09b91}}
`

// closing is the page that ends a sign-in in the browser.
type closing struct {
	Status int
	Good   bool
	Title  string
	Text   string
}

var closingTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("closing").Funcs(template.FuncMap{
		"style": func() template.CSS { return closingStyle },
	}).Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex"><title>{{.Title}} · Mixdown</title>
<style>{{style}}</style></head>
<body><main role="{{if .Good}}status{{else}}alert{{end}}"><div class="mark" aria-hidden="true">{{if .Good}}✓{{else}}!{{end}}</div>
<h1>{{.Title}}</h1><p>{{.Text}}</p><small>Mixdown, on this computer</small></main></body></html>
`))
})

// write sends the page: no script, nothing remote, nothing kept.
func (c closing) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	style := sha256.Sum256([]byte(closingStyle))
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'sha256-"+base64.StdEncoding.EncodeToString(style[:])+"'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Connection", "close")
	w.WriteHeader(c.Status)
	// A browser that went away needs no page.
	_ = closingTemplate().Execute(w, c)
}

func connectedPage() closing {
	return closing{http.StatusOK, true, "Mixdown is connected", "Mixdown is connected. You can close this tab."}
}

func failedPage(sentence string) closing {
	return closing{http.StatusBadRequest, false, "Mixdown is not connected", sentence}
}
