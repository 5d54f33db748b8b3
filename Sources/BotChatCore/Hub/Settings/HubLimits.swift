/// What one client may ask of the hub, and for how long it is waited for.
package struct HubLimits: Sendable, Equatable {
  /// The largest frame, as it comes in.
  package var frame: ByteCount = .mebibytes(4)
  /// The largest text of a message.
  package var message: ByteCount = .mebibytes(1)
  /// The most that a request's header may have.
  package var header: ByteCount = .kibibytes(8)
  /// How much waits in memory for one client that reads slowly; the rest waits on disk.
  package var output: ByteCount = .kibibytes(256)
  /// The most connections in all.
  package var connections = 1024
  /// The most connections with one token.
  package var perToken = 8
  /// The most rooms.
  package var rooms = 1000
  /// Messages and joins of one connection in a second, in the long run; twice as many at once.
  package var rate = 1000
  /// How long a connection may take until it is authenticated.
  package var auth: Interval = .seconds(5)
  /// How often a connection is asked for a sign of life.
  package var ping: Interval = .seconds(30)
  /// After what time without a byte a connection counts as dead.
  package var idle: Interval = .seconds(75)
  /// How long the ack for a client without receipts waits for the members that are connected.
  package var ackWait: Interval = .seconds(1)

  /// The defaults.
  package init() {}

  enum Key: String, SettingKey {
    case frame, message, header, output, connections, perToken, rooms, rate, auth, ping, idle, ackWait
  }

  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    self.init()
    frame = try fields.size(.frame, frame, in: .kibibytes(4)...(.mebibytes(64)))
    message = try fields.size(.message, message, in: .kibibytes(1)...(.mebibytes(16)))
    header = try fields.size(.header, header, in: .kibibytes(1)...(.kibibytes(60)))
    output = try fields.size(.output, output, in: .kibibytes(4)...(.mebibytes(64)))
    connections = try fields.count(.connections, in: 1...60_000) ?? connections
    perToken = try fields.count(.perToken, in: 1...60_000) ?? perToken
    rooms = try fields.count(.rooms, in: 1...1_000_000) ?? rooms
    rate = try fields.count(.rate, in: 1...10_000_000) ?? rate
    auth = try fields.interval(.auth, auth, in: .milliseconds(100)...(.minutes(10)))
    ping = try fields.interval(.ping, ping, in: .milliseconds(100)...(.hours(1)))
    idle = try fields.interval(.idle, idle, in: .milliseconds(100)...(.days(1)))
    ackWait = try fields.interval(.ackWait, ackWait, in: .milliseconds(0)...(.minutes(1)))
    guard ping < idle else {
      throw fields.source.error(
        at: fields[.idle] ?? fields[.ping] ?? fields.node,
        "limits.idle: \(idle) is not longer than limits.ping: \(ping)",
        hint: "a connection has to be asked before it is given up: write a longer idle")
    }
  }
}
