/// Everything that the tools are told by their one configuration file: values only, checked and resolved.
///
/// Source: DESIGN 6.
package struct Configuration: Sendable, Equatable {
  /// The state folder, absolute; nil: the default of whoever runs the tool.
  package var state: String?
  /// The zone of the headers that the toolkit writes.
  package var zone: Zone
  /// The bots, in the order in which their files are looked at (R2).
  package var bots: [Bot]
  /// The people.
  package var humans: [Human]
  /// The path of the configuration of the hub that runs on this machine; nil: none does (DESIGN 9).
  package var hub: String?
  /// The words that mean everybody; `ALL` is always among them (F2).
  package var broadcast: [String]
  /// How the person is told outside the files; nil: not at all (W7).
  package var alert: Call?
  /// How the relay reads, waits and remembers.
  package var relay: RelaySettings
  /// What is the same for all wakes.
  package var wake: WakeSettings
  /// When bots that only answer each other are slowed down.
  package var `guard`: GuardSettings
  /// What the health check counts as well.
  package var health: HealthSettings
  /// When a log is set aside.
  package var log: LogSettings

  /// Makes a configuration from values, unchecked; what is not given has its default.
  package init(
    state: String? = nil, zone: Zone = Zone(), bots: [Bot], humans: [Human] = [], hub: String? = nil,
    broadcast: [String] = Self.alwaysBroadcast, alert: Call? = nil, relay: RelaySettings = RelaySettings(),
    wake: WakeSettings = WakeSettings(), guard: GuardSettings = GuardSettings(),
    health: HealthSettings = HealthSettings(), log: LogSettings = LogSettings()
  ) {
    self.state = state
    self.zone = zone
    self.bots = bots
    self.humans = humans
    self.hub = hub
    self.broadcast = broadcast
    self.alert = alert
    self.relay = relay
    self.wake = wake
    self.guard = `guard`
    self.health = health
    self.log = log
  }

  /// The words that mean everybody whatever is configured.
  package static let alwaysBroadcast = ["ALL"]
}
