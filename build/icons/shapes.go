package main

import (
	"image"
	"image/color"
)

// app is the icon of the program: the logo on a dark tile.
func app(size int) image.Image {
	return paint(size,
		layer{box(.04, .04, .96, .96, .21), edge},
		layer{box(.055, .055, .945, .945, .195), ink},
		layer{bars(.25), amber},
	)
}

// A shape is one state of the tray: the logo, and what is drawn over its lower right corner. States differ in shape, never
// in colour alone, and keep differing when the system draws them in one colour (macOS does).
type shape struct {
	name string
	halo region
	sign region
}

// The sign's square is centred on (.7, .7) and about .56 wide.
var shapes = []shape{
	{name: "fresh"},
	{name: "syncing", halo: disc(.69, .69, .36), sign: union(
		arc(.69, .69, .22, .1, 20, 150), polygon([2]float64{.62, .47}, [2]float64{.80, .36}, [2]float64{.80, .58}),
		arc(.69, .69, .22, .1, 200, 330), polygon([2]float64{.76, .91}, [2]float64{.58, 1.02}, [2]float64{.58, .80}),
	)},
	{name: "stale", halo: disc(.69, .69, .36), sign: union(
		arc(.69, .69, .24, .09, 0, 360), stroke(.69, .69, .69, .56, .08), stroke(.69, .69, .79, .73, .08),
	)},
	{name: "attention", halo: union(box(.5, 0.32, .8, .6, .05), polygon([2]float64{.68, .2}, [2]float64{1.14, 1.06}, [2]float64{.22, 1.06})), sign: without(
		polygon([2]float64{.68, .38}, [2]float64{1, .97}, [2]float64{.36, .97}),
		union(stroke(.68, .62, .68, .76, .085), disc(.68, .875, .05)),
	)},
	{name: "conflict", halo: disc(.69, .69, .36), sign: union(
		stroke(.5, .5, .88, .88, .13), stroke(.88, .5, .5, .88, .13),
	)},
	{name: "paused", halo: disc(.69, .69, .38), sign: without(disc(.69, .69, .29), union(
		box(.57, .54, .65, .84, .02), box(.73, .54, .81, .84, .02),
	))},
	{name: "offline", halo: stroke(.06, .1, .94, .98, .3), sign: stroke(.08, .12, .92, .96, .12)},
	{name: "waiting", halo: box(.2, .5, 1.1, 1.1, .2), sign: without(box(.28, .58, 1, .98, .2), union(
		disc(.44, .78, .065), disc(.64, .78, .065), disc(.84, .78, .065),
	))},
}

// tray draws one state: the bars, a clear ring that parts them from the sign, and the sign. All is of one colour, which
// stands out on light panels and on dark ones.
func tray(size int, s shape) image.Image {
	layers := []layer{{bars(.06), panel}}
	if s.sign != nil {
		layers = append(layers, layer{s.halo, color.NRGBA{}}, layer{s.sign, panel})
	}
	return paint(size, layers...)
}
