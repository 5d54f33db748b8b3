/// What is wrong in a configuration file, where, and what is accepted instead.
///
/// The texts quote the file as it is: whoever shows them makes control characters visible.
/// Source: DESIGN 6.
package struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The configuration file, as the caller named it.
  package let file: String
  /// The line, counted from 1.
  package let line: Int
  /// The column, counted from 1.
  package let column: Int
  /// What is wrong: lower case, no full stop.
  package let problem: String
  /// What is accepted: lower case, no full stop.
  package let hint: String

  /// Makes an error from its place and its two sentences.
  package init(file: String, line: Int, column: Int, problem: String, hint: String) {
    self.file = file
    self.line = line
    self.column = column
    self.problem = problem
    self.hint = hint
  }

  /// The form that editors jump to: `file:line:column: problem`.
  package var description: String { "\(file):\(line):\(column): \(problem)" }
}
