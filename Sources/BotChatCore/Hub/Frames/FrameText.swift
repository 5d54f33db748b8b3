/// A frame being written: an object of JSON, its `type` first, without the fields that are nil.
struct FrameText {
  private var open: [UInt8] = []

  /// Begins a frame; `capacity` is a guess at its bytes.
  init(_ type: String, capacity: Int = 160) {
    open.reserveCapacity(capacity)
    open.append(UInt8(ascii: "{"))
    add("type", type)
  }

  /// The whole frame.
  var bytes: [UInt8] { open + [UInt8(ascii: "}")] }

  mutating func add(_ name: StaticString, _ text: String?) {
    guard let text else { return }
    begin(name)
    JSONText.append(text, to: &open)
  }

  mutating func add(_ name: StaticString, _ number: Int64?) {
    guard let number else { return }
    begin(name)
    open.append(contentsOf: String(number).utf8)
  }

  mutating func add(_ name: StaticString, _ flag: Bool) {
    begin(name)
    open.append(contentsOf: (flag ? "true" : "false").utf8)
  }

  mutating func add(_ name: StaticString, _ texts: [String]?) {
    guard let texts else { return }
    begin(name)
    open.append(UInt8(ascii: "["))
    for (index, text) in texts.enumerated() {
      if index > 0 { open.append(UInt8(ascii: ",")) }
      JSONText.append(text, to: &open)
    }
    open.append(UInt8(ascii: "]"))
  }

  private mutating func begin(_ name: StaticString) {
    if open.count > 1 { open.append(UInt8(ascii: ",")) }
    open.append(UInt8(ascii: "\""))
    name.withUTF8Buffer { open.append(contentsOf: $0) }
    open.append(UInt8(ascii: "\""))
    open.append(UInt8(ascii: ":"))
  }
}
