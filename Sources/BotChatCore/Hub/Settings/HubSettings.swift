/// Everything that the hub is told by its configuration: values only, checked and resolved.
///
/// The configuration of the original Bot Hub, `port` and `tokens`, is one. Source: DESIGN 9.
package struct HubSettings: Sendable, Equatable {
  /// Where the tokens are.
  package enum Tokens: Sendable, Equatable {
    /// In the configuration.
    case here([HubToken])
    /// In a file that holds nothing else, in either of the two forms.
    case file(String)
  }

  /// The certificate that the hub shows, when it does TLS itself.
  package struct TLS: Sendable, Equatable {
    /// The path of the certificate chain, in PEM.
    package var certificate: String
    /// The path of its key, in PEM.
    package var key: String

    enum Key: String, SettingKey { case certificate, key }
  }

  /// 0 for any that is free.
  package var port = 18795
  /// An address of this machine, as a number.
  package var listen = "127.0.0.1"
  package var tokens = Tokens.here([])
  /// The state folder, absolute; nil: the default of whoever runs the hub.
  package var state: String?
  /// Who may join which room, in the order of the configuration; nil: every token may join every room.
  package var rooms: [Room]?
  package var retention = HubRetention()
  package var limits = HubLimits()
  package var tls: TLS?
  /// The `Origin` headers that are let in; a client without one, which is no browser, always is.
  package var origins: [String] = []
  /// The addresses or networks of proxies whose `X-Forwarded-For` is believed.
  package var proxies: [AddressRange] = []
  /// Whether tokens may cross a network in the clear.
  package var insecure = false

  /// A room, and the bots that may join it.
  package struct Room: Sendable, Equatable {
    package var name: String
    package var bots: [String]

    /// Makes a room.
    package init(name: String, bots: [String]) {
      self.name = name
      self.bots = bots
    }
  }

  /// The defaults, and no token.
  package init() {}

  enum Key: String, SettingKey {
    case port, tokens, listen, state, rooms, retention, limits, tls, origins, proxies, insecure
  }

  /// Reads a configuration.
  ///
  /// - Parameters:
  ///   - root: the file's tree.
  ///   - file: what errors call the file.
  ///   - folder: where relative paths start from, absolute.
  ///   - home: what `~` stands for; empty when nobody knows.
  /// - Throws: for the first thing that is wrong, with its place and what is accepted.
  package init(
    _ root: SettingNode, file: String, folder: String, home: String
  ) throws(ConfigurationError) {
    let source = SettingSource(file: file, folder: folder, home: home)
    let fields = try Fields<Key>(root, path: "", source: source)
    self.init()
    port = try fields.count(.port, in: 0...65_535) ?? port
    tokens = try Self.tokens(fields)
    listen = try fields.text(.listen, .address) ?? listen
    state = try fields.path(.state, .folder)
    rooms = try Self.rooms(fields)
    retention = try fields.section(.retention, HubRetention.Key.self).map(HubRetention.init) ?? retention
    limits = try fields.section(.limits, HubLimits.Key.self).map(HubLimits.init) ?? limits
    tls = try fields.section(.tls, TLS.Key.self).map(TLS.init)
    for item in try fields.items(.origins, of: "origins") ?? [] {
      origins.append(try fields.text(item, at: "origins", .origin))
    }
    for item in try fields.items(.proxies, of: "addresses") ?? [] {
      let text = try fields.text(item, at: "proxies", .network)
      if let range = AddressRange(text) { proxies.append(range) }
    }
    insecure = try fields.flag(.insecure, false)
    try refuseOpenListening(fields)
  }

  /// A token that crosses a network in the clear is everybody's.
  private func refuseOpenListening(_ fields: Fields<Key>) throws(ConfigurationError) {
    let isLoopback = AddressRange(listen)?.isLoopback == true
    guard !isLoopback, tls == nil, !insecure, proxies.isEmpty else { return }
    throw fields.source.error(
      at: fields[.listen] ?? fields.node,
      "listen: \(listen) is open to other machines, and without TLS the tokens could be read on the way",
      hint: "write tls: { certificate: FILE, key: FILE }, or proxies: with the proxy that does TLS, "
        + "or insecure: true if the network is your own")
  }

  private static func tokens(_ fields: Fields<Key>) throws(ConfigurationError) -> Tokens {
    let node = try fields.required(
      fields[.tokens], .tokens, example: "{ \"a-long-random-token\": { botId: marlbot } }")
    if case .scalar = node.value, let path = try fields.path(.tokens, .file) { return .file(path) }
    let tokens = try HubToken.read(node, fields.source)
    guard !tokens.isEmpty else {
      throw fields.source.error(
        at: node, "tokens: nobody has one",
        hint: "write tokens: { \"a-long-random-token\": { botId: marlbot } }")
    }
    return .here(tokens)
  }

  private static func rooms(_ fields: Fields<Key>) throws(ConfigurationError) -> [Room]? {
    guard let node = fields[.rooms] else { return nil }
    guard case .map(let entries) = node.value else {
      throw fields.source.refusal(
        node, at: "rooms", noun: "a map", accepted: "{ ROOM: [NAME, NAME] } with the bots that may join it")
    }
    var rooms: [Room] = []
    for (key, value) in entries {
      let name = try fields.text(key, at: "rooms", .hubWord)
      if rooms.contains(where: { $0.name == name }) {
        throw fields.source.error(at: key, "rooms: \(name) stands twice", hint: "keep one")
      }
      guard case .list(let items) = value.value else {
        throw fields.source.refusal(
          value, at: "rooms.\(name)", noun: "a list", accepted: "a list of bots in [ ]")
      }
      var bots: [String] = []
      for item in items {
        let bot = try fields.text(item, at: "rooms.\(name)", .hubWord)
        if bots.contains(bot) {
          throw fields.source.error(at: item, "rooms.\(name): \(bot) stands twice", hint: "keep one")
        }
        bots.append(bot)
      }
      rooms.append(Room(name: name, bots: bots))
    }
    return rooms
  }
}

extension HubSettings.TLS {
  init(_ fields: Fields<Key>) throws(ConfigurationError) {
    certificate = try fields.required(
      fields.path(.certificate, .file), .certificate, example: "the file with the certificate chain")
    key = try fields.required(fields.path(.key, .file), .key, example: "the file with the key")
  }
}

extension TextRule {
  /// An address of a machine, as a number.
  static let address = TextRule(
    noun: "an address", accepted: "an IPv4 or IPv6 address of this machine, such as 127.0.0.1 or ::1",
    allows: { AddressRange($0)?.isSingle == true && !$0.utf8.contains(UInt8(ascii: "/")) })

  /// An address, or a network.
  static let network = TextRule(
    noun: "an address", accepted: "an address such as 127.0.0.1, or a network such as 10.0.0.0/8",
    allows: { AddressRange($0) != nil })

  /// What a browser says where a page came from.
  ///
  /// Source: RFC 6454 section 6.2.
  static let origin = TextRule(
    noun: "an origin",
    accepted: "a scheme and a host, with a port where it is not the usual one, such as "
      + "https://chat.example.org",
    allows: { text in
      guard let mark = text.firstRange(of: "://") else { return false }
      let host = text[mark.upperBound...].utf8
      return !host.isEmpty && host.allSatisfy { 0x21...0x7e ~= $0 && $0 != UInt8(ascii: "/") }
    })
}
