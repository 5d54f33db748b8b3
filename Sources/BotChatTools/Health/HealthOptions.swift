/// What `healthcheck` can be told on its command line.
package struct HealthOptions: CommandOptions, Equatable {
  /// The configuration file that was named.
  package var config: String?
  /// Whether to start everything, also what was stopped.
  package var start = false
  /// Whether the machine has just booted: as `start`, but what was stopped stays so.
  package var boot = false
  /// Whether to end everything, and leave it so.
  package var stop = false
  /// Whether to look only.
  package var noRestart = false
  /// Whether to answer for programs.
  package var json = false
  /// Whether to say nothing when nothing has changed.
  package var quiet = false

  /// Nothing given.
  package init() {}
}
