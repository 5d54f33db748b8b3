/// Ends the process with a sentence when a law is broken.
///
/// `precondition` would say nothing in an optimised program.
func law(
  _ holds: Bool, _ sentence: @autoclosure () -> String = "", file: StaticString = #fileID, line: UInt = #line
) {
  if !holds { fatalError(sentence(), file: file, line: line) }
}
