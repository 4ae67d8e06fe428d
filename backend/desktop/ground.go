package desktop

// ground is the token --bg of a theme in frontend/src/theme.css, in red, green and blue.
func ground(theme string) (r, g, b uint8) {
	switch theme {
	case "light":
		return 0xf5, 0xf6, 0xf9
	case "contrast":
		return 0, 0, 0
	}
	return 0x0a, 0x0f, 0x1a
}
