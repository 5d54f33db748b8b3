/// A value of a JSON document.
///
/// Source: RFC 8259.
package indirect enum JSONNode: Equatable, Sendable {
  case null
  case boolean(Bool)
  /// A number without point and exponent.
  case integer(Int64)
  case real(Double)
  /// Escapes resolved; it can hold U+0000.
  case string(String)
  case array([JSONNode])
  /// In the order of the document; no name stands twice.
  case object([Member])

  /// A name of an object, and its value.
  package struct Member: Equatable, Sendable {
    package let name: String
    package let value: JSONNode

    package init(_ name: String, _ value: JSONNode) {
      self.name = name
      self.value = value
    }
  }
}
