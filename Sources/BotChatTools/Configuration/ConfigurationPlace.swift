import BotChatSystem

/// Where a configuration stands that nobody names.
package struct ConfigurationPlace: Sendable {
  /// The environment's variable that names it.
  package let variable: String
  /// The user's, below the home folder.
  package let inHome: String
  /// The machine's.
  package let machine: String
  /// What to do where there is none.
  let missing: String
  /// What to do where nothing stands in it.
  let empty: String

  /// The one configuration of all tools but the hub.
  package static let botchat = ConfigurationPlace(
    variable: "BOTCHAT_CONFIG", inHome: ".config/botchat/botchat.yaml", machine: "/etc/botchat/botchat.yaml",
    missing: "botchat init writes one; or name one with --config FILE",
    empty: "botchat init writes one; or take the # away before what you need, at least bots:")
  /// The hub's: it may run where there is nothing else of the toolkit.
  package static let hub = ConfigurationPlace(
    variable: "BOTCHAT_HUB_CONFIG", inHome: ".config/botchat/hub.yaml", machine: "/etc/botchat/hub.yaml",
    missing: "write one, at least with tokens:, or name one with --config FILE",
    empty: "it needs at least tokens:, such as { \"a-long-random-token\": { botId: marlbot } }")

  /// The one that is named, else the variable's, else the user's, else the machine's.
  ///
  /// Throws a `Complaint` with exit 78 where there is none in any of these places.
  func find(_ named: String?, home: String?) throws(Complaint) -> String {
    if let named = named ?? ThisProcess.environment(variable) { return ThisProcess.absolute(named) }
    var places = [machine]
    if let home { places.insert("\(home)/\(inHome)", at: 0) }
    for place in places {
      do throws(TrustError) {
        _ = try TrustedFile.read(place, limit: YAMLReader.maximumSize)
        return place
      } catch {
        if !error.isMissing { return place }
      }
    }
    throw Complaint(
      "there is no configuration: looked for \(places.joined(separator: " and "))",
      hint: missing, exit: .configuration)
  }
}
