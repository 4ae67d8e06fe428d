package desktop

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"
)

// powerStatus is SYSTEM_POWER_STATUS:
// https://learn.microsoft.com/en-us/windows/win32/api/winbase/ns-winbase-system_power_status
type powerStatus struct {
	acLine, batteryFlag, batteryPercent, flag byte
	lifeTime, fullLifeTime                    uint32
}

// saverOn is the flag of the system's own battery saver.
const saverOn = 1

// watchPlatform asks how it is powered. Whether a network is metered Windows tells only to COM clients, so it is not known here.
func watchPlatform(ctx context.Context, e SystemEvents) {
	status := windows.NewLazySystemDLL("kernel32.dll").NewProc("GetSystemPowerStatus")
	poll(ctx, e, func(context.Context) System {
		var s powerStatus
		good, _, _ := status.Call(uintptr(unsafe.Pointer(&s))) //nolint:gosec // the call fills this struct and keeps no pointer
		return System{OnBattery: good != 0 && (s.acLine == 0 || s.flag == saverOn)}
	})
}
