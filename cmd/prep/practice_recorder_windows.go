package main

import "os"

// stopSignals are tried one after the other; Windows knows no other.
var stopSignals = []os.Signal{os.Kill}
