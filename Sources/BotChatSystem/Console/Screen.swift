import CLinux
import Glibc

/// A terminal that is drawn on as a whole.
///
/// Source: termios(3), ioctl_tty(2) `TIOCGWINSZ`, XTerm control sequences (1049, 25).
package final class Screen {
  /// Where keys come from.
  package static let input: Int32 = 0
  private var before = termios()

  /// Nil unless standard input and output are a terminal that understands more than text.
  package init?() {
    guard isatty(0) == 1, isatty(1) == 1, ThisProcess.environment("TERM") != "dumb",
      tcgetattr(0, &before) == 0
    else { return nil }
  }

  /// Takes the screen: what stood there comes back with ``end()``.
  package func begin() {
    var raw = before
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(0, TCSANOW, &raw)
    StandardStream.writeAll("\u{1b}[?1049h\u{1b}[?25l", to: 1)
  }

  package func end() {
    StandardStream.writeAll("\u{1b}[?25h\u{1b}[?1049l", to: 1)
    tcsetattr(0, TCSANOW, &before)
  }

  /// Draws the lines, cut at the edges of the screen; a line may hold colours.
  ///
  /// Where there are more lines than rows, the last row says how many.
  package func show(_ lines: [String]) {
    let (rows, columns) = size
    var fitting = lines.prefix(rows)
    if lines.count > rows { fitting[rows - 1] = "… \(lines.count - rows + 1) more lines, on a higher screen" }
    let shown = fitting.map { Self.cut($0, columns) + "\u{1b}[0m\u{1b}[K" }
    StandardStream.writeAll("\u{1b}[H" + shown.joined(separator: "\r\n") + "\u{1b}[J", to: 1)
  }

  /// Whether a key was pressed that means the end: q, Q, or the end of the input.
  package func isAskedToEnd() -> Bool {
    var keys = [UInt8](repeating: 0, count: 64)
    let count = read(0, &keys, keys.count)
    return count == 0
      || keys.prefix(max(0, count)).contains { $0 == UInt8(ascii: "q") || $0 == UInt8(ascii: "Q") }
  }

  private var size: (rows: Int, columns: Int) {
    var size = winsize()
    guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else { return (24, 80) }
    return (Int(size.ws_row), Int(size.ws_col))
  }

  /// As many characters as fit, by the columns that each takes; what changes the colour takes no room.
  static func cut(_ line: String, _ columns: Int) -> String {
    var cut = ""
    var room = columns
    var isInSequence = false
    for character in line {
      if character == "\u{1b}" { isInSequence = true }
      if !isInSequence {
        room -= TextWidth.columns(of: character)
        if room < 0 { break }
      }
      cut.append(character)
      if isInSequence, character.isLetter { isInSequence = false }
    }
    return cut
  }
}
