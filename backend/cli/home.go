package cli

import (
	"context"
	"io"
	"log/slog"
	"path/filepath"
	"runtime"

	"gopkg.in/natefinch/lumberjack.v2"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/transport"
)

func defaultHome(getenv func(string) string, userHome func() (string, error)) (string, error) {
	home, err := userHome()
	if err != nil {
		return "", apperr.New(apperr.Invalid, "Mixdown cannot tell where your home folder is. Name a folder for its data with --home.", err)
	}
	switch runtime.GOOS {
	case "windows":
		if dir := getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "Mixdown"), nil
		}
		return filepath.Join(home, "AppData", "Local", "Mixdown"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support", "Mixdown"), nil
	}
	if dir := getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "mixdown"), nil
	}
	return filepath.Join(home, ".local", "share", "mixdown"), nil
}

// OpenDesk opens the desk that the options name, with its log file. The caller closes both.
func OpenDesk(ctx context.Context, o Options, h Host) (*desk.Desk, *LogFile, error) {
	home := o.Home
	if home == "" {
		var err error
		if home, err = DefaultHome(h.Getenv); err != nil {
			return nil, nil, err
		}
	}
	home, err := filepath.Abs(home)
	if err != nil {
		return nil, nil, apperr.New(apperr.Invalid, "The folder given with --home cannot be used.", err)
	}
	if o.Demo {
		home = filepath.Join(home, "sample")
	}
	log := openLog(home, o.Verbose, h.Stderr)
	cfg := desk.Config{Home: home, Gateway: o.Gateway, Version: h.Version, Log: log.logger, OpenBrowser: h.OpenBrowser}
	open := desk.Open
	if o.Demo {
		open = desk.OpenSample
	}
	d, err := open(ctx, cfg)
	if err != nil {
		log.close()
		return nil, nil, err
	}
	return d, log, nil
}

// LogFile is the redacted log in the data folder: a few files of a few megabytes, the oldest dropped.
type LogFile struct {
	logger *slog.Logger
	file   io.Closer
}

func openLog(home string, verbose bool, stderr io.Writer) *LogFile {
	file := &lumberjack.Logger{Filename: filepath.Join(home, "logs", "mixdown.log"), MaxSize: 5, MaxBackups: 3, MaxAge: 30}
	var out io.Writer = file
	if verbose {
		out = io.MultiWriter(file, stderr)
	}
	return &LogFile{slog.New(transport.NewLogHandler(slog.NewTextHandler(out, nil))), file}
}

// Logger returns where to log.
func (l *LogFile) Logger() *slog.Logger { return l.logger }

func (l *LogFile) close() {
	if l != nil {
		_ = l.file.Close()
	}
}

// Close closes the file; a nil log has none.
func (l *LogFile) Close() { l.close() }
