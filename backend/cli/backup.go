package cli

import (
	"bufio"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"mixdown/backend/apperr"
	"mixdown/backend/desk"
	"mixdown/backend/desktop"
)

// longestPassword bounds what is read as a password.
const longestPassword = 4 << 10

// passwordFlag reads a password, which must not stand in the command line: other users could see it there.
type passwordFlag struct {
	PasswordStdin bool `help:"Read the password from standard input, its first line." required:""`
}

func (passwordFlag) read(x *session) (string, error) {
	text, err := bufio.NewReader(io.LimitReader(x.host.Stdin, longestPassword)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", apperr.New(apperr.Invalid, "The password could not be read from standard input.", err)
	}
	text = strings.TrimRight(text, "\r\n")
	if text == "" {
		return "", apperr.New(apperr.Invalid, "There is no password on standard input.", nil)
	}
	return text, nil
}

type backupCmd struct {
	passwordFlag
	fileFlags
}

func (c *backupCmd) Run(x *session) error {
	if c.Out == "" {
		return apperr.New(apperr.Invalid, "Name the file of the backup: mixdown backup --out FILE --password-stdin", nil)
	}
	password, err := c.read(x)
	if err != nil {
		return err
	}
	d, err := x.open()
	if err != nil {
		return err
	}
	return c.write(x, map[string]any{"success": true}, func(w io.Writer) error { return d.Backup(x.ctx, password, w) })
}

type restoreCmd struct {
	File string `arg:"" help:"The backup." type:"path"`
	passwordFlag
}

func (c *restoreCmd) Run(x *session) error {
	if x.cmd.Demo {
		return apperr.New(apperr.Invalid, "The sample campaign is made anew each day: there is nothing to restore into it.", nil)
	}
	password, err := c.read(x)
	if err != nil {
		return err
	}
	f, err := os.Open(c.File)
	if err != nil {
		return apperr.New(apperr.NotFound, "The backup cannot be opened. Check its name.", err)
	}
	defer func() { _ = f.Close() }()
	home := x.cmd.Home
	if home == "" {
		if home, err = DefaultHome(x.host.Getenv); err != nil {
			return err
		}
	}
	if home, err = filepath.Abs(home); err != nil {
		return apperr.New(apperr.Invalid, "The folder given with --home cannot be used.", err)
	}
	r, err := desk.Restore(x.ctx, home, password, bufio.NewReader(f), time.Now())
	if err != nil {
		return err
	}
	return x.result(r, func(w io.Writer) {
		line(w, "Restored. Sign-ins are not in a backup: on another computer connect each source again.")
		if r.Aside != "" {
			line(w, "What was there before is "+r.Aside+" in the data folder.")
		}
	})
}

type deleteCmd struct {
	Yes bool `help:"Yes, delete all data of this home and revoke every sign-in."`
}

func (c *deleteCmd) Run(x *session) error {
	if !c.Yes {
		return apperr.New(apperr.Invalid, "This revokes every sign-in and deletes every campaign, number and log of this home. It cannot be undone: repeat it with --yes.", nil)
	}
	d, err := x.open()
	if err != nil {
		return err
	}
	x.log.close() // Windows removes no file that is open
	x.log = nil
	list, err := d.DeleteEverything(x.ctx)
	if err != nil {
		return err
	}
	x.desk = nil
	if !x.cmd.Demo {
		err = desktop.StartAtLogin(desktop.Login{})
	}
	messages := []string{}
	for _, conn := range list {
		if conn.Message != "" {
			messages = append(messages, conn.Message)
		}
	}
	if err != nil {
		return err
	}
	return x.result(map[string]any{"success": true, "disconnected": len(list), "messages": messages}, func(w io.Writer) {
		line(w, "Everything is deleted.")
		for _, m := range messages {
			line(w, m)
		}
	})
}
