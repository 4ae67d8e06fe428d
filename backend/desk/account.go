package desk

import (
	"fmt"
	"slices"
	"strings"

	"mixdown/backend/store"
)

// heldAccount finds the connection that is of the same account as c. A service's own id decides where both have one; two
// accounts may share an email. A connection made before such ids were kept is told by its account and region.
func heldAccount(conns []store.Connection, c store.Connection) (store.Connection, bool) {
	mine := c.Facts()
	for _, held := range conns {
		if held.Provider != c.Provider {
			continue
		}
		its := held.Facts()
		if mine.ServiceID != "" && its.ServiceID != "" {
			if mine.ServiceID == its.ServiceID {
				return held, true
			}
			continue
		}
		if strings.EqualFold(held.Account, c.Account) && (mine.Region == its.Region || mine.Region == "" || its.Region == "") {
			return held, true
		}
	}
	return store.Connection{}, false
}

// renew makes conn the connection held, signed in anew: its id stays, and with it all that was read and chosen.
func renew(conn *store.Connection, held store.Connection) {
	conn.ID, conn.Account, conn.ConnectedAt, conn.LastSyncAt, conn.AutoSync = held.ID, held.Account, held.ConnectedAt, held.LastSyncAt, held.AutoSync
	facts, old := conn.Facts(), held.Facts()
	facts.Files = append(facts.Files, old.Files...)
	slices.Sort(facts.Files)
	facts.Files = slices.Compact(facts.Files)
	facts.CallBudget, facts.NextCalls = old.CallBudget, old.NextCalls
	conn.SetFacts(facts)
}

// ownLabel is what conn is shown as: its account, and where another connection is shown as that already, what tells the two
// apart.
func ownLabel(conns []store.Connection, conn store.Connection) string {
	taken := func(label string) bool {
		return slices.ContainsFunc(conns, func(c store.Connection) bool {
			return c.Provider == conn.Provider && c.ID != conn.ID && strings.EqualFold(c.Account, label)
		})
	}
	label := conn.Account
	facts := conn.Facts()
	for _, more := range []string{facts.Name, facts.Region, facts.ServiceID} {
		if !taken(label) {
			return label
		}
		if more != "" {
			label = conn.Account + " · " + more
		}
	}
	for n := 2; taken(label); n++ {
		label = fmt.Sprintf("%s · %d", conn.Account, n)
	}
	return label
}
