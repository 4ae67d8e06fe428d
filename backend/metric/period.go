package metric

// dated are the numbers that are about a span of days: mails sent in it and what came of them, campaigns and streams in it.
// All others say how things stand now, whichever days are looked at.
var dated = map[string]bool{
	"emails_sent": true, "people_contacted": true, "email_replies": true, "reply_rate": true, "open_rate": true,
	"auto_replies": true, "bounced": true, "delay_notices": true, "median_first_reply": true,
	"mc_campaigns_sent": true, "mc_open_rate": true, "mc_click_rate": true, "mc_unsubscribes": true,
	"sp_playlist_adds": true, "sp_streams": true, "sp_export_playlist_adds": true, "sp_saves": true,
}

// Over returns the answer with the numbers that are about days taken from another, of the same evidence over other days.
func (a *Answer) Over(days *Answer) *Answer {
	out := *a
	out.trend, out.splits = days.trend, days.splits
	out.results = make([]*result, len(a.results))
	out.byKey = make(map[string]*result, len(a.byKey))
	for i, r := range a.results {
		if dated[r.def.Key] {
			r = days.byKey[r.def.Key]
		}
		out.results[i], out.byKey[r.def.Key] = r, r
	}
	return &out
}
