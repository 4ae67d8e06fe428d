package main

import (
	"image"
	"image/color"
	"math"
)

// The colours are the tokens of the window: --tracker on --surface, --line around it.
var (
	amber = color.NRGBA{0xf5, 0xa5, 0x24, 0xff}
	ink   = color.NRGBA{0x11, 0x18, 0x27, 0xff}
	edge  = color.NRGBA{0x24, 0x30, 0x47, 0xff}
	// panel is amber, so deep that it stands out at 3:1 (WCAG 2.2, 1.4.11) on a light panel and on a dark one: no desktop of
	// Linux tells which it has.
	panel = color.NRGBA{0xc4, 0x74, 0x00, 0xff}
)

// A region says whether a point of the unit square (0,0 top left, 1,1 bottom right) is inside.
type region func(x, y float64) bool

// A layer paints a region; a layer without a colour (alpha 0) wipes it out.
type layer struct {
	in region
	c  color.NRGBA
}

// paint draws the layers in order, each pixel from 8×8 samples.
func paint(size int, layers ...layer) image.Image {
	const n = 8
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for py := range size {
		for px := range size {
			var r, g, b, a float64
			for s := range n * n {
				x := (float64(px) + (float64(s%n)+.5)/n) / float64(size)
				y := (float64(py) + (float64(s/n)+.5)/n) / float64(size)
				var c color.NRGBA
				for _, l := range layers {
					if l.in(x, y) {
						c = l.c
					}
				}
				w := float64(c.A)
				r, g, b, a = r+float64(c.R)*w, g+float64(c.G)*w, b+float64(c.B)*w, a+w
			}
			if a > 0 {
				img.SetNRGBA(px, py, color.NRGBA{round(r / a), round(g / a), round(b / a), round(a / (n * n))})
			}
		}
	}
	return img
}

func round(v float64) uint8 { return uint8(math.Round(v)) }

// box is a rectangle with rounded corners.
func box(x0, y0, x1, y1, r float64) region {
	return func(x, y float64) bool {
		dx := math.Max(math.Max(x0+r-x, x-(x1-r)), 0)
		dy := math.Max(math.Max(y0+r-y, y-(y1-r)), 0)
		return math.Hypot(dx, dy) <= r && x >= x0 && x <= x1 && y >= y0 && y <= y1
	}
}

func disc(cx, cy, r float64) region {
	return func(x, y float64) bool { return math.Hypot(x-cx, y-cy) <= r }
}

// stroke is a line with round ends.
func stroke(x0, y0, x1, y1, width float64) region {
	return func(x, y float64) bool {
		dx, dy := x1-x0, y1-y0
		t := math.Max(0, math.Min(1, ((x-x0)*dx+(y-y0)*dy)/(dx*dx+dy*dy)))
		return math.Hypot(x-x0-t*dx, y-y0-t*dy) <= width/2
	}
}

// arc is a piece of a ring, from and to in degrees clockwise from twelve o'clock.
func arc(cx, cy, r, width, from, to float64) region {
	return func(x, y float64) bool {
		if math.Abs(math.Hypot(x-cx, y-cy)-r) > width/2 {
			return false
		}
		deg := math.Mod(math.Atan2(x-cx, cy-y)*180/math.Pi+360, 360)
		return deg >= from && deg <= to
	}
}

// polygon is a convex shape; its points go clockwise.
func polygon(points ...[2]float64) region {
	return func(x, y float64) bool {
		for i, p := range points {
			q := points[(i+1)%len(points)]
			if (q[0]-p[0])*(y-p[1])-(q[1]-p[1])*(x-p[0]) < 0 {
				return false
			}
		}
		return true
	}
}

func union(regions ...region) region {
	return func(x, y float64) bool {
		for _, in := range regions {
			if in(x, y) {
				return true
			}
		}
		return false
	}
}

func without(a, b region) region {
	return func(x, y float64) bool { return a(x, y) && !b(x, y) }
}

// bars is the logo: four faders of 9, 16, 12 and 18 parts, inset by pad on every side.
func bars(pad float64) region {
	heights := [...]float64{9, 16, 12, 18}
	side := 1 - 2*pad
	step := side / (4 + 3*.75)
	var all []region
	for i, h := range heights {
		x := pad + float64(i)*step*1.75
		top := 1 - pad - side*h/18
		all = append(all, box(x, top, x+step, 1-pad, step/2))
	}
	return union(all...)
}
