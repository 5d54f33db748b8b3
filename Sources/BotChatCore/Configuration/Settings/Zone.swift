/// The time zone of the headers that the toolkit writes.
package struct Zone: Sendable, Equatable {
  /// A name of the time zone database; nil: the machine's zone.
  package var name: String?
  /// What stands behind the time in a header; nil: the zone's own abbreviation.
  package var label: String?

  /// Makes a zone; nothing given is the machine's.
  package init(name: String? = nil, label: String? = nil) {
    self.name = name
    self.label = label
  }

  enum Key: String, SettingKey { case name, label }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    name = try fields.text(.name, .zoneName)
    label = try fields.text(.label, .zoneLabel)
  }
}
