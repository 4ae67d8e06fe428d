package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"time"

	"mixdown/backend/apperr"
)

// fail makes an error of this source; format holds one %s for the service's title.
func (s *sender) fail(code apperr.Code, format string, cause error) *apperr.Error {
	return apperr.For(s.caller.Provider, code, fmt.Sprintf(format, s.title()), cause)
}

func (s *sender) title() string {
	if s.info.Title != "" {
		return s.info.Title
	}
	return s.caller.Provider
}

func (s *sender) down(status int, hint time.Duration) error {
	cause := fmt.Errorf("transport: status %d", status)
	if hint > 0 {
		cause = &Wait{Until: s.t.now().Add(hint), Err: cause}
	}
	return s.fail(apperr.ServiceDown, "%s has a fault of its own and answers with errors. What is held stays readable; Mixdown tries again by itself.", cause)
}

func (s *sender) tooFast(until time.Time, status int) error {
	return s.fail(apperr.RateLimited, "%s asks for slower requests. Nothing is lost; Mixdown goes on by itself a little later.",
		&Wait{Until: until, Err: fmt.Errorf("transport: status %d", status)})
}

func (s *sender) spent(until time.Time, status int) error {
	return s.fail(apperr.QuotaSpent, "The quota of %s is used up until "+until.Local().Format("2 January 15:04")+". Nothing more is asked until then; what is held stays readable.",
		&Wait{Until: until, Err: fmt.Errorf("transport: status %d", status)})
}

// stopped keeps a cancellation as it is, so that it is told as one, and gives a deadline of the caller a sentence.
func (s *sender) stopped(ctx context.Context, err error) error {
	if apperrIn(err) {
		return err
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return s.fail(apperr.ServiceDown, "%s did not answer in time. Mixdown tries again at the next sync.", err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// tokenError gives a sign-in that could not be used a code, where it has none yet.
func (s *sender) tokenError(ctx context.Context, err error) error {
	if apperrIn(err) {
		return err
	}
	if ctx.Err() != nil {
		return s.stopped(ctx, err)
	}
	return s.fail(apperr.NeedsSignIn, "The sign-in to %s could not be used. Connect it again.", err)
}

func (s *sender) networkError(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return s.stopped(ctx, err)
	}
	return networkError(s.caller.Provider, s.title(), s.t.gateway != nil, err)
}

// networkError names what went wrong on the way to a service.
func networkError(source, title string, gateway bool, err error) *apperr.Error {
	code, sentence := apperr.Offline, "The connection to %s breaks off. Check the network; what is held stays readable, and Mixdown tries again by itself."
	var timeout net.Error
	switch {
	case neverSent(err) && gateway:
		sentence = "Nothing answers at MIXDOWN_GATEWAY, so %s cannot be reached. Start the stand-in server, or unset MIXDOWN_GATEWAY."
	case neverSent(err):
		sentence = "%s cannot be reached: there is no network, or a firewall is in the way. What is held stays readable; Mixdown tries again by itself."
	case hopeless(err):
		sentence = "The connection to %s is not private: its certificate does not fit. Check this computer's clock, and whether a proxy or antivirus reads the traffic."
	case errors.As(err, &timeout) && timeout.Timeout():
		code, sentence = apperr.ServiceDown, "%s takes too long to answer. What is held stays readable; Mixdown tries again by itself."
	}
	return apperr.For(source, code, fmt.Sprintf(sentence, title), fmt.Errorf("transport: %w", err))
}

// neverSent tells that no connection was made, so that the service cannot have seen the request.
func neverSent(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	return errors.As(err, &dns) || (errors.As(err, &op) && (op.Op == "dial" || op.Op == "proxyconnect"))
}

// hopeless tells that another try would fail in the same way: the certificate does not fit.
func hopeless(err error) bool {
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	return errors.As(err, &verify) || errors.As(err, &unknown) || errors.As(err, &host) || errors.As(err, &invalid)
}

func apperrIn(err error) bool {
	var e *apperr.Error
	return errors.As(err, &e)
}
