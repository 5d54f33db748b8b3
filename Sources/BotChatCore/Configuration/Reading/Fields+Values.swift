/// Reading one value by its kind: each is refused with its own place and with what is accepted.
extension Fields {
  /// A text that obeys `rule`; nil when the key is missing.
  func text(_ key: Key, _ rule: TextRule) throws(ConfigurationError) -> String? {
    guard let node = self[key] else { return nil }
    return try text(node, at: path(of: key), rule)
  }

  /// A duration within `range`; `standard` when the key is missing.
  func interval(
    _ key: Key, _ standard: Interval, in range: ClosedRange<Interval>
  ) throws(ConfigurationError) -> Interval {
    try quantity(
      key, in: range, noun: "a duration",
      accepted: "a number with a unit (ms, s, m, h, d), such as \(standard)", parse: Interval.init)
      ?? standard
  }

  /// A size within `range`; `standard` when the key is missing.
  func size(
    _ key: Key, _ standard: ByteCount, in range: ClosedRange<ByteCount>
  ) throws(ConfigurationError) -> ByteCount {
    try quantity(
      key, in: range, noun: "a size",
      accepted: "a number with a unit (B, KiB, MiB, GiB), such as \(standard)", parse: ByteCount.init)
      ?? standard
  }

  /// A whole number within `range`; nil when the key is missing.
  func count(_ key: Key, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
    guard let node = self[key] else { return nil }
    if case .scalar(let text, quoted: false) = node.value, let count = Self.wholeNumber(text),
      range.contains(count)
    {
      return count
    }
    throw source.refusal(
      node, at: path(of: key), noun: "such a number",
      accepted: "a whole number from \(range.lowerBound) to \(range.upperBound), without quotes")
  }

  /// `true` or `false`; `standard` when the key is missing.
  func flag(_ key: Key, _ standard: Bool) throws(ConfigurationError) -> Bool {
    guard let node = self[key] else { return standard }
    switch node.value {
    case .scalar("true", quoted: false): return true
    case .scalar("false", quoted: false): return false
    default:
      throw source.refusal(
        node, at: path(of: key), noun: "true or false", accepted: "true or false, without quotes")
    }
  }

  /// One of the words of an enum; `standard` when the key is missing.
  func choice<Choice: SettingChoice>(
    _ key: Key, _ standard: Choice
  ) throws(ConfigurationError) -> Choice {
    guard let node = self[key] else { return standard }
    if case .scalar(let text, _) = node.value, let choice = Choice(rawValue: text) { return choice }
    throw source.refusal(
      node, at: path(of: key), noun: "one of its values",
      accepted: Choice.allCases.map(\.rawValue).joined(separator: ", "))
  }

  /// An absolute path of a file or a folder; nil when the key is missing.
  func path(_ key: Key, _ kind: SettingPath.Kind) throws(ConfigurationError) -> String? {
    guard let node = self[key] else { return nil }
    let written = try text(node, at: path(of: key), kind.rule)
    do {
      return try SettingPath.resolve(written, kind, folder: source.folder, home: source.home)
    } catch {
      throw source.error(
        at: node, "\(path(of: key)): \(SettingSource.shown(written)) \(error.sentence)",
        hint: "accepted: \(kind.rule.accepted)")
    }
  }

  /// The items of a list; nil when the key is missing.
  func items(_ key: Key, of what: String) throws(ConfigurationError) -> [SettingNode]? {
    guard let node = self[key] else { return nil }
    guard case .list(let items) = node.value else {
      throw source.refusal(node, at: path(of: key), noun: "a list", accepted: "a list of \(what) in [ ]")
    }
    return items
  }

  /// A list of names, each with its place; none when the key is missing.
  func names(_ key: Key) throws(ConfigurationError) -> [PlacedName] {
    var names: [PlacedName] = []
    for item in try items(key, of: "names") ?? [] {
      names.append(PlacedName(name: try text(item, at: path(of: key), .name), node: item))
    }
    return names
  }

  /// An argument list, a program first; nil when the key is missing.
  ///
  /// Source: W3 (never a shell).
  func arguments(_ key: Key) throws(ConfigurationError) -> [String]? {
    guard let node = self[key], let items = try items(key, of: "arguments") else { return nil }
    guard let first = items.first else {
      throw source.error(
        at: node, "\(path(of: key)): the list is empty",
        hint: "accepted: a program and its arguments, such as [/bin/echo, hello]")
    }
    var arguments = [try text(first, at: path(of: key), .program)]
    for item in items.dropFirst() {
      // An empty argument in quotes is one; a bare null is a slip of the pen.
      arguments.append(try text(item, at: path(of: key), .argument))
    }
    return arguments
  }

  /// The text of a node that obeys `rule`.
  func text(_ node: SettingNode, at path: String, _ rule: TextRule) throws(ConfigurationError) -> String {
    guard !node.isAbsent, case .scalar(let text, _) = node.value, rule.allows(text) else {
      throw source.refusal(node, at: path, noun: rule.noun, accepted: rule.accepted)
    }
    return text
  }

  private func quantity<Value: Comparable & CustomStringConvertible>(
    _ key: Key, in range: ClosedRange<Value>, noun: String, accepted: String, parse: (String) -> Value?
  ) throws(ConfigurationError) -> Value? {
    guard let node = self[key] else { return nil }
    guard case .scalar(let text, _) = node.value, let value = parse(text) else {
      throw source.refusal(node, at: path(of: key), noun: noun, accepted: accepted)
    }
    guard range.contains(value) else {
      throw source.error(
        at: node, "\(path(of: key)): \(SettingSource.shown(node)) is out of range",
        hint: "accepted: from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  private static func wholeNumber(_ text: String) -> Int? {
    // `Int` itself would take a sign.
    text.utf8.allSatisfy { 0x30...0x39 ~= $0 } ? Int(text) : nil
  }
}
