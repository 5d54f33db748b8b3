import CYAML

/// One event of libyaml, copied out so that nothing of C is left to be freed.
struct YAMLEvent {
  enum Kind: Equatable {
    case streamEnd
    case documentStart
    /// The other events around a document.
    case framing
    case scalar(String, quoted: Bool)
    case sequenceStart
    case mappingStart
    /// The end of a sequence or mapping.
    case end
    case alias
  }

  let kind: Kind
  let hasAnchor: Bool
  let hasTag: Bool
  let line: Int
  let column: Int

  /// Takes the next event from the parser.
  ///
  /// Throws ``YAMLError`` where the text is none.
  init(_ parser: inout yaml_parser_t, _ text: YAMLText) throws(YAMLError) {
    var event = yaml_event_t()
    guard yaml_parser_parse(&parser, &event) == 1 else { throw Self.failure(parser, text) }
    defer { yaml_event_delete(&event) }
    (line, column) = text.place(event.start_mark)
    var anchor: UnsafeMutablePointer<yaml_char_t>?
    var tag: UnsafeMutablePointer<yaml_char_t>?
    switch event.type {
    case YAML_STREAM_END_EVENT: kind = .streamEnd
    case YAML_DOCUMENT_START_EVENT: kind = .documentStart
    case YAML_ALIAS_EVENT:
      kind = .alias
      anchor = event.data.alias.anchor
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      kind = .scalar(String(decoding: text, as: UTF8.self), quoted: scalar.style != YAML_PLAIN_SCALAR_STYLE)
      (anchor, tag) = (scalar.anchor, scalar.tag)
    case YAML_SEQUENCE_START_EVENT:
      kind = .sequenceStart
      (anchor, tag) = (event.data.sequence_start.anchor, event.data.sequence_start.tag)
    case YAML_MAPPING_START_EVENT:
      kind = .mappingStart
      (anchor, tag) = (event.data.mapping_start.anchor, event.data.mapping_start.tag)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .end
    default: kind = .framing
    }
    hasAnchor = anchor != nil
    hasTag = tag != nil
  }

  /// An error at the place of this event.
  func error(_ message: String) -> YAMLError {
    YAMLError(line: line, column: column, message: message)
  }

  private static func failure(_ parser: yaml_parser_t, _ text: YAMLText) -> YAMLError {
    let problem = parser.problem.map { String(cString: $0) } ?? "not readable"
    if parser.error == YAML_READER_ERROR {
      // The reader stops at bytes before there are characters to count: it tells only the offset.
      let place = YAMLText.place(after: text.bytes.prefix(parser.problem_offset))
      return YAMLError(line: place.line, column: place.column, message: problem)
    }
    let place = text.place(parser.problem_mark)
    let context = parser.context.map { " " + String(cString: $0) } ?? ""
    return YAMLError(line: place.line, column: place.column, message: problem + context)
  }
}
