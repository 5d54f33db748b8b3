/// How a bot's monitor is reached when it does not run beside the other tools.
///
/// Source: DESIGN 6.
package struct MonitorSettings: Sendable, Equatable {
  /// The words put before the monitor's command line, such as `docker exec NAME`; empty: none.
  package var via: [String]
  /// The configuration file in the monitor's own world, absolute there; nil: this file.
  package var config: String?

  /// Makes the settings from their parts.
  package init(via: [String] = [], config: String? = nil) {
    self.via = via
    self.config = config
  }

  enum Key: String, SettingKey { case via, config }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    via = try fields.arguments(.via) ?? []
    // Not resolved here: `~` and relative paths would be those of this machine.
    config = try fields.text(.config, .pathElsewhere)
  }
}
