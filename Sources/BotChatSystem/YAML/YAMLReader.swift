import CYAML

/// Reads one YAML or JSON document into a tree of plain values, through libyaml's events.
///
/// What could make a small file large or ambiguous is refused: anchors and aliases, tags, more than one
/// document, more than 1 MiB, more than 32 levels. Source: DESIGN.md section 6, yaml.h.
package enum YAMLReader {
  /// How many bytes a document may have: 1 MiB.
  package static let maximumSize = 1 << 20
  /// How many levels of lists and maps may be nested.
  package static let maximumDepth = 32

  /// Reads the document; nil when there is none, as in an empty file.
  ///
  /// Throws ``YAMLError`` with the place and libyaml's or our own reason.
  package static func read(_ bytes: [UInt8]) throws(YAMLError) -> YAMLNode? {
    guard bytes.count <= maximumSize else {
      throw YAMLError(line: 1, column: 1, message: "longer than \(maximumSize) bytes")
    }
    // The parser keeps the address of the bytes, so they have to stay where they are until it is gone.
    let result = bytes.withUnsafeBufferPointer { input -> Result<YAMLNode?, YAMLError> in
      var parser = yaml_parser_t()
      guard yaml_parser_initialize(&parser) == 1 else {
        return .failure(YAMLError(line: 1, column: 1, message: "out of memory"))
      }
      defer { yaml_parser_delete(&parser) }
      yaml_parser_set_input_string(&parser, input.baseAddress, input.count)
      return Result { () throws(YAMLError) in try document(&parser, YAMLText(bytes)) }
    }
    return try result.get()
  }

  private static func document(
    _ parser: inout yaml_parser_t, _ text: YAMLText
  ) throws(YAMLError) -> YAMLNode? {
    var root: YAMLNode?
    while true {
      let event = try YAMLEvent(&parser, text)
      switch event.kind {
      case .streamEnd: return root
      case .documentStart where root != nil: throw event.error("only one document is accepted")
      case .framing, .documentStart: continue
      default: root = try node(event, &parser, text, depth: 1)
      }
    }
  }

  private static func node(
    _ event: YAMLEvent, _ parser: inout yaml_parser_t, _ text: YAMLText, depth: Int
  ) throws(YAMLError) -> YAMLNode {
    if event.hasAnchor { throw event.error("anchors and aliases are not accepted") }
    if event.hasTag { throw event.error("tags are not accepted") }
    func place(_ kind: YAMLNode.Kind) -> YAMLNode {
      YAMLNode(line: event.line, column: event.column, kind: kind)
    }
    switch event.kind {
    case .scalar(let value, let quoted):
      return place(.scalar(value, quoted: quoted))
    case .sequenceStart:
      guard depth < maximumDepth else { throw event.error("nested more than \(maximumDepth) levels deep") }
      var nodes: [YAMLNode] = []
      while true {
        let next = try YAMLEvent(&parser, text)
        if next.kind == .end { return place(.sequence(nodes)) }
        nodes.append(try node(next, &parser, text, depth: depth + 1))
      }
    case .mappingStart:
      guard depth < maximumDepth else { throw event.error("nested more than \(maximumDepth) levels deep") }
      var pairs: [(key: YAMLNode, value: YAMLNode)] = []
      while true {
        let next = try YAMLEvent(&parser, text)
        if next.kind == .end { return place(.mapping(pairs)) }
        let key = try node(next, &parser, text, depth: depth + 1)
        let value = try node(try YAMLEvent(&parser, text), &parser, text, depth: depth + 1)
        pairs.append((key, value))
      }
    default:
      throw event.error("a value was expected")
    }
  }
}
