import CLinux

/// How much room text takes on a terminal.
package enum TextWidth {
  /// The columns of a character: two for `漢` and most emoji, none for what stands on another one.
  ///
  /// Source: wcwidth(3), in the locale `C.UTF-8`. Where that is not there, every character takes one.
  package static func columns(of character: Character) -> Int {
    if character.isASCII { return 1 }
    var sum: Int32 = 0
    for scalar in character.unicodeScalars {
      // It makes an emoji of what stands before it. Terminals differ; too wide only cuts a line too early.
      if scalar.value == 0xFE0F { return 2 }
      sum += max(0, cl_width(scalar.value))
    }
    // Two flags' letters make one flag; and a skin colour takes no room of its own.
    return Int(min(2, sum))
  }
}
