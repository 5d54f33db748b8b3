/// The version of the toolkit, the same for all its tools.
package enum Version {
  /// As `--version` and the man pages show it.
  package static let current = "0.1.0"
}
