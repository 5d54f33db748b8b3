/// What a daemon's main loop writes into its progress file with each poll: who it is, when that was, and with
/// which configuration it runs.
///
/// Shape of the text: one line `pid=4711 start=123456 steady=98765 config=0123456789ab changed=no version=0.1.0
/// path=/etc/botchat/botchat.yaml`, each value with its control bytes, spaces and percent signs as `%0A`.
/// Source: H2.
package struct LifeMark: Equatable, Sendable {
  package let pid: Int32
  /// Start of the process in clock ticks since boot: with the pid it names one process for good.
  package let start: UInt64
  /// Nanoseconds of the monotonic clock: when the main loop came by.
  package let steady: Int64
  /// The digest of the configuration in force.
  package let config: String
  /// Whether another file stands at `path` now than the one that is in force, or none.
  package let changed: Bool
  /// The version of the program.
  package let version: String
  /// The configuration file.
  package let path: String

  package init(
    pid: Int32, start: UInt64, steady: Int64, config: String, changed: Bool, version: String, path: String
  ) {
    self.pid = pid
    self.start = start
    self.steady = steady
    self.config = config
    self.changed = changed
    self.version = version
    self.path = path
  }

  /// Reads what ``text`` wrote; nil for anything else, such as a mark that is being written at this moment.
  package init?(text: String) {
    guard text.utf8.last == 0x0A else { return nil }
    let fields = text.utf8.dropLast().split(separator: 0x20, omittingEmptySubsequences: false)
    guard fields.count == Self.names.count else { return nil }
    var values: [String] = []
    for (field, name) in zip(fields, Self.names) {
      let head = "\(name)=".utf8
      guard field.starts(with: head), let value = Self.unescaped(field.dropFirst(head.count)) else {
        return nil
      }
      values.append(value)
    }
    guard let pid = Int32(values[0]), pid > 0, let start = UInt64(values[1]), let steady = Int64(values[2])
    else { return nil }
    self.init(
      pid: pid, start: start, steady: steady, config: values[3], changed: values[4] == "yes",
      version: values[5], path: values[6])
    // Whatever else could be read in two ways, such as a plus before a number, has one way to be written.
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }

  /// The text for the file, with its line end.
  package var text: String {
    let values = ["\(pid)", "\(start)", "\(steady)", config, changed ? "yes" : "no", version, path]
    return zip(Self.names, values).map { "\($0)=\(Self.escaped($1))" }.joined(separator: " ") + "\n"
  }

  private static let names = ["pid", "start", "steady", "config", "changed", "version", "path"]

  private static func escaped(_ value: String) -> String {
    var bytes: [UInt8] = []
    for byte in value.utf8 {
      if byte > 0x20, byte != 0x7F, byte != 0x25 {
        bytes.append(byte)
      } else {
        bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  private static func unescaped(_ value: Substring.UTF8View) -> String? {
    var bytes: [UInt8] = []
    var rest = value[...]
    while let byte = rest.popFirst() {
      guard byte == 0x25 else {
        bytes.append(byte)
        continue
      }
      guard
        let high = rest.popFirst().flatMap(digits.firstIndex(of:)),
        let low = rest.popFirst().flatMap(digits.firstIndex(of:))
      else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
