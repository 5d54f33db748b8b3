/// What a frame of the hub holds: a value of JSON, whoever has read it.
package indirect enum FrameValue: Sendable, Equatable {
  /// `null`, which counts as missing.
  case nothing
  /// A number that is not whole: no field of ours has one.
  case fraction
  case flag(Bool)
  case number(Int64)
  case text(String)
  case list([FrameValue])
  case map([Field])

  /// A name of a map, and its value.
  package struct Field: Sendable, Equatable {
    package let name: String
    package let value: FrameValue

    /// Makes a field.
    package init(_ name: String, _ value: FrameValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value under a name of a map; nil when there is none, or `null`, which counts as missing.
  subscript(_ name: String) -> FrameValue? {
    guard case .map(let fields) = self, let field = fields.first(where: { $0.name == name }) else {
      return nil
    }
    return field.value == .nothing ? nil : field.value
  }
}
