package sheets

import (
	"testing"

	"mixdown/backend/provider"
	"mixdown/backend/provider/providertest"
)

func TestConformance(t *testing.T) {
	providertest.Run(t, providertest.Suite{Provider: New(), Open: func(t *testing.T) providertest.Service {
		g := newGoogle(header(), row("Ann", "ann@b.example", "DJ", "NEW", 45945.0), row("Bo", "bo at c", money{95.8, "95.80"}, "RENEWED", "soon"))
		g.grid = 2500 // more than one request
		scope := testScope()
		return providertest.Service{
			Client: g.client(), Account: provider.Account{Address: "you@example.com"}, Campaign: scope.Campaign, Now: scope.Now,
			Change: func(*testing.T) {
				g.mu.Lock()
				defer g.mu.Unlock()
				g.edit(func() { g.rows = append(g.rows, row("Cy", "cy@d.example")); g.rows[1][3] = "CONTACTED" })
			},
		}
	}})
}
