/// What `hub` can be told on its command line.
package struct HubOptions: CommandOptions, Equatable {
  /// The configuration file that was named.
  package var config: String?
  /// Whether to show what the configuration leads to, and end.
  package var check = false

  /// Nothing given.
  package init() {}
}
