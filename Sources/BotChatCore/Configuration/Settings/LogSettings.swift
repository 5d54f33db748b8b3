/// When a tool begins a new log file, and how many it keeps.
///
/// Source: DESIGN 7.
package struct LogSettings: Sendable, Equatable {
  /// The size at which a log is set aside.
  package var maxSize: ByteCount
  /// How many logs set aside are kept beside the current one.
  package var keep: Int

  /// Makes the settings; what is not given has its default.
  package init(maxSize: ByteCount = .mebibytes(10), keep: Int = 5) {
    self.maxSize = maxSize
    self.keep = keep
  }

  enum Key: String, SettingKey { case maxSize, keep }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    let standard = LogSettings()
    maxSize = try fields.size(.maxSize, standard.maxSize, in: .kibibytes(64)...(.gibibytes(1)))
    keep = try fields.count(.keep, in: 0...1000) ?? standard.keep
  }
}
