/// Colour for a terminal, and none anywhere else.
///
/// Source: https://no-color.org; terminfo(5) for `dumb`.
package struct Colour: Sendable, Equatable {
  private let isOn: Bool

  /// No colour, for files, pipes and logs.
  package static let off = Colour(isTerminal: false, noColor: nil, term: nil)

  /// Decides from what the caller knows.
  ///
  /// - Parameters:
  ///   - isTerminal: whether the text goes to a terminal.
  ///   - noColor: the value of `NO_COLOR`; anything but an empty text forbids colour.
  ///   - term: the value of `TERM`; a `dumb` terminal gets none.
  package init(isTerminal: Bool, noColor: String?, term: String?) {
    isOn = isTerminal && (noColor ?? "").isEmpty && term != "dumb"
  }

  /// The text in bold.
  package func bold(_ text: String) -> String { paint(text, "1") }

  /// The text in bold red.
  package func red(_ text: String) -> String { paint(text, "1;31") }

  private func paint(_ text: String, _ code: String) -> String {
    isOn ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
