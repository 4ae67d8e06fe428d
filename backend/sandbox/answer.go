package sandbox

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// recorder keeps an answer in memory, so that a fault can cut it and the log can tell its status.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (rec *recorder) Header() http.Header { return rec.header }

func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 {
		rec.status = status
	}
}

func (rec *recorder) Write(p []byte) (int, error) {
	rec.WriteHeader(http.StatusOK)
	return rec.body.Write(p)
}

// send writes the answer out, compressed where the client takes that and it is worth it.
func (rec *recorder) send(w http.ResponseWriter, r *http.Request) {
	rec.WriteHeader(http.StatusOK)
	for k, v := range rec.header {
		w.Header()[k] = v
	}
	body := rec.body.Bytes()
	if len(body) > 1024 && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		var small bytes.Buffer
		zip, _ := gzip.NewWriterLevel(&small, gzip.BestSpeed)
		_, _ = zip.Write(body)
		if zip.Close() == nil {
			w.Header().Set("Content-Encoding", "gzip")
			w.Header().Set("Vary", "Accept-Encoding")
			body = small.Bytes()
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(rec.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// statusWriter passes an answer through unchanged and remembers its status.
type statusWriter struct {
	http.ResponseWriter
	rec *recorder
}

func (w *statusWriter) WriteHeader(status int) {
	w.rec.WriteHeader(status)
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	w.rec.WriteHeader(http.StatusOK)
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection, for stand-ins that speak WebSocket.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// apiError is a refusal in the shape of Google's JSON errors.
type apiError struct {
	code    int
	status  string // google.rpc.Code: "PERMISSION_DENIED"
	reason  string // the older list's word: "insufficientPermissions"
	domain  string // of reason; "global" unless told
	message string
	header  map[string]string
	details []any
}

func (e *apiError) Error() string { return e.message }

func badRequest(message string) *apiError {
	return &apiError{code: 400, status: "INVALID_ARGUMENT", reason: "badRequest", message: message}
}

func notFound(message string) *apiError {
	return &apiError{code: 404, status: "NOT_FOUND", reason: "notFound", message: message}
}

func forbidden(message string) *apiError {
	return &apiError{code: 403, status: "PERMISSION_DENIED", reason: "forbidden", message: message}
}

// writeError writes e as host does: Gmail and Drive with the list of reasons, Sheets without.
func writeError(w http.ResponseWriter, host string, e *apiError) {
	inner := map[string]any{"code": e.code, "message": e.message, "status": e.status}
	if host != sheetsHost && e.reason != "" {
		domain := e.domain
		if domain == "" {
			domain = "global"
		}
		inner["errors"] = []any{map[string]any{"message": e.message, "domain": domain, "reason": e.reason}}
	}
	if e.details != nil {
		inner["details"] = e.details
	}
	for k, v := range e.header {
		w.Header().Set(k, v)
	}
	writeJSON(w, e.code, map[string]any{"error": inner})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		status, body = 500, []byte(`{"error":{"code":500,"message":"the sandbox could not write its answer","status":"INTERNAL"}}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}

// writeNotFound is what Google's front end says of an unknown address: a page, not JSON.
func writeNotFound(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte("<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)</title><p><b>404.</b> The requested URL was not found on this server.</html>\n"))
}
