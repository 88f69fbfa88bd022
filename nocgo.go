//go:build !cgo

package prep

// Without cgo go-sqlite3 compiles to a driver that only fails at run time. This makes it fail to build, in words.
var _ = prep_needs_cgo_set_CGO_ENABLED_1_and_install_a_C_compiler
