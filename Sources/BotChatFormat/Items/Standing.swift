/// What the sender of a header is to the file that is read.
///
/// Source: R3, R14, R20, W2.
public enum Standing: Sendable, Equatable {
  /// At home in this file, or configured nowhere: relayed from here.
  case local
  /// At home in another file: a quotation or misfiled, never relayed from here.
  case foreign
  /// Written here by the relay, as a cold read knows from elsewhere.
  case relayed
  /// Written here by the relay, and wanted whole as a message: for whoever reads what came in, not what goes out.
  case delivered
}
