/// One map of the configuration: its known keys with their values, and the place for its errors.
struct Fields<Key: SettingKey> {
  /// The file that the map stands in.
  let source: SettingSource
  /// The map itself, or what stands nearest when there is none.
  let node: SettingNode
  /// How errors name the map: `relay`, `bot.wake`; empty for the whole file.
  let path: String

  private var values: [Key: SettingNode] = [:]

  /// Reads the keys of a map; a null value is a missing key.
  ///
  /// - Throws: when `node` is no map, or for the first key that is unknown, repeated, or no text.
  init(_ node: SettingNode, path: String, source: SettingSource) throws(ConfigurationError) {
    self.node = node
    self.path = path
    self.source = source
    if node.isAbsent { return }
    guard case .map(let entries) = node.value else {
      throw source.refusal(
        node, at: path.isEmpty ? "the configuration" : path, noun: "a map",
        accepted: "a map with the keys \(Self.accepted)")
    }
    var places: [Key: SettingNode] = [:]
    for (keyNode, value) in entries {
      let key = try Self.key(keyNode, path: path, source: source)
      if let first = places.updateValue(keyNode, forKey: key) {
        throw source.error(
          at: keyNode, "the key \"\(key.rawValue)\" stands twice\(Self.place(path))",
          hint: "keep one; the first stands in line \(first.line), column \(first.column)")
      }
      if !value.isAbsent { values[key] = value }
    }
  }

  /// The value of a key, unless it is missing or null.
  subscript(_ key: Key) -> SettingNode? { values[key] }

  /// How errors name the value of a key.
  func path(of key: Key) -> String { path.isEmpty ? key.rawValue : "\(path).\(key.rawValue)" }

  /// The keys of the map under `key`; none when it is missing.
  ///
  /// - Throws: as `init`.
  func section<Inner: SettingKey>(
    _ key: Key, _ keys: Inner.Type
  ) throws(ConfigurationError) -> Fields<Inner>? {
    guard let inner = self[key] else { return nil }
    return try Fields<Inner>(inner, path: path(of: key), source: source)
  }

  /// The value that a map cannot do without.
  ///
  /// - Throws: when `value` is nil, with the place of the map.
  func required<Value>(_ value: Value?, _ key: Key, example: String) throws(ConfigurationError) -> Value {
    guard let value else {
      throw source.error(
        at: node, "\(key.rawValue) is missing\(Self.place(path))", hint: "write \(key.rawValue): \(example)")
    }
    return value
  }

  private static var accepted: String { Key.allCases.map(\.rawValue).joined(separator: ", ") }

  private static func place(_ path: String) -> String { path.isEmpty ? "" : " in \(path)" }

  private static func key(
    _ node: SettingNode, path: String, source: SettingSource
  ) throws(ConfigurationError) -> Key {
    guard case .scalar(let text, _) = node.value else {
      throw source.refusal(
        node, at: path.isEmpty ? "the configuration" : path, noun: "a key", accepted: accepted)
    }
    if let key = Key(rawValue: text) { return key }
    let nearest = NearestWord.to(text, among: Key.allCases.lazy.map(\.rawValue))
    let guess = nearest.map { "did you mean \($0)? " } ?? ""
    throw source.error(
      at: node, "unknown key \(SettingSource.shown(text))\(place(path))",
      hint: "\(guess)accepted: \(accepted)")
  }
}
