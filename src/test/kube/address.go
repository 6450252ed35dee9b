package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
)

// The API server's proxy refuses loopback addresses. These ranges are for documentation (RFC 5737); added to the loopback
// device, they are reached from this machine alone.
var networks = []string{"198.51.100.", "203.0.113.", "192.0.2."}

// addresses are lent to pods, each to one pod of all clusters on this machine: test runs go on side by side, and a
// request must not end at another run's pod. A lock on a file says who has an address; the kernel gives it back for a
// process that is killed.
type addresses struct {
	dir       string
	networks  []string
	reachable bool // whether addresses can be added to the loopback device
	mutex     sync.Mutex
}

func newAddresses() *addresses {
	a := &addresses{dir: filepath.Join(os.TempDir(), "cd4ml-test-addresses"), networks: unused(networks), reachable: true}
	if os.Mkdir(a.dir, 0o700) == nil {
		_ = os.Chmod(a.dir, os.ModeSticky|0o777) // for the other users of the machine
	}
	_, release, err := a.take()
	if err == nil {
		release()
	}
	return a
}

// unused leaves out the networks that this machine is in: virtual machines are given documentation addresses, too.
func unused(networks []string) []string {
	var own []string
	interfaces, _ := net.Interfaces()
	for _, device := range interfaces {
		if device.Flags&net.FlagLoopback == 0 {
			addresses, _ := device.Addrs()
			for _, address := range addresses {
				own = append(own, address.String())
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(networks), func(network string) bool {
		return slices.ContainsFunc(own, func(address string) bool { return strings.HasPrefix(address, network) })
	})
}

// take gives an address that no other pod has, and what gives it back.
func (a *addresses) take() (string, func(), error) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	for _, network := range a.networks {
		for last := 10; last < 255; last++ {
			address := fmt.Sprintf("%s%d", network, last)
			file, err := os.OpenFile(filepath.Join(a.dir, address), os.O_CREATE|os.O_RDWR, 0o600)
			if err != nil {
				continue // another user's
			}
			if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
				_ = file.Close()
				continue
			}
			a.add(address)
			return address, func() { a.remove(address, file) }, nil
		}
	}
	return "", nil, fmt.Errorf("no free address for a pod, see %s", a.dir)
}

func (a *addresses) add(address string) {
	if !a.reachable {
		return
	}
	out, err := exec.Command("ip", "address", "add", address+"/32", "dev", "lo").CombinedOutput()
	if err != nil && !strings.Contains(string(out), "already assigned") && !strings.Contains(string(out), "File exists") {
		a.reachable = false
		fmt.Fprintf(os.Stderr, "kubelet stand-in: no pod can be reached, for addresses cannot be added to the loopback"+
			" device: %v %s\n", err, strings.TrimSpace(string(out)))
	}
}

func (a *addresses) remove(address string, lock *os.File) {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	if a.reachable {
		_ = exec.Command("ip", "address", "del", address+"/32", "dev", "lo").Run()
	}
	_ = lock.Close()
}
