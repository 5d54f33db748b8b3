/// An append that did not end as it should.
///
/// Source: R11 (short writes are finished, not repeated).
package struct AppendError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong.
  package enum Reason: Equatable, Sendable {
    /// A call failed.
    case system(SystemError)
    /// Somebody else's bytes came between two parts of a short write. `rest` is where more of ours
    /// stands, empty when the foreign bytes were seen before anything more was written.
    case interleaved(rest: Range<Int>)
  }

  package let path: String
  /// Where the beginning of the bytes stands in the file; empty when nothing was written.
  package let written: Range<Int>
  package let reason: Reason

  package var description: String {
    switch reason {
    case .system(let error):
      written.isEmpty ? error.description : "\(error), after \(written.count) bytes at \(written.lowerBound)"
    case .interleaved:
      "append \(path): foreign bytes after \(written.count) bytes of ours at \(written.lowerBound)"
    }
  }

  /// The failed call, if it was one.
  package var systemError: SystemError? {
    if case .system(let error) = reason { error } else { nil }
  }
}
