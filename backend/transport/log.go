package transport

import (
	"context"
	"encoding"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"mixdown/backend/apperr"
)

// NewLogHandler returns a handler that redacts everything on its way to next: the message, and every attribute whatever its
// type. The value of an attribute that has a secret's name is hidden whole.
func NewLogHandler(next slog.Handler) slog.Handler {
	if h, ok := next.(*redacting); ok {
		return h
	}
	return &redacting{next}
}

type redacting struct{ next slog.Handler }

// Enabled implements slog.Handler.
func (h *redacting) Enabled(ctx context.Context, level slog.Level) bool {
	return h.next.Enabled(ctx, level)
}

// Handle implements slog.Handler.
func (h *redacting) Handle(ctx context.Context, r slog.Record) error {
	out := slog.NewRecord(r.Time, r.Level, Redact(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool {
		out.AddAttrs(redactAttr(a))
		return true
	})
	return h.next.Handle(ctx, out)
}

// WithAttrs implements slog.Handler.
func (h *redacting) WithAttrs(attrs []slog.Attr) slog.Handler {
	out := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		out[i] = redactAttr(a)
	}
	return &redacting{h.next.WithAttrs(out)}
}

// WithGroup implements slog.Handler.
func (h *redacting) WithGroup(name string) slog.Handler {
	return &redacting{h.next.WithGroup(Redact(name))}
}

func redactAttr(a slog.Attr) slog.Attr {
	v := a.Value.Resolve()
	switch v.Kind() {
	case slog.KindGroup:
		group := v.Group()
		out := make([]slog.Attr, len(group))
		for i, g := range group {
			out[i] = redactAttr(g)
		}
		return slog.Attr{Key: Redact(a.Key), Value: slog.GroupValue(out...)}
	case slog.KindBool, slog.KindDuration, slog.KindFloat64, slog.KindInt64, slog.KindUint64, slog.KindTime:
		return a
	}
	if patterns().name.MatchString(a.Key) {
		return slog.String(a.Key, hidden)
	}
	s := text(v)
	switch strings.ToLower(a.Key) {
	case "code", "state", "key":
		if !plainWord(s) {
			return slog.String(a.Key, hidden)
		}
	}
	return slog.String(Redact(a.Key), Redact(s))
}

// text turns any value into the words that a text log would show. An error shows its causes too, which its sentence for
// people leaves out.
func text(v slog.Value) (s string) {
	// A value whose own method panics must not take the program down for a line of log.
	defer func() {
		if recover() != nil {
			s = fmt.Sprintf("%T", v.Any())
		}
	}()
	if v.Kind() != slog.KindAny {
		return v.String()
	}
	switch x := v.Any().(type) {
	case nil:
		return "<nil>"
	case error:
		return causes(x)
	case fmt.Stringer:
		return x.String()
	case []byte:
		return string(x)
	case encoding.TextMarshaler:
		if b, err := x.MarshalText(); err == nil {
			return string(b)
		}
	}
	return fmt.Sprintf("%+v", v.Any())
}

func causes(err error) string {
	s := err.Error()
	var e *apperr.Error
	if errors.As(err, &e) && e.Err != nil {
		s += " (" + string(e.Code) + ": " + causes(e.Err) + ")"
	}
	return s
}
