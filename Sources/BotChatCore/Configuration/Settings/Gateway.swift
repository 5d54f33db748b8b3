/// The OpenClaw gateway that a bot lives in, for the health checks.
///
/// Source: H2.
package struct Gateway: Sendable, Equatable {
  /// Its address; `/healthz` is asked for below it.
  package var url: String
  /// Where it keeps its sessions; nil: they are not looked at.
  package var sessions: String?

  /// Makes a gateway from its parts.
  package init(url: String, sessions: String? = nil) {
    self.url = url
    self.sessions = sessions
  }

  enum Key: String, SettingKey { case url, sessions }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    url = try fields.required(
      fields.text(.url, .url(["http", "https"])), .url, example: "\"http://127.0.0.1:18789\"")
    sessions = try fields.path(.sessions, .folder)
  }
}
